"""The table privileges that a PostgreSQL statement needs, as far as its text shows them.

postgresql.org, *SQL Commands* (from memory: re-check; compared with a server). In doubt a privilege is included: UPDATE
and DELETE count as reads of their table, and a name without a schema counts for the tables of that name in all schemas.
Acts of functions, triggers, views and row security with the caller's rights are in no statement.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

_FIRST: Final = re.compile(r"\s*+(?:(?>--[^\n]*\n|/\*.*?\*/)\s*+)*+\(*+\s*+([A-Za-z]+)", re.DOTALL)
#: A prefix statement before another statement.
_BEFORE: Final = re.compile(
    r"\s*(?:explain\s*(?:\([^)]*\)|(?:analyze|verbose)\b|\s)*"
    r"|prepare\s+\S+\s*(?:\([^)]*\))?\s*as\s"
    r"|declare\s+\S+\s(?:[^;]*?\s)??cursor\s(?:with(?:out)?\s+hold\s)?\s*for\s)",
    re.IGNORECASE,
)  # fmt: skip
#: Statements that need no privilege on a table.
_NOTHING: Final = frozenset({
    "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", "SET", "RESET", "SHOW", "DISCARD",
    "FETCH", "MOVE", "CLOSE", "DEALLOCATE", "LISTEN", "UNLISTEN", "NOTIFY",
})  # fmt: skip
_READ: Final = frozenset(
    {"SELECT", "WITH", "TABLE", "VALUES", "INSERT", "UPDATE", "DELETE", "MERGE", "COPY", "TRUNCATE"}
)
_CALLED: Final = re.compile(r'((?<![\w$])[A-Za-z_][\w$]*+|"[^"]++")\s*+\(')
#: Words before a bracket that run no code of the database: words of the language, and functions of the server.
_BUILT_IN: Final = frozenset({
    "in", "values", "and", "or", "not", "exists", "any", "all", "some", "as", "on", "over", "filter", "using",
    "with", "from", "where", "by", "select", "union", "except", "intersect", "when", "then", "else", "case",
    "array", "row", "cast", "limit", "offset", "having", "lateral", "within", "set", "returning", "only",
    "distinct", "materialized", "count", "sum", "min", "max", "avg", "coalesce", "nullif", "greatest", "least",
    "lower", "upper", "length", "char_length", "substring", "substr", "trim", "ltrim", "rtrim", "btrim",
    "replace", "position", "split_part", "concat", "concat_ws", "left", "right", "lpad", "rpad", "md5", "abs",
    "round", "floor", "ceil", "ceiling", "trunc", "mod", "power", "sqrt", "random", "now", "date_trunc",
    "date_part", "extract", "age", "to_char", "to_date", "to_timestamp", "to_number", "make_date",
    "generate_series", "unnest", "array_agg", "string_agg", "json_agg", "jsonb_agg", "json_build_object",
    "jsonb_build_object", "row_number", "rank", "dense_rank", "lag", "lead", "first_value", "last_value",
    "ntile", "nextval", "currval", "lastval", "setval", "current_setting", "version", "gen_random_uuid",
    "clock_timestamp", "statement_timestamp", "txid_current", "pg_backend_pid", "pg_sleep", "numeric",
    "decimal", "varchar", "char", "timestamp", "timestamptz", "interval", "bit", "time",
})  # fmt: skip
Table = tuple[str, str]


@dataclass(frozen=True, slots=True)
class StatementNeeds:
    """Privileges by table (schema, which may be empty, and name).

    ``opaque`` names a statement that was not parsed; ``writes``: it changes tables; ``calls``: it runs functions that
    any role may have written.
    """

    privileges: frozenset[tuple[str, Table]] = frozenset()
    opaque: str = ""
    writes: bool = False
    calls: bool = False


def needs(text: str) -> StatementNeeds:
    """Return the privileges that a statement needs."""
    inner = _BEFORE.sub("", text, count=1)
    first = _FIRST.match(inner)
    word = first[1].upper() if first else ""
    if word in _NOTHING and ";" not in inner.rstrip("; \n"):
        return StatementNeeds()
    if word not in _READ:
        return StatementNeeds(opaque=word or inner[:20])
    try:
        with _quiet():
            parsed = [one for one in sqlglot.parse(inner, dialect="postgres") if one is not None]
    except (SqlglotError, RecursionError):
        return StatementNeeds(opaque=word)
    if not parsed or any(one.find(exp.Command, exp.Create, exp.Alter, exp.Drop) for one in parsed):
        return StatementNeeds(opaque=word)
    found = frozenset(pair for one in parsed for pair in _privileges(one))
    calls = any(one.strip('"').lower() not in _BUILT_IN for one in _CALLED.findall(inner))
    return StatementNeeds(found, "", any(privilege != "SELECT" for privilege, _ in found), calls)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the parser from printing unknown statements: ``opaque`` reports them."""
    logger = logging.getLogger("sqlglot")
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before


def _privileges(parsed: exp.Expr) -> Iterator[tuple[str, Table]]:
    locks = any(parsed.find_all(exp.Lock))
    for one in parsed.find_all(exp.Table):
        if isinstance(one.this, exp.Identifier):
            table = (_name(one.args.get("db")), _name(one.this))
            yield from ((privilege, table) for privilege in _wanted(one, locks=locks))


def _wanted(table: exp.Table, *, locks: bool) -> tuple[str, ...]:
    """Return the privileges that a statement needs on a table at this position."""
    holder = table.parent.parent if isinstance(table.parent, exp.Schema) else table.parent
    is_target = holder is not None and holder.this in (table, table.parent)
    match holder:
        case exp.Insert() if is_target:
            more = ("UPDATE", "SELECT") if holder.args.get("conflict") or holder.args.get("returning") else ()
            return ("INSERT", *more)
        case exp.Update() if is_target:
            return ("UPDATE", "SELECT")
        case exp.Delete() if is_target:
            return ("DELETE", "SELECT")
        case exp.Merge() if is_target:
            return ("INSERT", "UPDATE", "DELETE", "SELECT")
        case exp.Copy() if is_target:
            return ("INSERT",) if holder.args.get("kind") else ("SELECT",)
        case exp.TruncateTable():
            return ("TRUNCATE",)
    return ("SELECT", "UPDATE") if locks else ("SELECT",)


def _name(one: object) -> str:
    """Return the name in the server's form: in small letters unless it is quoted."""
    if not isinstance(one, exp.Identifier):
        return ""
    return str(one.this) if one.args.get("quoted") else str(one.this).lower()
