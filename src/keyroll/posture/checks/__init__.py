"""One file a check, found by discovery; each has ``CHECK``."""
