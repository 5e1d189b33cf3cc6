"""Replacement of static credentials by short-lived or bound ones: plans, the texts of both sides, and their check."""
