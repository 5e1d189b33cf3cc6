"""keyroll knows every machine credential, proves each exposed one dead, and notices whoever uses one."""

__version__ = "0.1.0"
