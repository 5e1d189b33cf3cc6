"""One file a list: what ``keyroll list <file name>`` prints."""
