"""Scenarios of the company that sails ferries; one file for each scenario."""
