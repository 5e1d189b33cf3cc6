"""Changes credentials: approved plans, steps whose intent is committed first, and proof that the old value is dead."""
