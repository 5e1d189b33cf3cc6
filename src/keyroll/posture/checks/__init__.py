"""One file for each check, found by discovery; each defines ``CHECK``."""
