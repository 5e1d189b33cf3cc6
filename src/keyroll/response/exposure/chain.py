"""The way from the incident to one credential, step by step."""

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
    """Return the steps that lead to a credential, the incident's own first.

    Each step is the one that first made the credential exposed, or that first made it surely so: it leads through one
    that was there before. Items that were kept under a former id end the way there.
    """
    steps: list[ChainStep] = []
    seen: set[str] = set()
    while identifier in items and identifier not in seen and (why := items[identifier].why):
        seen.add(identifier)
        steps.append(ChainStep(why.identifier, identifier, why))
        identifier = why.identifier
    return tuple(reversed(steps))
