"""Where signed heads are kept beside the home, one file a kind of place."""
