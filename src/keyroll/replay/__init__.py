"""Replays of published breaches: export folders of synthetic companies in the vendors' native formats."""

from keyroll.replay.thanksgiving import thanksgiving
from keyroll.replay.written import Written

__all__ = ["Written", "thanksgiving"]
