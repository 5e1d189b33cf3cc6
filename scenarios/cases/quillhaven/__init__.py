"""Scenarios of the company that forwards freight; one file for each scenario."""
