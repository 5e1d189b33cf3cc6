"""Proves death: verdicts with grades, derived from evidence and from nothing else."""
