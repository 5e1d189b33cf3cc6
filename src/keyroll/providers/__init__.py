"""One folder per outside system; files with fixed names say what it can do (see contract.py)."""
