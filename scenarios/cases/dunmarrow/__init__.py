"""Scenarios of the company that follows containers and wagons for ports; one file for each scenario."""
