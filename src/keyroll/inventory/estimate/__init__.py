"""How many machine credentials are on no list: an estimate with an interval, or "cannot say, because"."""
