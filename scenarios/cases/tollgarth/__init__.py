"""Scenarios of the water company; one file for each scenario."""
