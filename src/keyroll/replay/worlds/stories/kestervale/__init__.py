"""Worlds of the company that insures health."""
