"""Shows events in OCSF's columns: a view over native records, so that a fix of a mapping fixes older records."""

import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path

from keyroll.intake.events import table_of
from keyroll.model import event
from keyroll.model.event import COLUMNS, ENVELOPE
from keyroll.model.ids import digest
from keyroll.providers import catalogue
from keyroll.providers.contracts.logs import Log, native_name
from keyroll.store import selects
from keyroll.store.lake import Lake
from keyroll.store.relations import give
from keyroll.store.selects import forgiving
from keyroll.store.session import Session


def events_view(session: Session, lake: Lake, name: str = "events") -> int:
    """Make the view ``name`` over all logs (envelope, ``log``, model.event.COLUMNS); return the number of logs.

    An empty lake gives an empty view of the same columns.
    """
    there = [table for table in event_tables() if lake.view(session, table, table)]
    events_over(session, there, name)
    return len(there)


def events_of_days(session: Session, lake: Lake, days: Mapping[str, Collection[date]], name: str = "events") -> None:
    """Make the view ``name`` of events over some days of some logs' tables; their rows equal those of the whole view.

    A log whose view reads earlier lines is read whole, so the view may have rows of other days.
    """
    there = [table for table in event_tables() if days.get(table)]
    for table in there:
        lake.view(session, table, table, days=None if _logs()[table][1].looks_around else days[table])
    events_over(session, there, name)


def named_events(session: Session, lake: Lake, query: str) -> None:
    """Make ``events`` of the logs and days that a query returns, as ``(log, day)``."""
    days: dict[str, set[date]] = {}
    for log, day in session.tuples(query):
        if isinstance(day, date):
            days.setdefault(f"events/{log}", set()).add(day)
    events_of_days(session, lake, days)


class _Queries(Mapping[str, str]):
    """For each log's table the query that returns its records in the columns of the event view, built on first use."""

    def __init__(self, logs: Mapping[str, tuple[str, Log]]) -> None:
        self._logs = logs
        self._made: dict[str, str] = {}

    def __getitem__(self, table: str) -> str:
        if table not in self._made:
            shown, log = self._logs[table]
            self._made[table] = ocsf(log, f'"{table}"', shown)
        return self._made[table]

    def __iter__(self) -> Iterator[str]:
        return iter(self._logs)

    def __len__(self) -> int:
        return len(self._logs)


@cache
def event_tables() -> Mapping[str, str]:
    """For each log's table in the lake, return the query for its records in the columns of the event view."""
    return _Queries(_logs())


@cache
def event_recipes() -> Mapping[str, str]:
    """For each log's table, return a text that differs if its query differs, without building the query."""
    ways = [Path(str(made.__file__)).read_text(encoding="utf-8") for made in (sys.modules[__name__], event, selects)]
    way = digest(version("duckdb"), *ways)
    return {table: f"{way} {shown} {dict(log.columns)} {log.view}" for table, (shown, log) in _logs().items()}


@cache
def _logs() -> Mapping[str, tuple[str, Log]]:
    known = ((provider, log) for provider in catalogue.providers() for log in catalogue.logs(provider).values())
    return {table_of(provider, log): (f"{provider}.{log.name}", log) for provider, log in known}


def events_over(session: Session, tables: Sequence[str], name: str) -> None:
    """Make the view ``name`` of events over relations with the names of the logs' tables; no relation gives no rows."""
    for table in tables:
        _as_declared(session, table)
    parts = [event_tables()[table] for table in tables]
    session.run(f'CREATE OR REPLACE TEMP VIEW "{name}" AS ' + " UNION ALL ".join(parts or [no_events()]))
    give(session, name)


def _as_declared(session: Session, table: str) -> None:
    """Show records of an earlier version in the columns that their log declares today.

    A column of a later version is NULL until ``sync --reparse``; an earlier object with declared fields that is free
    JSON today becomes its text.
    """
    kept, (_, log) = session.columns(f'"{table}"'), _logs()[table]
    shown = []
    for column, declared in log.columns.items():
        name, kind = f'"{native_name(column)}"', declared.replace("JSON", "VARCHAR")
        if native_name(column) not in kept:
            shown.append(f"NULL::{kind} AS {name}")
        elif not _same(session, kept[native_name(column)], kind):
            freed = "JSON" in declared and kept[native_name(column)] != "VARCHAR"
            shown.append(f"TRY_CAST({f'to_json({name})' if freed else name} AS {kind}) AS {name}")
    if not shown:
        return
    before = f'"{table}, as it was read"'
    session.run(f"DROP VIEW IF EXISTS {before}")
    session.run(f'ALTER VIEW "{table}" RENAME TO {before}')
    known = [f'"{one}"' for one in kept if not any(part.endswith(f' AS "{one}"') for part in shown)]
    session.run(f'CREATE OR REPLACE TEMP VIEW "{table}" AS SELECT {", ".join([*known, *shown])} FROM {before}')


def _same(session: Session, kept: str, declared: str) -> bool:
    return kept == declared or kept == session.columns(f"(SELECT NULL::{declared} AS kind)")["kind"]


def ocsf(log: Log, table: str, shown: str) -> str:
    """Return the query of one log's records in the columns of the event view."""
    # One record with an absurd number must not make every list and every hunt fail: it costs only that field.
    made = forgiving(log.view, list(ENVELOPE))
    if made is None:
        raise TypeError(f"the view of {shown} must be one SELECT")
    inner, names = made
    named = {column.lower() for column in names}
    unknown = named - set(COLUMNS)
    if unknown:
        raise TypeError(f"the view of {shown} names columns that the model does not have: {sorted(unknown)}")
    wanted = ", ".join(
        f"TRY_CAST({column} AS {kind}) AS {column}" if column in named else f"NULL::{kind} AS {column}"
        for column, kind in COLUMNS.items()
    )
    return (
        f"SELECT {', '.join(ENVELOPE)}, '{shown}' AS log, {wanted} "
        f"FROM (WITH native AS (FROM {table}) SELECT * FROM ({inner}))"
    )


def no_events() -> str:
    """Return the query of no events, with all columns."""
    columns = {**ENVELOPE, "log": "VARCHAR", **COLUMNS}
    return "SELECT " + ", ".join(f"NULL::{kind} AS {name}" for name, kind in columns.items()) + " WHERE false"
