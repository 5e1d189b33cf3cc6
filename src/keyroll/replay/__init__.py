"""Replays of known breaches, and other worlds: export folders of synthetic companies in the vendors' native shapes."""

from keyroll.replay.thanksgiving import thanksgiving
from keyroll.replay.worlds import play, worlds
from keyroll.replay.written import Written

__all__ = ["Written", "play", "thanksgiving", "worlds"]
