"""The chain of reasons from the incident to one credential."""

from collections.abc import Mapping
from dataclasses import dataclass

from keyroll.model.incident import Item, Reason


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One step: from an identifier (a place, or a credential that was exposed) to a credential, and why."""

    start: str
    to: str
    reason: Reason


def chain(items: Mapping[str, Item], identifier: str) -> tuple[ChainStep, ...]:
    """Return the steps to a credential, the incident's own step first.

    Each step is the reason that first made the credential exposed, or first made its exposure certain. So it leads
    through a credential that was exposed earlier. The chain ends at an item that is kept under a former id.
    """
    steps: list[ChainStep] = []
    seen: set[str] = set()
    while identifier in items and identifier not in seen and (why := items[identifier].why):
        seen.add(identifier)
        steps.append(ChainStep(why.identifier, identifier, why))
        identifier = why.identifier
    return tuple(reversed(steps))
