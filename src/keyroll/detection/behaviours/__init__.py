"""One file for each behaviour; discovery finds them."""
