"""What a story's file says: what happens in the company, and whether anybody hostile has a part in it."""

from collections.abc import Callable
from dataclasses import dataclass

from keyroll.replay.worlds.company import Company
from keyroll.replay.worlds.houses import HALDEN
from keyroll.replay.worlds.scene import Scene


@dataclass(frozen=True, slots=True)
class Story:
    """One world. ``plan`` puts what happens into the scene before its days are played.

    ``storm`` says that nobody hostile is in it: every alert is a false one.
    """

    title: str
    plan: Callable[[Scene], None]
    storm: bool = False
    company: Company = HALDEN
