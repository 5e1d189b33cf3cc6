"""keyroll inventories machine credentials, proves each exposed one dead after a breach, and detects their misuse."""

__version__ = "0.1.0"
