"""The ledger: decisions, incidents, verdicts, people's statements and the current writer (SQLite or PostgreSQL)."""
