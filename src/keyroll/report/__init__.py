"""Documents as trees, then formats."""
