"""Forms of files that consumers read, one module each, found by name: ``aws_credentials.py`` is ``aws-credentials``."""
