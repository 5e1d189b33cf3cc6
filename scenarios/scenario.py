"""What a scenario's file says: what happens in the company, and whether anybody hostile has a part in it."""

from collections.abc import Callable
from dataclasses import dataclass

from scenarios.company import Company
from scenarios.organisations import HALDEN
from scenarios.scene import Scene


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario. ``plan`` puts what happens into the scene before its days are played.

    ``surge`` says that nobody hostile is in it: every alert is a false one.
    """

    title: str
    plan: Callable[[Scene], None]
    surge: bool = False
    company: Company = HALDEN
