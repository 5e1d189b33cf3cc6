"""Correlation rules: several hits of one group within a timespan, as windows in SQL.

A correlation is judged at each event of its rules, over the timespan that ends with it (both ends count), so later
events do not influence it. Moments at which it is true, no more than the timespan apart, are one episode, reported
once, at the first of them. An event without a grouping or measured field does not count. An event with a list in such a
field belongs to the group of each element.
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

from keyroll.detection.sigma.correlation_inputs import CorrelationInput, asks, gather
from keyroll.detection.sigma.fields import MissingColumn
from keyroll.detection.sigma.ordered import in_order, present
from keyroll.detection.sigma.outcome import RuleFault
from keyroll.detection.sigma.ruleset import AnyRule, place_of, uid
from keyroll.detection.sigma.scan import ScanPlan
from keyroll.detection.sigma.text import Unsupported
from keyroll.errors import KeyrollError
from keyroll.store.session import Session

CorrelationKind = SigmaCorrelationType
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
    CorrelationKind.EVENT_COUNT: "count(*)",
    CorrelationKind.VALUE_COUNT: "count(DISTINCT v)",
    CorrelationKind.VALUE_SUM: "sum(TRY_CAST(v[1] AS DOUBLE))",
    CorrelationKind.VALUE_AVG: "avg(TRY_CAST(v[1] AS DOUBLE))",
    CorrelationKind.VALUE_MEDIAN: "median(TRY_CAST(v[1] AS DOUBLE))",
    CorrelationKind.VALUE_PERCENTILE: "quantile_cont(TRY_CAST(v[1] AS DOUBLE), {share})",
    CorrelationKind.TEMPORAL: "count(DISTINCT rule)",
}


@dataclass(slots=True)
class Correlated:
    """The table of each correlation's episodes by its number among the rules, and why others were not evaluated.

    A table has ``grouped`` (the group's values), ``moment``, ``since`` and ``hits`` (their numbers in ``sigma_hits``).
    """

    tables: dict[int, str] = field(default_factory=dict)
    faults: list[RuleFault] = field(default_factory=list)


def correlate(session: Session, rules: Sequence[AnyRule], plan: ScanPlan) -> Correlated:
    """Evaluate every correlation, inner ones first. Needs ``sigma_hits``."""
    work = _Work(session, rules, plan)
    for rule in rules:
        if isinstance(rule, SigmaCorrelationRule):
            work.judge(rule)
    work.close()
    return work.correlated


class _Work:
    def __init__(self, session: Session, rules: Sequence[AnyRule], plan: ScanPlan) -> None:
        self._session, self._plan = session, plan
        self._numbers = {id(rule): number for number, rule in enumerate(rules)}
        self._done: set[int] = set()
        #: The rules with hits, and then the correlations with an episode.
        self._met = {int(str(hit_rule)) for (hit_rule,) in session.tuples("SELECT DISTINCT rule FROM sigma_hits")}
        self._gathered = gather(session, rules, plan, self._numbers, self._met)
        self.correlated = Correlated()

    def close(self) -> None:
        for table in self._gathered.values():
            self._session.run(f"DROP TABLE {table}")

    def judge(self, rule: SigmaCorrelationRule) -> None:
        number = self._numbers[id(rule)]
        if number in self._done:
            return
        self._done.add(number)
        for reference in rule.referenced_rules:
            if isinstance(reference.rule, SigmaCorrelationRule):
                self.judge(reference.rule)
        try:
            table = self._episodes(rule, number)
        except KeyrollError as error:
            self.correlated.faults.append(RuleFault(place_of(rule), f"{error}; {error.hint}"))
            return
        if table:
            self.correlated.tables[number] = table

    def _episodes(self, rule: SigmaCorrelationRule, number: int) -> str:
        """Make the table of a correlation's episodes. Raises Unsupported, MissingColumn."""
        moments = f"SELECT DISTINCT grouped, moment, since, holds FROM ({_moments(rule)})"
        parts = self._inputs(rule)
        if not parts:
            return ""
        inputs, episodes_table = f"sigma_in{number}", f"sigma_told{number}"
        if not any(self._numbers[id(reference.rule)] in self._met for reference in rule.referenced_rules):
            self._session.run(
                f"CREATE OR REPLACE TEMP TABLE {episodes_table} "
                "(grouped VARCHAR[], moment TIMESTAMPTZ, since TIMESTAMPTZ, hits BIGINT[])"
            )
            return episodes_table
        self._session.run(f"CREATE OR REPLACE TEMP TABLE {inputs} AS {' UNION ALL '.join(parts)}")
        episodes = (
            f"SELECT grouped, moment, since FROM ({moments.replace('{inputs}', inputs)}) "
            "WINDOW one AS (PARTITION BY grouped ORDER BY moment) QUALIFY holds AND NOT coalesce("
            f"lag(holds) OVER one AND lag(moment) OVER one >= moment - INTERVAL {rule.timespan.seconds} SECONDS, false)"
        )
        self._session.run(
            f"CREATE OR REPLACE TEMP TABLE {episodes_table} AS SELECT e.grouped, e.moment, e.since, "
            f"list_sort(list_distinct(flatten(list(i.hits)))) AS hits FROM ({episodes}) e "
            f"JOIN {inputs} i ON i.grouped = e.grouped AND i.moment BETWEEN e.since AND e.moment GROUP BY ALL"
        )
        self._session.run(f"DROP TABLE {inputs}")
        if self._session.one(f"SELECT 1 FROM {episodes_table} LIMIT 1"):
            self._met.add(number)
        return episodes_table

    def _inputs(self, rule: SigmaCorrelationRule) -> list[str]:
        """Return the queries for the events of a correlation's rules; none if it cannot be evaluated."""
        parts: list[str] = []
        for ask, reference in zip(asks(rule), rule.referenced_rules, strict=True):
            number = self._numbers[id(reference.rule)]
            given = self._of(reference.rule, number, ask, rule)
            if not given:
                self.correlated.faults.append(
                    RuleFault(place_of(rule), f"its rule {uid(reference.rule)} is not run", wrong=False)
                )
                if rule.type in (CorrelationKind.TEMPORAL, CorrelationKind.TEMPORAL_ORDERED):
                    return []
            parts += given
        return parts

    def _of(self, inner: AnyRule, number: int, ask: CorrelationInput, rule: SigmaCorrelationRule) -> list[str]:
        if isinstance(inner, SigmaCorrelationRule):
            table = self.correlated.tables.get(number)
            return [ask.episodes(table, inner)] if table else []
        parts = []
        for answer in self._plan.of(number):
            try:
                parts.append(ask.events(answer, number, self._gathered.get(answer.name, "")))
            except MissingColumn as error:
                self.correlated.faults.append(RuleFault(place_of(rule), str(error)))
        return parts


def _moments(rule: SigmaCorrelationRule) -> str:
    """Return the query with one row for each moment: ``grouped, moment, since, holds``; ``{inputs}`` is its table."""
    span, condition = rule.timespan.seconds, rule.condition
    window = (
        f"OVER (PARTITION BY grouped ORDER BY moment RANGE BETWEEN INTERVAL {span} SECONDS PRECEDING AND CURRENT ROW)"
    )
    since = f"moment - INTERVAL {span} SECONDS AS since"
    names = [reference.reference for reference in rule.referenced_rules]
    if rule.type is CorrelationKind.TEMPORAL_ORDERED:
        if isinstance(condition, SigmaCorrelationCondition) and condition.count != len(names):
            raise Unsupported("rules in order with an incomplete condition", "write the condition with their names")
        tree = condition.parsed if isinstance(condition, SigmaExtendedCorrelationCondition) else None
        return in_order(tree, names, span)
    if isinstance(condition, SigmaExtendedCorrelationCondition):
        return f"SELECT grouped, moment, {since}, {present(condition.parsed, names, window)} AS holds FROM {{inputs}}"
    measure = _MEASURES[rule.type]
    if rule.type is CorrelationKind.EVENT_COUNT and len(names) > 1:
        measure = "count(DISTINCT event)"
    if rule.type is CorrelationKind.VALUE_PERCENTILE:
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
