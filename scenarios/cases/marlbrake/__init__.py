"""Scenarios of the company that sells seeds; one file a scenario."""
