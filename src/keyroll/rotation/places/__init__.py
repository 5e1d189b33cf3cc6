"""Places that keep sealed values, one module each. They hold ciphertext only."""
