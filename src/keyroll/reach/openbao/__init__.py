"""Evaluates the policies of OpenBao (and Vault) on a path."""
