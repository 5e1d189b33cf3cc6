"""Stage 5: signals and alerts → follow-up. It holds other actions from an alert's networks and clients."""
