"""Scenarios of the college with a clinic; one file for each scenario."""
