"""Exposure reasons, one file each; discovery finds them, so no list has to be edited."""
