"""Places that keep a signing key and sign with it, one file each: the key itself never comes here."""
