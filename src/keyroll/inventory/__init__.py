"""Folds observations and events into the inventory: every machine credential, by its identifiers."""
