"""Other companies and other weeks: intrusions of many kinds, and storms without any, written as exports.

One small company and one engine; each story is a file in ``stories``, found by its name.
"""

from keyroll.replay.worlds.play import play, worlds
from keyroll.replay.worlds.story import Story

__all__ = ["Story", "play", "worlds"]
