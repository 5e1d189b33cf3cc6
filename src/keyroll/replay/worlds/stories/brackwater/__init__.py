"""Worlds of the company that sails ferries; one file a world."""
