"""Builds the inventory from observations and events: every machine credential, by its identifiers."""
