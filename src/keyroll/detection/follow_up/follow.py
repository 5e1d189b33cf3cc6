"""The stage *follow-up*: other actions of a subject under alert, from its new networks or with its new clients.

A signal carries only the events that it needed. An analyst of a story needs every action from there, also
by an account that a machine created.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keyroll.detection.follow_up.networks import new_networks
from keyroll.detection.follow_up.watched import Watched, watched
from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.evidence import evidence_of
from keyroll.model.finding import Finding, Severity
from keyroll.store.relations import build, give
from keyroll.store.session import Session, Value

FOLLOW_UP: Final = "keyroll.what-else"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The other actions of subjects under alert, and the keys of the networks that are new to the organisation."""

    findings: tuple[Finding, ...]
    network_keys: Mapping[str, str]


def follow_up(
    session: Session, signals: Sequence[Finding], alerts: Iterable[Finding], behaviours: Mapping[str, Behaviour]
) -> FollowUp:
    """Return other actions by subjects under alert, from networks or with clients that are new for them.

    ``behaviours`` are by id.
    """
    network_keys = new_networks(session, signals, behaviours)
    since = watched(signals, alerts, network_keys, behaviours)
    return FollowUp(tuple(_findings(session, since)) if since else (), network_keys)


def _findings(session: Session, since: Mapping[Watched, datetime]) -> list[Finding]:
    types = {"subject": "VARCHAR", "net": "VARCHAR", "client": "VARCHAR", "since": "TIMESTAMPTZ"}
    session.load_rows("watched", types, ((way.subject, way.network, way.client, at) for way, at in since.items()))
    give(session, "watched")
    build(session, "followed_days")
    rows = session.rows("FROM followed_days ORDER BY detected_at, subject, net, system")
    acts_of = [[int(str(act)) for act in row["events"]] if isinstance(row["events"], list) else [] for row in rows]
    events = evidence_of(session, (act for acts in acts_of for act in acts))
    findings = []
    for row, acts in zip(rows, acts_of, strict=True):
        at, network = row["detected_at"], str(row["net"] or "")
        if isinstance(at, datetime):
            findings.append(
                Finding(
                    behaviour=FOLLOW_UP, title="Further events from a new network or with a new client",
                    subject=str(row["subject"]), severity=Severity.LOW, detected_at=at,
                    because=f"{_counted(row['acts'])} in {row['system']} from {network or 'no address'} "
                    f"on {row['on_day']}",
                    evidence=tuple(sorted(events[act] for act in acts)), network=network,
                    target=f"{row['system']} {row['on_day']}",
                )
            )  # fmt: skip
    return findings


def _counted(acts: Value) -> str:
    return "1 event" if acts == 1 else f"{acts} events"
