"""Folds observations and events into the roll: every machine credential, by its handles."""
