"""One file a world, in a folder of its company; discovery finds them."""
