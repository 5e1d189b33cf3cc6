"""Reads and verifies reports of a breach from outside: security event tokens and advisories. It opens no file or
connection.
"""
