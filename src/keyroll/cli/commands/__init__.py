"""One file a command; discovery finds them."""
