"""One file for each command; discovery finds them."""
