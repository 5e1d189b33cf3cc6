"""The fields that correlations need from their rules' events, in one table for each log, which is read once."""

import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sigma.correlations import SigmaCorrelationCondition, SigmaCorrelationRule

from keyroll.detection.sigma.fields import MissingColumn
from keyroll.detection.sigma.logsource import OCSF, RuleLog
from keyroll.detection.sigma.ruleset import AnyRule, uid
from keyroll.detection.sigma.scan import ScanPlan
from keyroll.store.session import Session


@dataclass(frozen=True, slots=True)
class CorrelationInput:
    """The fields that a correlation needs from one of its rules: for grouping and for measuring."""

    place: int
    grouped: list[str]
    measured: list[str]

    def events(self, answer: RuleLog, number: int, relation: str = "") -> str:
        """Return the query over the events of a plain rule in one log, or in a ``relation`` with its needed fields.

        Raises MissingColumn.
        """
        groups = [answer.fields.find(name) for name in self.grouped]
        values = [answer.fields.find(name) for name in self.measured]
        columns = ["h.hit AS hit_", "hash(h.log, h.source, h.event_id) AS event", "h.happened_at AS at_"]
        columns += [f"list_distinct({group.texts}) AS g{at}" for at, group in enumerate(groups)]
        columns += [f"{value.texts} AS v{at}" for at, value in enumerate(values)]
        here = "" if answer.name == OCSF else f" AND log = '{answer.name}'"
        rows = (
            f"SELECT {', '.join(columns)} "
            f"FROM (SELECT * FROM sigma_hits WHERE rule = {number} AND NOT implausible{here}) h "
            f"JOIN {relation or answer.relation} t ON {_same(answer)}"
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


def asks(rule: SigmaCorrelationRule) -> list[CorrelationInput]:
    """Return the needed fields of each of a correlation's rules, in their order."""
    names = {alias.alias: {ref.reference: name for ref, name in alias.mapping.items()} for alias in rule.aliases}
    return [
        CorrelationInput(
            place,
            [names.get(name, {}).get(reference.reference, name) for name in rule.group_by or ()],
            [names.get(name, {}).get(reference.reference, name) for name in _values(rule)],
        )
        for place, reference in enumerate(rule.referenced_rules)
    ]


def gather(
    session: Session, rules: Sequence[AnyRule], plan: ScanPlan, numbers: Mapping[int, int], hit: Collection[int]
) -> dict[str, str]:
    """Make a table of the needed fields of each log that several correlations read; return the tables by log.

    ``numbers`` are those of the rules by identity, ``hit`` those of rules with hits.
    """
    queries: dict[str, list[str]] = {}
    about: dict[str, tuple[RuleLog, set[int]]] = {}
    for rule in (correlation for correlation in rules if isinstance(correlation, SigmaCorrelationRule)):
        for ask in asks(rule):
            number = numbers[id(rule.referenced_rules[ask.place].rule)]
            for answer in plan.of(number) if number in hit else ():
                with suppress(MissingColumn):
                    queries.setdefault(answer.name, []).append(ask.events(answer, number))
                    about.setdefault(answer.name, (answer, set()))[1].add(number)
    tables = {name: f"sigma_asked{place}" for place, name in enumerate(queries) if len(queries[name]) > 1}
    for name, table in tables.items():
        answer, hitting = about[name]
        text = " ".join(queries[name])
        columns = [
            column for column in session.columns(answer.relation) if re.search(rf"\b{re.escape(column)}\b", text, re.I)
        ]
        key = ["source", "event_id", *(["log"] if name == OCSF else [])]
        shown = [f'"{name_shown}"' for name_shown in dict.fromkeys([*key, *columns])]
        session.run(
            f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {', '.join(shown)} FROM {answer.relation} t SEMI JOIN "
            f"(SELECT * FROM sigma_hits WHERE rule IN ({', '.join(map(str, sorted(hitting)))})) h ON {_same(answer)}"
        )
    return tables


def _same(answer: RuleLog) -> str:
    return "t.source = h.source AND t.event_id = h.event_id" + (" AND t.log = h.log" if answer.name == OCSF else "")


def _values(rule: SigmaCorrelationRule) -> list[str]:
    """Return the fields that a correlation counts or sums."""
    fields = rule.condition.fieldref if isinstance(rule.condition, SigmaCorrelationCondition) else None
    return [fields] if isinstance(fields, str) else list(fields or ())
