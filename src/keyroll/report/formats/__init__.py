"""One file a format: what ``keyroll list --format <file name>`` writes."""
