"""Scenarios of the company that sells tickets for halls, festivals and matches; one file for each scenario."""
