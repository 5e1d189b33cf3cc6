"""Brings outside data in: resumable, each record once, bad input to quarantine."""
