"""Evaluates the role-based access control of Kubernetes."""
