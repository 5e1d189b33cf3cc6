"""One file for each scenario, in a folder of its company; discovery finds them."""
