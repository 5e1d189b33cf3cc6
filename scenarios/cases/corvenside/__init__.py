"""Scenarios of the company that settles card payments for shops; one file for each scenario."""
