"""Scenarios of the group of hotels with a booking platform of its own; one file for each scenario."""
