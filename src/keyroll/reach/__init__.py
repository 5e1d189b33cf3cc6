"""Reach: the nodes that a leaked credential reaches, the nodes that reach a resource, and changes that stop it."""
