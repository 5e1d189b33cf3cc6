"""Ways to tell owners of credentials, one file each."""
