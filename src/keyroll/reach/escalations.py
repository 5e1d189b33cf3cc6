"""Techniques by which a principal of a system other than AWS gains rights, one small file each.

``techniques/<system>-<name>.yaml``: ``needs`` are facts that the system's evaluator finds about a principal, each with
its targets. The step leads to the targets that all needs share, or to the administration.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Final

import yaml

from keyroll.errors import KeyrollError

#: The target of a fact about the whole system.
EVERYTHING: Final = ""


class EscalationFault(KeyrollError):  # noqa: N818 - as the other declarations' faults are named
    """The file of a technique cannot be read."""


class Gives(StrEnum):
    """The result of a technique."""

    TARGET = "target"
    ADMINISTRATION = "administration"


@dataclass(frozen=True, slots=True)
class Escalation:
    """One technique.

    ``unlisted`` names a condition that no list shows; then the step, of the kind ``step``, is unknown. ``matches`` and
    ``misses`` are test entitlements of a principal, in the system's own language.
    """

    id: str
    system: str
    source: str
    needs: tuple[str, ...]
    gives: Gives
    reason: str
    unlisted: str
    matches: tuple[str, ...]
    misses: tuple[str, ...]
    step: str = "escalates"


Facts = Mapping[str, frozenset[str]]


@cache
def escalations(system: str) -> tuple[Escalation, ...]:
    """Return the techniques of a system by their ids. Raises EscalationFault."""
    folder = resources.files("keyroll.reach").joinpath("techniques")
    files = sorted((one for one in folder.iterdir() if one.name.startswith(f"{system}-")), key=lambda one: one.name)
    return tuple(read(one.name.removesuffix(".yaml"), one.read_text(encoding="utf-8")) for one in files)


def read(name: str, text: str) -> Escalation:
    """Read one technique. Raises EscalationFault."""
    try:
        body = yaml.safe_load(text)
        return Escalation(
            name, name.partition("-")[0], str(body["source"]), _texts(body, "needs"), Gives(body["gives"]),
            str(body["reason"]), str(body.get("unlisted", "")), _texts(body, "matches"), _texts(body, "misses"),
            str(body.get("step", "escalates")),
        )  # fmt: skip
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as fault:
        raise EscalationFault(f"the technique {name} cannot be read: {fault}", hint="see docs/adding.md") from None


def _texts(body: Mapping[str, object], field: str) -> tuple[str, ...]:
    value = body[field]
    if not isinstance(value, list):
        raise TypeError(f"{field} is not a list")
    return tuple(str(one) for one in value)


def steps(system: str, facts: Facts) -> Iterator[tuple[Escalation, str]]:
    """Yield each technique that the facts allow, with its target; EVERYTHING for the administration.

    A fact about EVERYTHING holds for each target.
    """
    for technique in escalations(system):
        held = [facts.get(need, frozenset()) for need in technique.needs]
        narrow = [one for one in held if EVERYTHING not in one]
        shared = frozenset.intersection(*narrow) if narrow else frozenset({EVERYTHING})
        if technique.gives is Gives.ADMINISTRATION and shared:
            yield technique, EVERYTHING
        elif technique.gives is Gives.TARGET:
            yield from ((technique, target) for target in sorted(shared - {EVERYTHING}))
