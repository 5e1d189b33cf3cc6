"""Scenarios of the company that builds its own software; one file for each scenario."""
