"""Replays of known breaches: writes the export folders of a synthetic company in the vendors' native shapes."""

from keyroll.replay.thanksgiving import Written, thanksgiving

__all__ = ["Written", "thanksgiving"]
