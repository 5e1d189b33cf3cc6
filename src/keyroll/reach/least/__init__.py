"""Least privilege: narrower entitlements from what a principal used and from what no log can show."""
