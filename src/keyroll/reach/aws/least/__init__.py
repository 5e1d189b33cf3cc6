"""Least privilege in AWS: a narrower policy from used actions and from actions that no log can show."""
