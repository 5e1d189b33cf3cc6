"""Stage 1: events and observations → baseline. It holds machines' actions, networks and clients."""
