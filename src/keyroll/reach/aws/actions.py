"""The actions of AWS on data, by service and effect, and the actions that a pattern of a policy names.

``actions.csv`` comes from the AWS service authorization reference (``scripts/aws_actions.py``). The actions are bits of
one number, so that the actions of a policy are one number too.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Final

from keyroll.reach.wildcards import is_pattern, like

#: Effects with a node of their own, because other parts of keyroll name it: what is read there.
OWN: Final = ("objects", "tables", "secrets", "parameters")


@dataclass(frozen=True, slots=True)
class ActionGroup:
    """The actions of a service with one effect; ``bits`` has a bit for each."""

    service: str
    effect: str
    actions: tuple[str, ...]
    bits: int

    def among(self, bits: int) -> Iterator[str]:
        """Yield the actions of the group that are among some bits."""
        left, first = bits & self.bits, (self.bits & -self.bits).bit_length() - 1
        return (action for at, action in enumerate(self.actions, first) if left >> at & 1)


@cache
def groups() -> tuple[ActionGroup, ...]:
    """Return the groups in the order of their bits."""
    text = resources.files("keyroll.reach.aws").joinpath("actions.csv").read_text(encoding="utf-8")
    found, first = [], 0
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        names = row["actions"].split()
        actions = tuple(f"{row['service']}:{name}" for name in names)
        found.append(ActionGroup(row["service"], row["effect"], actions, ((1 << len(names)) - 1) << first))
        first += len(names)
    return tuple(found)


@cache
def everything() -> int:
    """Return the bits of all actions."""
    return sum(one.bits for one in groups())


def bits_of(patterns: Iterable[str]) -> int:
    """Return the bits of the actions that patterns in lower case name."""
    found = 0
    for pattern in patterns:
        found |= _bits(pattern)
    return found


@lru_cache(maxsize=65_536)
def _bits(pattern: str) -> int:
    if pattern == "*":
        return everything()
    service, _, verb = pattern.partition(":")
    if not is_pattern(service) and verb == "*":
        return sum(group.bits for group in _of_service().get(service, ()))
    found = 0
    for group in groups() if is_pattern(service) else _of_service().get(service, ()):
        first = (group.bits & -group.bits).bit_length() - 1
        for at, action in enumerate(group.actions, first):
            if like(pattern, action.lower()):
                found |= 1 << at
    return found


@cache
def _of_service() -> dict[str, tuple[ActionGroup, ...]]:
    found: dict[str, list[ActionGroup]] = {}
    for one in groups():
        found.setdefault(one.service, []).append(one)
    return {service: tuple(some) for service, some in found.items()}
