"""Scenarios of the company that measures rivers; one file for each scenario."""
