"""Stage 5: signals and alerts → follow-up. What else was done from the networks, and with the clients, of an alert."""
