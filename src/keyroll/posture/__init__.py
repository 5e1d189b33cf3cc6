"""Evaluates the inventory against the OWASP NHI Top 10 (2025): one file for each check, three-valued answers."""
