"""Scenarios of the company that sails ferries; one file a scenario."""
