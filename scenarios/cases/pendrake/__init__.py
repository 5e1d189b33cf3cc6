"""Scenarios of the marketplace with a delivery of its own; one file for each scenario."""
