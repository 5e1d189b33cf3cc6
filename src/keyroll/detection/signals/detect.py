"""The stage *signals*: every behaviour runs over the baseline; each row is a signal, which is a finding of its own."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from sys import intern

from keyroll.detection.baseline.learn import Baseline
from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.evidence import evidence_of
from keyroll.detection.timings import Timings
from keyroll.model.finding import Evidence, Finding
from keyroll.store.session import Row, Session

#: The running behaviour, the number of finished ones, and the total.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class _Hit:
    """One row of a behaviour. There may be a million, so each name is held once."""

    behaviour: Behaviour
    at: datetime
    subject: str
    net: str
    target: str
    because: str
    weight: float
    acts: tuple[int, ...]


def detect_signals(
    session: Session, behaviours: Collection[Behaviour], baseline: Baseline, progress: Progress | None = None,
    timings: Timings | None = None,
) -> list[Finding]:  # fmt: skip
    """Return the signals of all behaviours, by behaviour and in the order of their rows.

    An account that is a machine by its use has none before that was known.
    """
    hits: list[_Hit] = []
    cost = timings or Timings()
    for done, behaviour in enumerate(behaviours):
        if progress:
            progress(behaviour.id, done, len(behaviours))
        hits += cost.behaviour(session, behaviour.id, behaviour.sql, partial(_hits, session, behaviour, baseline))
    events = evidence_of(session, (act for hit in hits for act in hit.acts))
    rotated = _rotated_credentials(session, events) if baseline.rotations else {}
    return [_signal(hit, events, rotated) for hit in hits]


def _hits(session: Session, behaviour: Behaviour, baseline: Baseline) -> list[_Hit]:
    hits = (_hit(behaviour, row) for row in _rows(session, behaviour))
    return [hit for hit in hits if hit.at >= baseline.machines_by_use.get(hit.subject, hit.at)]


def _rows(session: Session, behaviour: Behaviour) -> Iterator[Row]:
    """Yield the rows of a behaviour; aggregates that it scores keep the order of its query."""
    if behaviour.score is None:
        ordered = f"SELECT * FROM ({behaviour.sql}) ORDER BY subject, happened_at, net, target, detail"
        return session.stream(ordered)
    return behaviour.score(session.stream(behaviour.sql))


def _hit(behaviour: Behaviour, row: Row) -> _Hit:
    at, acts = row["happened_at"], row["events"]
    if not isinstance(at, datetime):
        raise TypeError(f"{behaviour.id} has no time")
    subject, net, target = (intern(str(row[name] or "")) for name in ("subject", "net", "target"))
    weight = float(str(row.get("weight") or behaviour.weight))
    numbers = tuple(int(str(act)) for act in acts) if isinstance(acts, list) else ()
    return _Hit(behaviour, at, subject, net, target, str(row["detail"]), weight, numbers)


def _rotated_credentials(session: Session, acts: Iterable[int]) -> dict[int, str]:
    """Return the rotated credential of each act, if it continues the subject of an earlier credential."""
    session.load_columns("wanted_acts", {"act": "BIGINT"}, {"act": sorted(acts)})
    rows = session.tuples("SELECT act, own FROM acts WHERE own <> subject AND act IN (SELECT act FROM wanted_acts)")
    return {int(str(act)): str(own) for act, own in rows}


def _signal(hit: _Hit, events: dict[int, Evidence], rotated: dict[int, str]) -> Finding:
    last = max(hit.acts, key=lambda act: (events[act].at, act), default=0)
    return Finding(
        behaviour=hit.behaviour.id,
        title=hit.behaviour.title,
        subject=rotated.get(last, hit.subject),
        severity=hit.behaviour.severity,
        detected_at=hit.at,
        because=hit.because,
        evidence=tuple(sorted({events[act] for act in hit.acts})),
        network=hit.net,
        score=hit.weight,
        target=hit.target,
        techniques=hit.behaviour.techniques,
    )
