"""One file a behaviour; discovery finds them."""
