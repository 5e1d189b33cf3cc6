"""Evidence: signed statements in an append-only log, and their check on a machine that has nothing else."""
