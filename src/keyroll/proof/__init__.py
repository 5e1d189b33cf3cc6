"""Proves death: verdicts with grades, derived only from evidence."""
