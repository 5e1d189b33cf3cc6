"""One file a scenario, in a folder of its company; discovery finds them."""
