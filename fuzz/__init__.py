"""Fuzzing of every parser of foreign input: one harness for each family of parsers, run by ``make fuzz``."""
