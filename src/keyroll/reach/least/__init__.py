"""Least privilege: narrower entitlements from a principal's uses and from permissions that no log can show."""
