"""Scenarios of the maker of medical devices; one file for each scenario."""
