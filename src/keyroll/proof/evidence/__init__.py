"""Evidence: signed statements in an append-only log, and their check on a separate machine without a home."""
