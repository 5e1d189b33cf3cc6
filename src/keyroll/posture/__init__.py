"""Judges the inventory by the OWASP NHI Top 10 (2025): one file a check, three-valued answers."""
