"""Scenarios of the newsroom; one file for each scenario."""
