"""Events in OCSF's columns: a view over native records, so that a mapping mended today mends yesterday."""

import sqlglot
from sqlglot import exp

from keyroll.intake.events import table_of
from keyroll.model.event import COLUMNS, ENVELOPE
from keyroll.providers import catalogue
from keyroll.providers.contract import Log
from keyroll.store.lake import Lake
from keyroll.store.session import Session


def events_view(session: Session, lake: Lake, name: str = "events") -> int:
    """Make the view ``name`` over all logs (envelope, ``log``, model.event.COLUMNS); return how many logs it has.

    An empty lake gives an empty view of the same columns.
    """
    parts = []
    for provider in catalogue.providers():
        for log in catalogue.logs(provider).values():
            table = table_of(provider, log)
            if lake.view(session, table, table):
                parts.append(ocsf(log, f'"{table}"', f"{provider}.{log.name}"))
    session.run(f'CREATE OR REPLACE TEMP VIEW "{name}" AS ' + " UNION ALL ".join(parts or [_nothing()]))
    return len(parts)


def ocsf(log: Log, table: str, shown: str) -> str:
    """Return the query that gives one log's records in the columns of the event view."""
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


def _forgiving(node: exp.Expr) -> exp.Expr:
    # One record with an absurd number must not make every list and every hunt fail: it costs that field.
    return exp.TryCast(**node.args) if type(node) is exp.Cast else node


def _nothing() -> str:
    columns = {**ENVELOPE, "log": "VARCHAR", **COLUMNS}
    return "SELECT " + ", ".join(f"NULL::{kind} AS {name}" for name, kind in columns.items()) + " WHERE false"
