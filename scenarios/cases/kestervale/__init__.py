"""Scenarios of the company that insures health."""
