"""Events in OCSF's columns: a view over native records, so that a mapping fixed today fixes yesterday."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from keyroll.intake.events import table_of
from keyroll.model import event
from keyroll.model.event import COLUMNS, ENVELOPE
from keyroll.model.ids import digest
from keyroll.providers import catalogue
from keyroll.providers.contract import Log, native_name
from keyroll.store.lake import Lake
from keyroll.store.relations import give
from keyroll.store.session import Session

if TYPE_CHECKING:
    from sqlglot import exp


def events_view(session: Session, lake: Lake, name: str = "events") -> int:
    """Make the view ``name`` over all logs (envelope, ``log``, model.event.COLUMNS); return how many logs it has.

    An empty lake gives an empty view of the same columns.
    """
    there = [table for table in event_tables() if lake.view(session, table, table)]
    events_over(session, there, name)
    return len(there)


class _Queries(Mapping[str, str]):
    """For each log's table the query that gives its records in the columns of the event view, made when asked for."""

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
    """Return for each log's table in the lake the query that gives its records in the columns of the event view."""
    return _Queries(_logs())


@cache
def event_recipes() -> Mapping[str, str]:
    """Return for each log's table a text that is another one where its query is, without making the query."""
    ways = [Path(str(made.__file__)).read_text(encoding="utf-8") for made in (sys.modules[__name__], event)]
    way = digest(version("sqlglot"), *ways)
    return {table: f"{way} {shown} {dict(log.columns)} {log.view}" for table, (shown, log) in _logs().items()}


@cache
def _logs() -> Mapping[str, tuple[str, Log]]:
    known = ((provider, log) for provider in catalogue.providers() for log in catalogue.logs(provider).values())
    return {table_of(provider, log): (f"{provider}.{log.name}", log) for provider, log in known}


def events_over(session: Session, tables: Sequence[str], name: str) -> None:
    """Make the view ``name`` of events over relations that are named as the logs' tables are; none give no rows."""
    for table in tables:
        _as_declared(session, table)
    parts = [event_tables()[table] for table in tables]
    session.run(f'CREATE OR REPLACE TEMP VIEW "{name}" AS ' + " UNION ALL ".join(parts or [_nothing()]))
    give(session, name)


def _as_declared(session: Session, table: str) -> None:
    """Show records that an earlier version kept in the columns that their log declares today.

    A column that was not there yet is NULL until ``sync --reparse``; what was an object of named fields and is free
    JSON today is its text.
    """
    kept, (_, log) = session.columns(f'"{table}"'), _logs()[table]
    shown = []
    for column, declared in log.columns.items():
        name, kind = f'"{native_name(column)}"', declared.replace("JSON", "VARCHAR")
        if native_name(column) not in kept:
            shown.append(f"NULL::{kind} AS {name}")
        elif not _same(kept[native_name(column)], kind):
            freed = "JSON" in declared and kept[native_name(column)] != "VARCHAR"
            shown.append(f"TRY_CAST({f'to_json({name})' if freed else name} AS {kind}) AS {name}")
    if not shown:
        return
    before = f'"{table}, as it was read"'
    session.run(f"DROP VIEW IF EXISTS {before}")
    session.run(f'ALTER VIEW "{table}" RENAME TO {before}')
    known = [f'"{one}"' for one in kept if not any(part.endswith(f' AS "{one}"') for part in shown)]
    session.run(f'CREATE OR REPLACE TEMP VIEW "{table}" AS SELECT {", ".join([*known, *shown])} FROM {before}')


def _same(kept: str, declared: str) -> bool:
    if kept == declared:
        return True
    from sqlglot import exp

    one, other = (exp.DataType.build(kind, dialect="duckdb").sql(dialect="duckdb") for kind in (kept, declared))
    return one.replace('"', "").lower() == other.replace('"', "").lower()


def ocsf(log: Log, table: str, shown: str) -> str:
    """Return the query that gives one log's records in the columns of the event view."""
    import sqlglot
    from sqlglot import exp

    given = sqlglot.parse_one(log.view, dialect="duckdb").transform(_forgiving)
    if not isinstance(given, exp.Select):
        raise TypeError(f"the view of {shown} must be one SELECT")
    named = {column.lower() for column in given.named_selects}
    unknown = named - set(COLUMNS)
    if unknown:
        raise TypeError(f"the view of {shown} names columns that the model does not have: {sorted(unknown)}")
    wanted = ", ".join(
        f"TRY_CAST({column} AS {kind}) AS {column}" if column in named else f"NULL::{kind} AS {column}"
        for column, kind in COLUMNS.items()
    )
    inner = given.select(*ENVELOPE, append=True, dialect="duckdb").sql(dialect="duckdb")
    return (
        f"SELECT {', '.join(ENVELOPE)}, '{shown}' AS log, {wanted} "
        f"FROM (WITH native AS (FROM {table}) SELECT * FROM ({inner}))"
    )


def _forgiving(node: "exp.Expr") -> "exp.Expr":
    # One record with an absurd number must not make every list and every hunt fail: it costs that field.
    from sqlglot import exp

    return exp.TryCast(**node.args) if type(node) is exp.Cast else node


def _nothing() -> str:
    columns = {**ENVELOPE, "log": "VARCHAR", **COLUMNS}
    return "SELECT " + ", ".join(f"NULL::{kind} AS {name}" for name, kind in columns.items()) + " WHERE false"
