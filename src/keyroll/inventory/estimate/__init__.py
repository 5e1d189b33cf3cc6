"""Estimates how many machine credentials are on no list: a number with an interval, or "cannot say, because"."""
