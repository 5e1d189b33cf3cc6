"""Worlds of the company that measures rivers; one file a world."""
