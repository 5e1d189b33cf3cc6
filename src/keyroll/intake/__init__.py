"""Reads outside data into a home: reads resume, each record is stored once, and bad input goes to quarantine."""
