"""Stage 1: events and observations → baseline. What machines did, which networks and clients they use, since when."""
