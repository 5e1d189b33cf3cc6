"""Scenarios of the company that measures rivers; one file a scenario."""
