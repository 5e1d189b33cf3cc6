"""The effects of a provider's event types: ``events.csv`` in its folder, the vendor's own catalogue.

Lines that begin with ``#`` name the logs of the table and the sources of its rows::

    # log aws.cloudtrail by service      an event type is ``service:operation``
    # log github.audit by first word     an event type is the first word of the operation
    # platform kubernetes.audit system:node|kube-system   actors that are the platform itself: their acts are ordinary
    # version (^|[.])v[0-9]+(?=[.])      what names have for the version of an interface: it makes no other event type
    # source b: botocore 1.44.8, read 2026-11
    event,effect,object,refused,prior,source
    iam:CreateAccessKey,creates_credential,access_key,yes,medium,b
    iam:*,,,,,b

``refused`` is ``yes`` if a refused attempt matters. ``prior`` is the severity of a first act, empty if it is ordinary.
``*`` in an event matches anything. Of the rows that match, the row with the most letters decides. A row without an
effect means that the vendor has the type: its words decide.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fnmatch import translate
from functools import cache, cached_property
from importlib import resources
from re import IGNORECASE, Pattern
from re import compile as regex
from typing import Final

from keyroll.providers._event_words import by_words

COLUMNS: Final = ("event", "effect", "object", "refused", "prior", "source")
PRIORS: Final = ("", "low", "medium")


class Effect(StrEnum):
    """The effect of an event type on its object."""

    CREATES_CREDENTIAL = "creates_credential"
    READS_SECRET = "reads_secret"  # noqa: S105 - a word, no secret
    GRANTS_PRIVILEGE = "grants_privilege"
    WEAKENS_AUTHENTICATION = "weakens_authentication"
    WEAKENS_LOGGING = "weakens_logging"
    EXPOSES_PUBLICLY = "exposes_publicly"
    SHARES_OUTSIDE = "shares_outside"
    EXPORTS_BULK = "exports_bulk"
    CHANGES_DATA_LIFE = "changes_data_life"
    DESTROYS = "destroys"
    RUNS_CODE = "runs_code"
    PERSISTS = "persists"
    IMPERSONATES = "impersonates"
    DISCOVERS = "discovers"
    ORDINARY = "ordinary"


@dataclass(frozen=True, slots=True)
class EventType:
    """One event type of a vendor; ``known`` is false if no row matches and the words of its name decided."""

    event: str
    effect: Effect
    object: str = ""
    refused: bool = False
    prior: str = ""
    source: str = ""
    known: bool = True


@dataclass(frozen=True)
class EventCatalogue:
    """The table of a provider: its logs, the names of their event types, its sources and its rows."""

    logs: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    #: For a log, an RE2 expression of actors that are the vendor's own.
    platforms: Mapping[str, str] = field(default_factory=dict)
    #: The form of an interface's version in names (``v1.``, ``beta.``, ``20150331``); it is left out.
    version: Pattern[str] | None = None
    rows: tuple[EventType, ...] = ()
    #: Rows without an effect of their own.
    by_their_words: frozenset[str] = frozenset()

    def find(self, event: str) -> EventType:
        """Return the entry of an event type; upper and lower case are equal."""
        event = self.without_version(event)
        row = self._exact.get(event.lower()) or self._fitting(event)
        if row is None:
            return replace(_worded(event), known=False)
        if row.event in self.by_their_words:
            return replace(_worded(event), source=row.source)
        return replace(row, event=event)

    def event_of(self, log: str, operation: str, service: str) -> str:
        """Return the event type of an operation in one of the logs."""
        named = self.logs[log]
        if named == "service":
            operation = f"{service.partition('.')[0]}:{operation}"
        elif named == "first word":
            operation = operation.partition(" ")[0]
        return self.without_version(operation)

    def without_version(self, event: str) -> str:
        """Return a name without the version of the interface, or the name itself if nothing else is left."""
        return (self.version and self.version.sub("", event)) or event

    @cached_property
    def _exact(self) -> Mapping[str, EventType]:
        return {self.without_version(row.event).lower(): row for row in self.rows if "*" not in row.event}

    @cached_property
    def _patterns(self) -> tuple[tuple[Pattern[str], EventType], ...]:
        some = [(self.without_version(row.event).lower(), row) for row in self.rows if "*" in row.event]
        some.sort(key=lambda one: -len(one[0].replace("*", "")))
        return tuple((regex(translate(name)), row) for name, row in some)

    def _fitting(self, event: str) -> EventType | None:
        lower = event.lower()
        return next((row for pattern, row in self._patterns if pattern.match(lower)), None)


@cache
def event_catalogue(provider: str) -> EventCatalogue:
    """Return a provider's table, read on first use; empty if its folder has none."""
    file = resources.files("keyroll.providers").joinpath(provider, "events.csv")
    return read_catalogue(file.read_text(encoding="utf-8")) if file.is_file() else EventCatalogue()


def read_catalogue(text: str) -> EventCatalogue:
    """Read a table. Raises ValueError with the line that is wrong."""
    lines = text.splitlines()
    said = [line.removeprefix("#").strip().partition(" ")[::2] for line in lines if line.startswith("#")]
    rows = [row for row in csv.reader(line for line in lines if not line.startswith("#")) if row]
    if not rows or tuple(rows[0]) != COLUMNS:
        raise ValueError(f"the columns must be {', '.join(COLUMNS)}")
    sources = _pairs(said, "source", ": ")
    version = "|".join(rest for word, rest in said if word == "version")
    return EventCatalogue(
        logs=_pairs(said, "log", " by "),
        sources=sources,
        platforms=_pairs(said, "platform", " "),
        version=regex(version, IGNORECASE) if version else None,
        rows=tuple(_row(cells, sources) for cells in rows[1:]),
        by_their_words=frozenset(cells[0] for cells in rows[1:] if not cells[1]),
    )


def _pairs(said: Sequence[tuple[str, str]], word: str, joint: str) -> Mapping[str, str]:
    """Return the lines with one word as pairs: a name, and the text after the separator."""
    parts = (rest.partition(joint) for first, rest in said if first == word)
    return {name: value for name, _, value in parts}


def _row(cells: list[str], sources: Mapping[str, str]) -> EventType:
    if len(cells) != len(COLUMNS):
        raise ValueError(f"not {len(COLUMNS)} cells: {cells}")
    event, effect, thing, refused, prior, source = cells
    if prior not in PRIORS or refused not in ("", "yes") or source not in sources:
        raise ValueError(f"unknown prior, refused or source: {cells}")
    return EventType(event, Effect(effect or Effect.ORDINARY), thing, refused == "yes", prior, source)


def _worded(event: str) -> EventType:
    said = by_words(event)
    return EventType(event, Effect(said.effect), said.object, said.refused, said.prior)
