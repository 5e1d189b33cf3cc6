"""Fuses a subject's signals: noisy-or over different behaviours within three days, as of each signal's own time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from math import prod

from keyroll.model.finding import Evidence, Finding, Severity

WINDOW = timedelta(days=3)
#: Scores at which a fused finding is medium and high. One family alone reaches neither, whatever its weight.
MEDIUM, HIGH = 0.7, 0.85
FUSED = "keyroll.several-unusual-things"


@dataclass(frozen=True, slots=True)
class Moment:
    """What a subject's signals of the last three days come to, as of the latest: ``sides`` families, one score."""

    at: datetime
    parts: Sequence[Finding]
    sides: int
    score: float


def moments(signals: Iterable[Finding], families: Mapping[str, str]) -> Iterator[Moment]:
    """Yield each moment at which one subject signalled. Each family of behaviours counts once, as its strongest."""
    recent: list[Finding] = []
    ordered = sorted(signals, key=lambda one: (one.detected_at, one.behaviour, one.id))
    for at, together in groupby(ordered, key=lambda one: one.detected_at):
        recent = [*(one for one in recent if at - one.detected_at <= WINDOW), *together]
        weights = _weights(recent, families)
        yield Moment(at, recent, len(weights), 1 - prod(1 - weight for weight in weights))


def fuse(
    signals: Iterable[Finding], families: Mapping[str, str] | None = None, raised: Sequence[Finding] = ()
) -> list[Finding]:
    """Return fused findings of one subject: one each time the score first reaches a level within the window.

    A finding is detected at the moment of the signals that lifted the score; nothing later has a part in it. ``raised``
    are alerts that the subject has for another reason.
    """
    fused: list[Finding] = []
    for one in moments(signals, families or {}):
        level = Severity.HIGH if one.score >= HIGH else Severity.MEDIUM if one.score >= MEDIUM else None
        if level is not None and one.sides > 1 and not _raised([*raised, *fused], one.at, level):
            fused.append(fused_finding(one, level))
    return fused


def _weights(signals: list[Finding], families: Mapping[str, str]) -> list[float]:
    """Return the strongest weight of each family, in a fixed order."""
    weights: dict[str, float] = {}
    for one in signals:
        side = families.get(one.behaviour, one.behaviour)
        weights[side] = max(weights.get(side, 0.0), one.score)
    return sorted(weights.values())


def _raised(fused: list[Finding], at: datetime, level: Severity) -> bool:
    """Whether this level was raised already in the window: new signals then belong to that finding's story."""
    return any(one.severity >= level and timedelta(0) <= at - one.detected_at <= WINDOW for one in fused)


def fused_finding(moment: Moment, level: Severity) -> Finding:
    """Return a moment as a finding at that level."""
    parts = moment.parts
    last = parts[-1]
    evidence: set[Evidence] = {event for one in parts for event in one.evidence}
    return Finding(
        behaviour=FUSED,
        title="Several unusual things at once",
        subject=last.subject,
        severity=level,
        detected_at=last.detected_at,
        because=_because(parts),
        evidence=tuple(sorted(evidence)),
        network=last.network,
        score=round(moment.score, 3),
        techniques=tuple(sorted({technique for one in parts for technique in one.techniques})),
    )


def _because(parts: Sequence[Finding]) -> str:
    """Say each behaviour once, by its first signal, and how many more there were."""
    said: dict[str, list[str]] = {}
    for one in parts:
        said.setdefault(one.behaviour, []).append(one.because)
    return "; ".join(of[0] + (f" (and {len(of) - 1} more like it)" if len(of) > 1 else "") for of in said.values())
