"""Scenarios of the laboratory for new materials; one file for each scenario."""
