"""Kinds of witnesses, which keep signed heads outside the home, one module each."""
