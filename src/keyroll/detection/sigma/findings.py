"""Hits and episodes as findings: the actor, the network, and every event behind each."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from sys import intern
from typing import Final

from sigma.correlations import SigmaCorrelationRule
from sigma.rule import SigmaLevel

from keyroll.detection.sigma.correlate import Correlated, group_text
from keyroll.detection.sigma.ruleset import AnyRule, uid
from keyroll.detection.signals.terms import MAX_EVIDENCE
from keyroll.intake.events import table_of
from keyroll.intake.view import ocsf
from keyroll.inventory.use import NETWORK
from keyroll.model.event import COLUMNS
from keyroll.model.finding import Evidence, Finding, Severity
from keyroll.providers import catalogue
from keyroll.store.relations import load
from keyroll.store.session import Row, Session

#: A rule's level as severity, and the probability that an event it hits is not ordinary, without other evidence.
LEVELS: Final = {
    SigmaLevel.INFORMATIONAL: (Severity.INFORMATIONAL, 0.05),
    SigmaLevel.LOW: (Severity.LOW, 0.2),
    SigmaLevel.MEDIUM: (Severity.MEDIUM, 0.5),
    SigmaLevel.HIGH: (Severity.HIGH, 0.8),
    SigmaLevel.CRITICAL: (Severity.CRITICAL, 0.95),
}
#: The columns that are equal in the hits of one finding.
_TOGETHER: Final = ("rule", "happened_at", "subject", "net", "aim")
#: A rule without a level is low: its author has not asked for attention.
_UNSAID: Final = (Severity.LOW, 0.2)


def findings(session: Session, rules: Sequence[AnyRule], correlated: Correlated) -> list[Finding]:
    """Return a finding for each hit of a rule that reports single hits, and for each episode of a correlation.

    Hits of one rule by one subject at one moment are one finding. Needs ``sigma_hits`` and the view ``identifiers``.
    """
    speaks = [number for number, rule in enumerate(rules) if rule._output and number not in correlated.tables]
    episodes = _episodes(session, rules, correlated)
    wanted = {hit for _, row in episodes for hit in _numbers(row)}
    _acts(session, speaks, wanted)
    acts = {int(str(row["hit"])): row for row in session.rows("FROM sigma_acts SEMI JOIN sigma_wanted USING (hit)")}
    made = [_episode(rules[number], row, acts) for number, row in episodes if rules[number]._output]
    # There may be millions of single hits: they are turned into findings one by one.
    single_hits = session.stream(
        f"FROM sigma_acts WHERE rule IN ({_listed(speaks)}) ORDER BY {', '.join(_TOGETHER)}, log, source, event_id"
    )
    for (number, *_), rows in groupby(single_hits, key=itemgetter(*_TOGETHER)):
        made.append(_single(rules[int(str(number))], list(rows)))
    return sorted(made, key=lambda finding: (finding.detected_at, finding.id))


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers)) or "-1"


def _episodes(session: Session, rules: Sequence[AnyRule], correlated: Correlated) -> list[tuple[int, Row]]:
    return [
        (number, row)
        for number, table in sorted(correlated.tables.items())
        if rules[number]._output
        for row in session.rows(f"SELECT grouped, moment, hits FROM {table} ORDER BY moment, grouped")
    ]


def _numbers(row: Row) -> list[int]:
    hits = row["hits"]
    return [int(str(hit)) for hit in hits] if isinstance(hits, list) else []


def _acts(session: Session, speaks: Sequence[int], wanted: set[int]) -> None:
    """Make ``sigma_acts`` of hits: their address and their columns of the event view (``subject``, ``net``, ``aim``).

    ``sigma_wanted`` are the hits of episodes.
    """
    load(session, "sigma_wanted", {"hit": sorted(wanted)})
    session.run(
        "CREATE OR REPLACE TEMP TABLE sigma_kept AS SELECT * FROM sigma_hits "
        f"WHERE rule IN ({_listed(speaks)}) OR hit IN (FROM sigma_wanted)"
    )
    present = {str(name) for (name,) in session.tuples("SELECT DISTINCT log FROM sigma_kept")}
    views = [_view(name) for name in sorted(present)]
    columns = ", ".join(f"NULL::{kind} AS {name}" for name, kind in COLUMNS.items())
    seen = " UNION ALL BY NAME ".join(views) or f"SELECT '' AS source, '' AS log, '' AS event_id, {columns} LIMIT 0"
    session.run(
        "CREATE OR REPLACE TEMP TABLE sigma_acts AS "
        f"SELECT k.hit, k.rule, k.happened_at, k.source, k.log, k.event_id, k.raw, k.record, v.operation, "
        f"coalesce(c.id, a.id, v.credential, v.actor, t.id, v.target, k.source) AS subject, {NETWORK} AS net, "
        "coalesce(v.target, v.resource_uid, v.resource_name, '') AS aim "
        f"FROM sigma_kept k LEFT JOIN ({seen}) v "
        "ON v.source = k.source AND v.log = k.log AND v.event_id = k.event_id "
        "LEFT JOIN identifiers c ON c.identifier = v.credential LEFT JOIN identifiers a ON a.identifier = v.actor "
        "LEFT JOIN identifiers t ON t.identifier = v.target"
    )
    session.run("DROP TABLE sigma_kept")


def _view(name: str) -> str:
    """Return the event view of one log, over the hit events only."""
    provider, _, log_name = name.partition(".")
    log = catalogue.logs(provider)[log_name]
    table, same = f'"{table_of(provider, log)}"', "ON k.source = t.source AND k.event_id = t.event_id"
    hit = f"SEMI JOIN (SELECT * FROM sigma_kept WHERE log = '{name}') k {same}"
    if log.looks_around:
        return f"SELECT t.* FROM ({ocsf(log, table, name)}) t {hit}"
    return ocsf(log, f"(SELECT t.* FROM {table} t {hit})", name)


def _evidence(row: Row) -> Evidence:
    at = row["happened_at"]
    if not isinstance(at, datetime):
        raise TypeError("an event without a time")
    # Each name is stored once, whatever the number of its events.
    source, log, raw = (intern(str(row[name])) for name in ("source", "log", "raw"))
    return Evidence(at, source, log, str(row["event_id"]), raw, int(str(row["record"])))


def _order(row: Row) -> tuple[Evidence, str]:
    return _evidence(row), str(row["rule"])


def _single(rule: AnyRule, rows: Sequence[Row]) -> Finding:
    first = rows[0]
    aim = f" on {first['aim']}" if first["aim"] else ""
    return _finding(rule, first, rows, f"{first['operation'] or first['log']}{aim}", str(first["aim"]))


def _episode(rule: AnyRule, row: Row, acts: Mapping[int, Row]) -> Finding:
    numbers = _numbers(row)
    # The latest are kept if there are too many.
    rows = sorted((acts[hit] for hit in numbers), key=_order)[-MAX_EVIDENCE:]
    assert isinstance(rule, SigmaCorrelationRule)  # noqa: S101 - only correlations have episodes
    group = group_text(rule, [str(value) for value in row["grouped"]] if isinstance(row["grouped"], list) else [])
    events = f"{len(numbers)} event{'s' if len(numbers) != 1 else ''} within {rule.timespan.spec}"
    return _finding(rule, rows[-1], rows, f"{events} ({group})" if group else events, group)


def _finding(rule: AnyRule, last: Row, rows: Sequence[Row], because: str, target: str) -> Finding:
    severity, score = LEVELS[rule.level] if rule.level else _UNSAID
    evidence = tuple(sorted({_evidence(row) for row in rows}))
    return Finding(
        behaviour=uid(rule),
        title=rule.title or uid(rule),
        subject=intern(str(last["subject"])),
        severity=severity,
        detected_at=evidence[-1].at,
        because=because,
        evidence=evidence,
        network=intern(str(last["net"] or "")),
        score=score,
        target=target,
        techniques=_techniques(rule),
    )


def _techniques(rule: AnyRule) -> tuple[str, ...]:
    return tuple(sorted({intern(tag.name.upper()) for tag in rule.tags if _is_technique(tag.namespace, tag.name)}))


def _is_technique(namespace: str, name: str) -> bool:
    return namespace == "attack" and name[:1] in "tT" and name[1:2].isdigit()
