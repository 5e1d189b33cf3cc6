"""Least privilege in AWS: a narrower policy from what a principal used and from what no log can show."""
