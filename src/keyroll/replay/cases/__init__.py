"""One replay a file, each with ``REPLAY``; discovery finds them, no list is edited."""
