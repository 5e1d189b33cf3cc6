"""The state of the work on a story: its assignee, snoozed or closed, and whether new findings reopened it.

A decision stores the findings of the story at that time. It is valid for these alone: a story with others is open
again. These findings also identify the story of the decision: a story whose first finding changes has another id and
the same work.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keyroll.clock import parse_time
from keyroll.store.ledger.console import Decided

ASSIGN, SNOOZE, CLOSE, REOPEN = "assign", "snooze", "close", "reopen"
VERBS: Final = (ASSIGN, SNOOZE, CLOSE, REOPEN)
OPEN, SNOOZED, CLOSED = "open", "snoozed", "closed"


@dataclass(frozen=True, slots=True)
class StoryWork:
    """The work on one story. ``back``: it was snoozed or closed, and this is why it is open again."""

    state: str = OPEN
    assigned_to: str = ""
    until: datetime | None = None
    because: str = ""
    by: str = ""
    at: datetime | None = None
    back: str = ""


def work_on(findings: Iterable[str], decided: Sequence[Decided], now: datetime) -> StoryWork:
    """Return the state of the work on a story with these findings; ``decided`` is in the order of time."""
    there, standing = frozenset(findings), StoryWork()
    for one in decided:
        known = _findings(one)
        if known.isdisjoint(there):
            continue
        if one.verb == ASSIGN:
            standing = StoryWork(
                standing.state, str(one.given.get("to", "")), standing.until, standing.because, standing.by,
                standing.at, standing.back,
            )  # fmt: skip
        else:
            standing = _after(one, standing.assigned_to, there - known, now)
    return standing


def _after(one: Decided, assigned_to: str, new: frozenset[str], now: datetime) -> StoryWork:
    until = parse_time(str(one.given["until"])) if one.verb == SNOOZE else None
    state = {SNOOZE: SNOOZED, CLOSE: CLOSED}.get(one.verb, OPEN)
    back = ""
    if state != OPEN and new:
        word = "finding has" if len(new) == 1 else "findings have"
        state, back = OPEN, f"it was {state}; {len(new)} new {word} joined since"
    elif until is not None and until <= now:
        state, back = OPEN, f"it was snoozed until {until:%Y-%m-%d %H:%M}"
    return StoryWork(state, assigned_to, until, one.because, one.person, one.at, back)


def _findings(one: Decided) -> frozenset[str]:
    named = one.given.get("findings")
    return frozenset(map(str, named)) if isinstance(named, list) else frozenset()
