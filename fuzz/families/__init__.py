"""One family of parsers a file, each with ``FAMILY``; discovery finds them, no list is edited."""
