"""Computes when the rows of a query change by the passing of time alone.

A query that compares a value with the time of its session has the same rows until that time passes the value. That is a
turn. No turn can be computed if the time is used in any other form, or is shifted by more than days or shorter units.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, cast

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from keyroll.errors import KeyrollError
from keyroll.model.relation import Relation, RelationForm
from keyroll.store.relations import behind
from keyroll.store.session import Session

#: A time after all times.
NEVER: Final = datetime(9999, 12, 31, tzinfo=UTC)
#: Spans with a fixed length; a month has none.
_SPANS: Final = frozenset(
    f"TO_{unit}" for unit in ("WEEKS", "DAYS", "HOURS", "MINUTES", "SECONDS", "MILLISECONDS", "MICROSECONDS")
)
_UNITS: Final = frozenset(one.removeprefix("TO_").removesuffix("S") for one in _SPANS)
#: The engine's functions for the machine's clock.
_CLOCKS: Final = frozenset({"NOW", "TODAY", "GET_CURRENT_TIMESTAMP", "TRANSACTION_TIMESTAMP"})
_CLOCK: Final = (exp.CurrentTimestamp, exp.CurrentDate, exp.CurrentTime)
_COMPARED: Final = (exp.EQ, exp.NEQ, exp.NullSafeEQ, exp.NullSafeNEQ, exp.LT, exp.LTE, exp.GT, exp.GTE)


class NoTurns(KeyrollError):  # noqa: N818 - as the linter says of a query
    """A query uses the session's time in a form that does not show when its rows change."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """A variable of time, and the macros that use it: their parameters and their text."""

    variable: str
    made: tuple[tuple[str, tuple[tuple[str, ...], str]], ...]

    @property
    def macros(self) -> Mapping[str, tuple[tuple[str, ...], str]]:
        """Return the macros by name."""
        return dict(self.made)

    def names(self, sql: str) -> bool:
        """Return whether a text may use it."""
        return any(word in sql for word in (f"'{self.variable}'", *(f"{name}(" for name in self.macros)))

    def is_here(self, node: exp.Expr) -> bool:
        """Return whether this is the variable itself."""
        called = isinstance(node, exp.Anonymous) and node.name.lower() == "getvariable"
        return called and [one.name for one in node.expressions] == [self.variable]

    def is_in(self, node: exp.Expr) -> bool:
        """Return whether a part of this is the variable."""
        return any(map(self.is_here, node.walk()))

    def unfolded(self, node: exp.Expr) -> exp.Expr:
        """Return a query with the texts of the macros instead of their calls."""
        for _ in range(len(self.macros) + 1):
            calls = [one for one in node.find_all(exp.Anonymous) if one.name.lower() in self.macros]
            if not calls:
                break
            for call in calls:
                names, text = self.macros[call.name.lower()]
                given = dict(zip(names, call.expressions, strict=True))
                call.replace(exp.paren(_filled(parse_one(text, dialect="duckdb"), given)))
        return node


def next_turn(session: Session, variable: str, *names: str, also: Mapping[str, tuple[str, ...]]) -> datetime:
    """Return when rows of built relations change by time alone: not before the time of the session.

    ``also`` are the queries of relations that Python makes. Raises NoTurns.
    """
    needed = list(behind(session, *names))
    moment = _moment(needed, variable)
    first = NEVER
    for relation in needed:
        if relation.maker and relation.name not in also and not {variable, *moment.macros}.isdisjoint(relation.needs):
            raise _unknown(f"Python makes {relation.name}")
        for sql in (relation.query, *relation.adds, *also.get(relation.name, ())):
            if relation.form is not RelationForm.MACRO and moment.names(sql):
                first = min(first, _first(session, sql, moment))
    return first


def _first(session: Session, sql: str, moment: _Moment) -> datetime:
    first = NEVER
    for turns in _turns(sql, moment):
        working = next((one for one in turns if not session.fault(one)), None)
        if working is None:
            raise _unknown(session.fault(turns[0]))
        after = f"SELECT min(turn) FROM ({working}) WHERE turn >= getvariable('{moment.variable}')::TIMESTAMPTZ"
        first = min(first, cast("datetime", session.one(after) or NEVER))
    return first


def _moment(needed: list[Relation], variable: str) -> _Moment:
    """Return a variable with the macros that use it, directly or through another macro."""
    moment = _Moment(variable, ())
    for relation in needed:  # each comes after its inputs
        if relation.form is RelationForm.MACRO and moment.names(relation.query):
            moment = _Moment(variable, (*moment.made, (relation.name, (relation.parameters, relation.query))))
    return moment


@lru_cache(256)
def _turns(sql: str, moment: _Moment) -> tuple[list[str], ...]:
    """Return the queries of the turns of each comparison with the time; of several, the first that can run is used."""
    try:
        query = moment.unfolded(parse_one(sql, dialect="duckdb"))
    except SqlglotError as error:
        raise _unknown(str(error).partition("\n")[0]) from None
    if any(isinstance(one, _CLOCK) or _called(one) in _CLOCKS for one in query.walk()):
        raise _unknown("the query reads the machine's clock")
    here = [one for one in query.walk() if moment.is_here(one)]
    if not here:
        raise _unknown("the query names the session's time, and does not read it")
    found: list[list[str]] = []
    for one in here:
        compared = one.find_ancestor(exp.Between, *_COMPARED)
        if compared is None:
            raise _unknown("the session's time is compared with nothing")
        found += [_of_comparison(compared, at) for at in _met(compared, one, moment)]
    return tuple(found)


def _met(compared: exp.Expr, here: exp.Expr, moment: _Moment) -> Iterator[exp.Expr]:
    """Yield the times at which the side of a comparison with the session's time equals each other side."""
    named = ("this", "expression", "low", "high")
    sides = {name: side for name in named if (side := compared.args.get(name)) is not None}
    own = next(name for name, side in sides.items() if any(part is here for part in side.walk()))
    # Of BETWEEN the first side is compared with each of the others, and the others are not compared with each other.
    for name in sides.keys() - {own} if own == "this" else ["this"]:
        if moment.is_in(sides[name]):
            raise _unknown("both sides of a comparison have the session's time")
        yield _solved(sides[own], sides[name].copy(), moment)


def _solved(side: exp.Expr, value: exp.Expr, moment: _Moment) -> exp.Expr:
    """Return the time at which a side of a comparison equals a value."""
    time: exp.Expr = exp.cast(exp.paren(value), "TIMESTAMPTZ", dialect="duckdb")
    while not moment.is_here(side):
        if isinstance(side, exp.Paren) or (isinstance(side, exp.Cast) and side.to.this is exp.DType.TIMESTAMPTZ):
            side = side.this
        elif isinstance(side, exp.Sub | exp.Add) and _is_span(side.expression):
            back = exp.Add if isinstance(side, exp.Sub) else exp.Sub
            time, side = back(this=exp.paren(time), expression=side.expression.copy()), side.this
        else:
            raise _unknown(f"{side.sql(dialect='duckdb')} is no time with a span of days or shorter")
    return time


def _of_comparison(compared: exp.Expr, time: exp.Expr) -> list[str]:
    """Return the queries of a comparison's turns: by the groups of its SELECT or, inside a sum, by its rows."""
    within = compared.find_ancestor(exp.Where, exp.Join, exp.Lambda, exp.Select)
    select = compared.find_ancestor(exp.Select)
    if select is None or isinstance(within, exp.Join | exp.Lambda):
        raise _unknown("the session's time is compared in a join or a lambda")
    by_group = select.copy()
    # Without its own clause a comparison applies to more rows: some turns may change nothing.
    for clause in ("distinct", "having", "qualify", "order", "limit", "offset"):
        by_group.set(clause, None)
    by_group.set("expressions", [exp.alias_(time, "turn")])
    by_group.set("with_", _with(select))
    by_row = by_group.copy()
    by_row.set("group", None)
    if isinstance(within, exp.Where):
        by_row.set("where", None)
        return [by_row.sql(dialect="duckdb")]
    return [by_group.sql(dialect="duckdb"), by_row.sql(dialect="duckdb")]


def _with(select: exp.Expr) -> exp.With | None:
    """Return the names that a SELECT may read: its own WITH, and those of the queries around it."""
    named: list[exp.CTE] = []
    recursive, within = False, cast("exp.Expr | None", select)
    while within is not None:
        if known := within.args.get("with_"):
            named = [*(one.copy() for one in known.expressions), *named]
            recursive = recursive or bool(known.args.get("recursive"))
        within = within.parent
    return exp.With(expressions=named, recursive=recursive) if named else None


def _is_span(node: exp.Expr) -> bool:
    if isinstance(node, exp.Interval):
        return node.unit is not None and node.unit.name.upper().removesuffix("S") in _UNITS
    return _called(node) in _SPANS


def _filled(body: exp.Expr, given: Mapping[str, exp.Expr]) -> exp.Expr:
    """Return the text of a macro with its parameters filled in."""

    def filled(node: exp.Expr) -> exp.Expr:
        named = isinstance(node, exp.Column) and not node.table and node.name in given
        return given[node.name].copy() if named else node

    return body.transform(filled)


def _called(node: exp.Expr) -> str:
    if isinstance(node, exp.Anonymous):
        return node.name.upper()
    return type(node).sql_name() if isinstance(node, exp.Func) else ""


def _unknown(why: str) -> NoTurns:
    return NoTurns(
        f"it is unknown when rows change by time alone: {why}", hint="compare a time with the session's time"
    )
