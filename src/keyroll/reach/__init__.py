"""Reach: what falls if a credential leaks, who can get to a resource, and which change stops it."""
