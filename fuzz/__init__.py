"""Fuzzing of everything that reads what others wrote: one harness a family of parsers, run by ``make fuzz``."""
