"""Scenarios of the company that settles claims; one file for each scenario."""
