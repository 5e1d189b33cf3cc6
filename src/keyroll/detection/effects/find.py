"""Findings by effect: an act that is new for its actor, or from its network, and refused attempts."""

from collections.abc import Collection, Iterable
from datetime import datetime
from sys import intern
from types import MappingProxyType
from typing import Final

from keyroll.detection.episodes import episodes
from keyroll.model.finding import Evidence, Finding, Severity
from keyroll.providers.contracts.events import Effect
from keyroll.store.relations import build
from keyroll.store.session import Row, Session

#: The number of others of the organisation with the same act before that makes it usual there.
USUAL: Final = 3
#: The number of networks with the same act from which an actor counts as roaming: one more network is usual.
ROAMS: Final = 3
#: The number of deletions of one type on a day from which they are more than the end of one system.
DELETIONS: Final = 3
#: For each effect the text of a finding, and the technique of MITRE ATT&CK.
TITLES: Final = MappingProxyType(
    {
        Effect.CREATES_CREDENTIAL: ("Credential created", "T1098.001"),
        Effect.READS_SECRET: ("Secret read", "T1552"),
        Effect.GRANTS_PRIVILEGE: ("Privilege granted or changed", "T1098.003"),
        Effect.WEAKENS_AUTHENTICATION: ("Rules of sign-in changed", "T1556"),
        Effect.WEAKENS_LOGGING: ("Logging or defence weakened", "T1562.008"),
        Effect.EXPOSES_PUBLICLY: ("Access from outside opened", "T1567"),
        Effect.SHARES_OUTSIDE: ("Data shared or its policy changed", "T1537"),
        Effect.EXPORTS_BULK: ("Data exported or copied in bulk", "T1530"),
        Effect.CHANGES_DATA_LIFE: ("Encryption, retention or backup changed", "T1490"),
        Effect.DESTROYS: ("Data or system deleted", "T1485"),
        Effect.RUNS_CODE: ("Code run in a system", "T1651"),
        Effect.PERSISTS: ("Code or forwarding set up to run later", "T1546"),
        Effect.IMPERSONATES: ("Acted as another account", "T1550.001"),
        Effect.DISCOVERS: ("Inventory or settings read", "T1580"),
        Effect.ORDINARY: ("Rare change", ""),
    }
)
_LEVELS: Final = {"low": (Severity.LOW, 0.2), "medium": (Severity.MEDIUM, 0.5)}
#: The score of an act that its subject also did on earlier days: only the network is new, which has a signal of its
#: own.
_DONE_BEFORE: Final = 0.4
#: Refused attempts of these effects are medium from the first attempt.
ATTEMPTS: Final = frozenset(
    {
        Effect.WEAKENS_LOGGING, Effect.GRANTS_PRIVILEGE, Effect.READS_SECRET, Effect.RUNS_CODE,
        Effect.WEAKENS_AUTHENTICATION,
    }
)  # fmt: skip


def effect_findings(session: Session, known: Iterable[Finding]) -> list[Finding]:
    """Return findings by effect, by time; without those whose first event is in a ``known`` finding of that severity.

    Consecutive findings of one effect are one.
    """
    build(session, "effect_firsts")
    rows = session.rows(
        "FROM effect_firsts WHERE days_before = 0 OR here_before = 0 ORDER BY first_at, subject, event, net"
    )
    judged = [(row, level) for row in rows if (level := _level(row))]
    events = _events(session, [row for row, _ in judged])
    return episodes(unreported((_finding(row, level, events) for row, level in judged), known))


def unreported(findings: Iterable[Finding], known: Iterable[Finding]) -> list[Finding]:
    """Return the findings whose first event is in no known finding of that severity."""
    reported = _already(known)
    return [
        finding
        for finding in findings
        if reported.get((finding.evidence[0].raw, finding.evidence[0].record), 0) < finding.severity
    ]


def _level(row: Row) -> str:
    """Return the severity of a day's acts; empty if they are usual."""
    effect, usual = Effect(str(row["effect"])), int(str(row["others_before"])) >= USUAL
    new = int(str(row["days_before"])) == 0
    if row["refused"]:
        if effect in ATTEMPTS and not usual and int(str(row["effect_before"])) == 0:
            return "medium"
        return "low" if new else ""
    prior = str(row["prior"])
    few = effect is Effect.DESTROYS and int(str(row["n"])) < DELETIONS
    roams = int(str(row["networks_before"])) >= ROAMS
    return "low" if (usual or few or roams) and prior == "medium" else prior


def _already(known: Iterable[Finding]) -> dict[tuple[str, int], Severity]:
    """Return the severest other finding of each event."""
    reported: dict[tuple[str, int], Severity] = {}
    for finding in known:
        for event in finding.evidence:
            key = (event.raw, event.record)
            reported[key] = max(reported.get(key, finding.severity), finding.severity)
    return reported


def _events(session: Session, rows: Collection[Row]) -> dict[tuple[str, str, str], Evidence]:
    """Return the address of each event of some days, by source, log and event id."""
    wanted = sorted({(str(row["source"]), str(row["log"]), event) for row in rows for event in _ids(row)})
    names = ("source", "log", "event_id")
    session.load_columns(
        "wanted_effects", dict.fromkeys(names, "VARCHAR"), dict(zip(names, zip(*wanted, strict=True), strict=True))
        if wanted else {name: [] for name in names},
    )  # fmt: skip
    events = {}
    for source, log, event_id, at, raw, record in session.tuples(
        "SELECT source, log, event_id, happened_at, raw, record FROM event_effects "
        "SEMI JOIN wanted_effects USING (source, log, event_id)"
    ):
        if isinstance(at, datetime):
            source, log, raw = intern(str(source)), intern(str(log)), intern(str(raw))
            events[source, log, str(event_id)] = Evidence(at, source, log, str(event_id), raw, int(str(record)))
    return events


def _ids(row: Row) -> list[str]:
    ids = row["event_ids"]
    return [str(one) for one in ids] if isinstance(ids, list) else []


def _finding(row: Row, level: str, events: dict[tuple[str, str, str], Evidence]) -> Finding:
    effect, source, log = Effect(str(row["effect"])), str(row["source"]), str(row["log"])
    title, technique = TITLES[effect]
    severity, score = _LEVELS[level]
    score = min(score, _DONE_BEFORE) if int(str(row["days_before"])) else score
    evidence = tuple(sorted(events[source, log, event] for event in _ids(row)))
    return Finding(
        behaviour=f"keyroll.effect-{'attempted-' if row['refused'] else ''}{effect.replace('_', '-')}",
        title=f"Refused: {title[0].lower()}{title[1:]}" if row["refused"] else title,
        subject=intern(str(row["subject"])),
        severity=severity,
        detected_at=evidence[0].at,
        because=_because(row),
        evidence=evidence,
        network=intern(str(row["net"])),
        score=score,
        target=f"{row['event']} {row['aim']}".strip(),
        techniques=(technique,) if technique else (),
    )


def _because(row: Row) -> str:
    aim = f" on {row['aim']}" if row["aim"] else ""
    times = f", {row['n']} times that day" if int(str(row["n"])) > 1 else ""
    if int(str(row["days_before"])):
        new = f"done on {row['days_before']} days of the last 28, first from {row['net'] or 'an unknown address'}"
    else:
        new = "first time in 28 days by it" if not row["refused"] else "first refused attempt in 28 days by it"
    others = int(str(row["others_before"]))
    return f"{row['event']}{aim}{times}: {new}; {others} other{'' if others == 1 else 's'} did so before"
