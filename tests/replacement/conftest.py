"""Fixtures of the tests of replacements."""

from servers_of_replacement import audited, place, quick, ssl_postgres

__all__ = ["audited", "place", "quick", "ssl_postgres"]
