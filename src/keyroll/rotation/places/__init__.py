"""Places that keep sealed values, one file each: they hold ciphertext only."""
