"""Secrets without a vendor: private keys, signed tokens, passwords, log-ins within addresses (``secrets.py``)."""
