"""What a scenario's file says: what happens in the company, and whether anybody hostile has a part in it."""

from collections.abc import Callable
from dataclasses import dataclass

from scenarios.company import Company
from scenarios.organisations import COMPANIES
from scenarios.scene import Scene

Plan = Callable[[Scene], None]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario. ``plan`` puts what happens into the scene before its days are played.

    ``surge`` says that nobody hostile is in it: every alert is a false one. The company is that of the file's folder.
    """

    title: str
    plan: Plan
    surge: bool

    @property
    def company(self) -> Company:
        """In which company it happens."""
        folder: str = self.plan.__module__.split(".")[-2]
        return COMPANIES[folder]


def intrusion(title: str) -> Callable[[Plan], Scenario]:
    """Make a function the plan of a scenario with an intruder."""
    return lambda plan: Scenario(title, plan, surge=False)


def surge(title: str) -> Callable[[Plan], Scenario]:
    """Make a function the plan of a benign surge."""
    return lambda plan: Scenario(title, plan, surge=True)
