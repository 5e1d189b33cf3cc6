"""Findings by effect: what an event type does, whoever the vendor, new for the one who did it, or refused."""
