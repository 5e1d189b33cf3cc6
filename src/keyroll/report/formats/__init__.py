"""One file for each format of ``keyroll list --format <file name>``."""
