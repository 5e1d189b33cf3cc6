"""The watch over dead credentials: one that was proven dead and is accepted, used or listed again is a finding."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from keyroll.clock import iso
from keyroll.model.finding import Evidence, Finding, Severity
from keyroll.model.incident import VerdictKind
from keyroll.model.probe import Outcome
from keyroll.response.work import Campaign, Work
from keyroll.store.relations import load
from keyroll.store.session import Session

#: The id of the behaviour in these findings.
WOKE = "dead_credential_woke"


@dataclass(frozen=True, slots=True)
class Reactivated:
    """A credential of an incident that was proven dead and is alive again."""

    incident: str
    work: Work
    finding: Finding


def reactivated(session: Session, known: Campaign) -> list[Reactivated]:
    """Return the credentials that became alive again while watched, by time.

    Needs the inventory's views and the events in the session. A credential whose state is unknown again (a failed read,
    a lost answer) is open again, but is not reported here.
    """
    alive = [work for work in known.reopened if work.standing.judgement.verdict is VerdictKind.LIVE]
    events, sights = _seen(session, alive)
    reactivations = []
    for work in alive:
        identifier, died = work.standing.item.identifier, work.reopened
        accepted_at = [a.at for a in work.standing.judgement.attempts if a.outcome is Outcome.ACCEPTED]
        times = [*accepted_at, *(each.at for each in events[identifier]), *sights[identifier]]
        if died is None or not times or max(times) > died + known.terms.watch:
            continue
        reactivations.append(
            Reactivated(known.status.incident.name, work, _finding(known, work, died, max(times), events[identifier]))
        )
    return sorted(reactivations, key=lambda each: (each.finding.detected_at, each.finding.id))


def _finding(known: Campaign, work: Work, died: datetime, at: datetime, events: list[Evidence]) -> Finding:
    item, judged = work.standing.item, work.standing.judgement
    return Finding(
        behaviour=WOKE,
        title="A credential that was proven dead is alive again",
        subject=item.identifier,
        severity=Severity.HIGH,
        detected_at=at,
        because=f"proven dead on {iso(died)} in {known.status.incident.name}; {judged.because}",
        evidence=tuple(sorted(events)),
        score=1.0,
        techniques=("T1078",),  # Valid Accounts
    )


def _seen(session: Session, alive: list[Work]) -> tuple[dict[str, list[Evidence]], dict[str, list[datetime]]]:
    """Return the events and listing times behind the judgements of credentials that are alive again."""
    rows = [(work.standing.item.identifier, seen) for work in alive for seen in work.standing.judgement.evidence]
    columns: dict[str, Sequence[object]] = {
        "id": [identifier for identifier, _ in rows],
        "raw": [seen.raw for _, seen in rows],
        "record": [seen.record for _, seen in rows],
    }
    load(session, "evidence_addresses", columns)
    events: dict[str, list[Evidence]] = defaultdict(list)
    sights: dict[str, list[datetime]] = defaultdict(list)
    for row in session.rows(
        "SELECT p.id, happened_at, source, log, event_id, e.raw, e.record FROM events e JOIN evidence_addresses p "
        "ON e.raw = p.raw AND e.record = p.record WHERE status_id = 1"
    ):
        if isinstance(at := row["happened_at"], datetime):
            source, log, event, raw = (str(row[name]) for name in ("source", "log", "event_id", "raw"))
            events[str(row["id"])].append(Evidence(at, source, log, event, raw, int(str(row["record"]))))
    for credential, seen in session.tuples(
        "SELECT p.id, s.observed_at FROM states s JOIN evidence_addresses p ON s.raw = p.raw AND s.record = p.record "
        "AND s.id = p.id"
    ):
        if isinstance(seen, datetime):
            sights[str(credential)].append(seen)
    return events, sights
