"""Fuses a subject's signals: noisy-or over different behaviours within three days, as of each signal's own time."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from math import prod

from keyroll.model.finding import Evidence, Finding, Severity

WINDOW = timedelta(days=3)
#: Scores at which a fused finding is medium and high. One signal alone reaches neither.
MEDIUM, HIGH = 0.7, 0.85
FUSED = "keyroll.several-unusual-things"


def fuse(signals: Iterable[Finding], families: Mapping[str, str] | None = None) -> list[Finding]:
    """Return fused findings of one subject: one each time the score first reaches a level within the window.

    Each family of behaviours counts once, as its strongest. A finding is detected at the time of the signal that lifted the score; nothing later
    has a part in it.
    """
    recent: list[Finding] = []
    fused: list[Finding] = []
    for signal in sorted(signals, key=lambda one: (one.detected_at, one.behaviour)):
        recent = [one for one in recent if signal.detected_at - one.detected_at <= WINDOW]
        recent.append(signal)
        weights: dict[str, float] = {}
        for one in recent:
            side = (families or {}).get(one.behaviour, one.behaviour)
            weights[side] = max(weights.get(side, 0.0), one.score)
        score = 1 - prod(1 - weight for weight in weights.values())
        level = Severity.HIGH if score >= HIGH else Severity.MEDIUM if score >= MEDIUM else None
        if level is None or _raised(fused, signal, level):
            continue
        fused.append(_finding(signal, recent, score, level))
    return fused


def _raised(fused: list[Finding], signal: Finding, level: Severity) -> bool:
    """Whether this level was raised already in the window: new signals then belong to that finding's story."""
    return any(one.severity >= level and signal.detected_at - one.detected_at <= WINDOW for one in fused)


def _finding(last: Finding, parts: list[Finding], score: float, level: Severity) -> Finding:
    parts = sorted(parts, key=lambda one: one.detected_at)
    evidence: set[Evidence] = {event for one in parts for event in one.evidence}
    return Finding(
        behaviour=FUSED,
        title="Several unusual things at once",
        subject=last.subject,
        severity=level,
        detected_at=last.detected_at,
        because="; ".join(one.because for one in parts),
        evidence=tuple(sorted(evidence)),
        place=last.place,
        score=round(score, 3),
    )
