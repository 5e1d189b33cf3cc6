"""Places that keep a signing key and sign with it, one module each: the key itself never leaves the place."""
