"""The facade: people's decisions in the console: work on stories, and saved views."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from keyroll.api._home import Service
from keyroll.api.people import People, able
from keyroll.clock import iso
from keyroll.errors import NothingToDo, UsageError
from keyroll.model.names import checked
from keyroll.report import listing
from keyroll.report.listing import Times
from keyroll.report.story_work import ASSIGN, CLOSE, SNOOZE, VERBS, StoryWork, work_on
from keyroll.store.ledger.console import ConsoleRows, Decided

__all__ = ["Decided", "Decisions", "SavedView", "StoryWork", "work_on"]

STORY, VIEW = "story", "view"
_SAVE, _REMOVE = "save", "remove"
#: The longest reason, name of a view and filter that is kept, in characters.
_LONGEST: Final = 2_000
_NAME: Final = 64
_SNOOZE_MOST: Final = timedelta(days=90)
#: Views that one home keeps.
_VIEWS: Final = 200


@dataclass(frozen=True, slots=True)
class SavedView:
    """A filter and an order of the inventory under a name that all people see."""

    name: str
    q: str
    sort: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Decisions(Service):
    """Stores decisions with person, time and reason; no decision is deleted."""

    def about_stories(self) -> list[Decided]:
        """Return all decisions about stories in the order of time."""
        some = [one for each in self._rows.of(STORY).values() for one in each]
        return sorted(some, key=lambda one: (one.at, one.about, one.turn))

    def story(
        self, story: str, verb: str, *, by: str, because: str = "", to: str = "", until: datetime | None = None
    ) -> StoryWork:
        """Store a decision about a story of the last hunt. Raises UsageError, NothingToDo."""
        findings = self._findings(story)
        given: dict[str, object] = {"findings": findings}
        _reasoned(verb, because)
        if verb == ASSIGN:
            if to and to not in self.assignable():
                raise UsageError(f"nobody called {to!r} works on stories", hint="choose a responder, approver or admin")
            given["to"] = to
        elif verb == SNOOZE:
            now = self.now()
            if until is None or not now < until <= now + _SNOOZE_MOST:
                raise UsageError("a story is snoozed until a later day", hint="choose one of the next 90 days")
            given["until"] = iso(until)
        self._rows.add(STORY, story, verb, given=given, because=because.strip(), person=by, at=self.now())
        return work_on(findings, self.about_stories(), self.now())

    def assignable(self) -> list[str]:
        """Return the names of the people who may work on stories."""
        return [one.name for one in People(self.home).all() if one.ended_at is None and able(one.role, "responder")]

    def _findings(self, story: str) -> list[str]:
        rows = listing.listed(self.home, "stories", where="", limit=100_000, times=Times()).rows
        found = next((row for row in rows if row["id"] == story), None)
        if found is None:
            raise NothingToDo("the last hunt has no such story", hint="see Stories")
        return [str(one) for one in found["findings"]] if isinstance(found["findings"], list) else []

    def views(self) -> list[SavedView]:
        """Return the saved views by name."""
        return [_view(name, one) for name, one in sorted(self._newest(VIEW).items()) if one.verb == _SAVE]

    def save_view(self, name: str, q: str, sort: str, *, by: str) -> None:
        """Save a filter under a name; an earlier view of that name is replaced. Raises UsageError."""
        name = checked(name.strip(), "a view")
        if len(name) > _NAME:
            raise UsageError("the name of the view is too long", hint=f"use at most {_NAME} characters")
        if len(q) > _LONGEST or len(sort) > _NAME:
            raise UsageError("the filter is too long", hint=f"write at most {_LONGEST} characters")
        if len(known := self.views()) >= _VIEWS and name not in {one.name for one in known}:
            raise UsageError(f"there are {_VIEWS} views already", hint="remove one that nobody uses")
        self._rows.add(VIEW, name, _SAVE, given={"q": q, "sort": sort}, because="", person=by, at=self.now())

    def remove_view(self, name: str, *, by: str) -> None:
        """Remove a view. Raises UsageError if there is none."""
        if name not in {one.name for one in self.views()}:
            raise UsageError(f"there is no view {name!r}", hint="see Inventory")
        self._rows.add(VIEW, name, _REMOVE, given={}, because="", person=by, at=self.now())

    def _newest(self, kind: str) -> Mapping[str, Decided]:
        return {about: some[-1] for about, some in self._rows.of(kind).items()}

    @property
    def _rows(self) -> ConsoleRows:
        return ConsoleRows(self.home.ledger)


def _reasoned(verb: str, because: str) -> None:
    if verb not in VERBS:
        raise UsageError(f"a story is not {verb!r}", hint=f"known: {', '.join(VERBS)}")
    if verb in (CLOSE, SNOOZE) and not because.strip():
        raise UsageError(f"to {verb} a story needs a reason", hint="give a reason for later readers")
    if len(because) > _LONGEST:
        raise UsageError("the reason is too long", hint=f"write at most {_LONGEST} characters")


def _view(name: str, one: Decided) -> SavedView:
    return SavedView(name, str(one.given.get("q", "")), str(one.given.get("sort", "")), one.person, one.at)
