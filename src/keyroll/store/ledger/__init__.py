"""The ledger: decisions, incidents, verdicts, people's words and who may write now (SQLite or PostgreSQL)."""
