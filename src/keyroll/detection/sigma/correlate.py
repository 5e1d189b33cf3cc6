"""Correlation rules: what several hits of one group within a timespan add up to, as windows in SQL.

A correlation is judged at each event of its rules, over the timespan that ends with it (both ends count), so nothing
that comes later has a part in it. Moments at which it holds, no more than the timespan apart, are one episode, told
once, at the first of them. An event without a field that is grouped by or measured does not count; one with a list
there belongs to the group of each element.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sigma.correlations import (
    SigmaCorrelationCondition,
    SigmaCorrelationConditionOperator,
    SigmaCorrelationRule,
    SigmaCorrelationType,
    SigmaExtendedCorrelationCondition,
)

from keyroll.detection.sigma.fields import MissingColumn
from keyroll.detection.sigma.logsource import OCSF, Answer
from keyroll.detection.sigma.ordered import in_order, present
from keyroll.detection.sigma.outcome import Fault
from keyroll.detection.sigma.ruleset import AnyRule, place_of, uid
from keyroll.detection.sigma.scan import Plan
from keyroll.detection.sigma.text import Unsupported
from keyroll.errors import KeyrollError
from keyroll.store.session import Session

Kind = SigmaCorrelationType
Operator = SigmaCorrelationConditionOperator
_SIGNS: Final = {
    Operator.LT: "<",
    Operator.LTE: "<=",
    Operator.GT: ">",
    Operator.GTE: ">=",
    Operator.EQ: "=",
    Operator.NEQ: "<>",
}
_MEASURES: Final = {
    Kind.EVENT_COUNT: "count(*)",
    Kind.VALUE_COUNT: "count(DISTINCT v)",
    Kind.VALUE_SUM: "sum(TRY_CAST(v[1] AS DOUBLE))",
    Kind.VALUE_AVG: "avg(TRY_CAST(v[1] AS DOUBLE))",
    Kind.VALUE_MEDIAN: "median(TRY_CAST(v[1] AS DOUBLE))",
    Kind.VALUE_PERCENTILE: "quantile_cont(TRY_CAST(v[1] AS DOUBLE), {share})",
    Kind.TEMPORAL: "count(DISTINCT rule)",
}


@dataclass(slots=True)
class Correlated:
    """The table of each correlation's episodes by its number among the rules, and why others were not judged.

    A table has ``grouped`` (the group's values), ``moment``, ``since`` and ``hits`` (their numbers in ``sigma_hits``).
    """

    tables: dict[int, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def correlate(session: Session, rules: Sequence[AnyRule], plan: Plan) -> Correlated:
    """Judge every correlation, those that others are about first. Needs ``sigma_hits``."""
    work = _Work(session, rules, plan)
    for rule in rules:
        if isinstance(rule, SigmaCorrelationRule):
            work.judge(rule)
    return work.found


class _Work:
    def __init__(self, session: Session, rules: Sequence[AnyRule], plan: Plan) -> None:
        self._session, self._plan = session, plan
        self._numbers = {id(rule): number for number, rule in enumerate(rules)}
        self._done: set[int] = set()
        self.found = Correlated()

    def judge(self, rule: SigmaCorrelationRule) -> None:
        number = self._numbers[id(rule)]
        if number in self._done:
            return
        self._done.add(number)
        for one in rule.referenced_rules:
            if isinstance(one.rule, SigmaCorrelationRule):
                self.judge(one.rule)
        try:
            table = self._told(rule, number)
        except KeyrollError as error:
            self.found.faults.append(Fault(place_of(rule), f"{error}; {error.hint}"))
            return
        if table:
            self.found.tables[number] = table

    def _told(self, rule: SigmaCorrelationRule, number: int) -> str:
        """Make the table of a correlation's episodes. Raises Unsupported, MissingColumn."""
        moments = f"SELECT DISTINCT grouped, moment, since, holds FROM ({_moments(rule)})"
        parts = self._inputs(rule)
        if not parts:
            return ""
        inputs, told = f"sigma_in{number}", f"sigma_told{number}"
        self._session.run(f"CREATE OR REPLACE TEMP TABLE {inputs} AS {' UNION ALL '.join(parts)}")
        episodes = (
            f"SELECT grouped, moment, since FROM ({moments.replace('{inputs}', inputs)}) "
            "WINDOW one AS (PARTITION BY grouped ORDER BY moment) QUALIFY holds AND NOT coalesce("
            f"lag(holds) OVER one AND lag(moment) OVER one >= moment - INTERVAL {rule.timespan.seconds} SECONDS, false)"
        )
        self._session.run(
            f"CREATE OR REPLACE TEMP TABLE {told} AS SELECT e.grouped, e.moment, e.since, "
            f"list_sort(list_distinct(flatten(list(i.hits)))) AS hits FROM ({episodes}) e "
            f"JOIN {inputs} i ON i.grouped = e.grouped AND i.moment BETWEEN e.since AND e.moment GROUP BY ALL"
        )
        self._session.run(f"DROP TABLE {inputs}")
        return told

    def _inputs(self, rule: SigmaCorrelationRule) -> list[str]:
        """Return the queries that give the events of a correlation's rules; none where it cannot be judged."""
        parts: list[str] = []
        for place, one in enumerate(rule.referenced_rules):
            number = self._numbers[id(one.rule)]
            names = {
                alias.alias: {ref.reference: name for ref, name in alias.mapping.items()} for alias in rule.aliases
            }
            ask = _Ask(
                place,
                [names.get(name, {}).get(one.reference, name) for name in rule.group_by or ()],
                [names.get(name, {}).get(one.reference, name) for name in _values(rule)],
            )
            given = self._of(one.rule, number, ask, rule)
            if not given:
                self.found.faults.append(Fault(place_of(rule), f"its rule {uid(one.rule)} is not run", wrong=False))
                if rule.type in (Kind.TEMPORAL, Kind.TEMPORAL_ORDERED):
                    return []
            parts += given
        return parts

    def _of(self, inner: AnyRule, number: int, ask: "_Ask", rule: SigmaCorrelationRule) -> list[str]:
        if isinstance(inner, SigmaCorrelationRule):
            table = self.found.tables.get(number)
            return [ask.episodes(table, inner)] if table else []
        parts = []
        for answer in self._plan.of(number):
            try:
                parts.append(ask.events(answer, number))
            except MissingColumn as error:
                self.found.faults.append(Fault(place_of(rule), str(error)))
        return parts


def _values(rule: SigmaCorrelationRule) -> list[str]:
    """Return the fields that a correlation counts or sums."""
    fields = rule.condition.fieldref if isinstance(rule.condition, SigmaCorrelationCondition) else None
    return [fields] if isinstance(fields, str) else list(fields or ())


@dataclass(frozen=True, slots=True)
class _Ask:
    """What a correlation asks of one of its rules: fields to group by and to measure."""

    place: int
    grouped: list[str]
    measured: list[str]

    def events(self, answer: Answer, number: int) -> str:
        """Return the query over the events of a plain rule in one log. Raises MissingColumn."""
        groups = [answer.fields.find(name) for name in self.grouped]
        values = [answer.fields.find(name) for name in self.measured]
        columns = ["h.hit AS hit_", "hash(h.log, h.source, h.event_id) AS event", "h.happened_at AS at_"]
        columns += [f"list_distinct({one.texts}) AS g{at}" for at, one in enumerate(groups)]
        columns += [f"{one.texts} AS v{at}" for at, one in enumerate(values)]
        on = "t.source = h.source AND t.event_id = h.event_id"
        if answer.name == OCSF:
            on += " AND t.log = h.log"
        rows = (
            f"SELECT {', '.join(columns)} "
            f"FROM (SELECT * FROM sigma_hits WHERE rule = {number} AND NOT implausible"
            f"{'' if answer.name == OCSF else _log(answer)}) h "
            f'JOIN "{answer.table}" t ON {on}'
        )
        for name in [*(f"g{at}" for at in range(len(groups))), *(f"v{at}" for at in range(len(values)))]:
            rows = f"SELECT * REPLACE (unnest({name}) AS {name}) FROM ({rows})"
        return self._rows(rows, "at_", "[hit_]", len(groups), len(values))

    def episodes(self, table: str, inner: SigmaCorrelationRule) -> str:
        """Return the query over the episodes of an inner correlation. Raises MissingColumn."""
        known = list(inner.group_by or ())
        for name in (*self.grouped, *self.measured):
            if name not in known:
                raise MissingColumn(name, f"the correlation {uid(inner)}")
        columns = ["moment", "hits", f"hash('{table}', moment, grouped) AS event"]
        columns += [f"grouped[{known.index(name) + 1}] AS g{at}" for at, name in enumerate(self.grouped)]
        columns += [f"grouped[{known.index(name) + 1}] AS v{at}" for at, name in enumerate(self.measured)]
        rows = f"SELECT {', '.join(columns)} FROM {table}"
        return self._rows(rows, "moment", "hits", len(self.grouped), len(self.measured))

    def _rows(self, rows: str, at: str, hits: str, groups: int, values: int) -> str:
        names = [f"g{place}" for place in range(groups)]
        measured = [f"v{place}" for place in range(values)]
        there = " AND ".join(f"{name} IS NOT NULL" for name in (*names, *measured)) or "true"
        return (
            f"SELECT {self.place} AS rule, event, {at} AS moment, [{', '.join(names)}]::VARCHAR[] AS grouped, "
            f"[{', '.join(measured)}]::VARCHAR[] AS v, {hits} AS hits FROM ({rows}) WHERE {there}"
        )


def _log(answer: Answer) -> str:
    return f" AND log = '{answer.name}'"


def _moments(rule: SigmaCorrelationRule) -> str:
    """Return the query that judges every moment: ``grouped, moment, since, holds``; ``{inputs}`` is its table."""
    span, condition = rule.timespan.seconds, rule.condition
    window = (
        f"OVER (PARTITION BY grouped ORDER BY moment RANGE BETWEEN INTERVAL {span} SECONDS PRECEDING AND CURRENT ROW)"
    )
    since = f"moment - INTERVAL {span} SECONDS AS since"
    names = [one.reference for one in rule.referenced_rules]
    if rule.type is Kind.TEMPORAL_ORDERED:
        if isinstance(condition, SigmaCorrelationCondition) and condition.count != len(names):
            raise Unsupported("rules in order, of which not all are wanted", "write the condition with their names")
        tree = condition.parsed if isinstance(condition, SigmaExtendedCorrelationCondition) else None
        return in_order(tree, names, span)
    if isinstance(condition, SigmaExtendedCorrelationCondition):
        return f"SELECT grouped, moment, {since}, {present(condition.parsed, names, window)} AS holds FROM {{inputs}}"
    measure = _MEASURES[rule.type]
    if rule.type is Kind.EVENT_COUNT and len(names) > 1:
        measure = "count(DISTINCT event)"
    if rule.type is Kind.VALUE_PERCENTILE:
        if condition.percentile is None or not 0 <= condition.percentile <= 100:
            raise Unsupported("a percentile that is not between 0 and 100", "give condition.percentile, such as 95")
        measure = measure.format(share=condition.percentile / 100)
    return (
        f"SELECT grouped, moment, {since}, {measure} {window} {_SIGNS[condition.op]} {condition.count} AS holds "
        "FROM {inputs}"
    )


def group_text(rule: SigmaCorrelationRule, grouped: Sequence[str]) -> str:
    """Return a group in words: ``userName=ann, region=x``."""
    names: Mapping[str, str] = dict(zip(rule.group_by or (), grouped, strict=True))
    return ", ".join(f"{name}={value}" for name, value in names.items())
