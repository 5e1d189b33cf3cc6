"""Worlds of the company that sells seeds; one file a world."""
