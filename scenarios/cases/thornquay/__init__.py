"""Scenarios of the studio that makes and runs games; one file for each scenario."""
