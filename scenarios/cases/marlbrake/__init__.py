"""Scenarios of the company that sells seeds; one file for each scenario."""
