"""What the policies of OpenBao (and Vault) allow on a path."""
