"""Scenarios of the group of hospitals; one file for each scenario."""
