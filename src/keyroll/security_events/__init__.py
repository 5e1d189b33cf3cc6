"""Reads and verifies reports of a breach: security event tokens and advisories. It opens no file or connection."""
