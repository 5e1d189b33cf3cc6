"""Scenarios of the company that makes lifts and looks after them; one file for each scenario."""
