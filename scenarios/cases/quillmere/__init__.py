"""Scenarios of the laboratories; one file for each scenario."""
