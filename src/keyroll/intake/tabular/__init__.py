"""Tables about credentials that somebody exported from anywhere: how they are written, and how they are read."""
