"""One file for each list: the output of ``keyroll list <file name>``."""
