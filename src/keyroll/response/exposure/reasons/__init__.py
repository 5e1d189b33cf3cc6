"""One reason for exposure a file; discovery finds them, no list is edited."""
