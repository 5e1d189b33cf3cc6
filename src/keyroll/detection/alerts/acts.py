"""Acts: medium findings of keyroll's own rules and of effects, which count as evidence beside the signals of a subject.

The effect of an act on a system and the likely actor are two facts. So all acts of a subject are one family, which adds
to the families of its signals. An act weighs more from a network that is new to the organisation: then neither the
network nor the act is ordinary.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from datetime import datetime
from typing import Final

from keyroll.detection.scores import WINDOW
from keyroll.detection.signals.behaviour import Behaviour, NewTo
from keyroll.model.finding import Finding, Severity

#: The probability that an act is not ordinary, and the same for an act from a network that is new to the organisation.
WEIGHT, FROM_NEW_NETWORK = 0.5, 0.75
FAMILY: Final = "acts"


def acts(findings: Iterable[Finding], own: Set[str]) -> list[Finding]:
    """Return the findings that count as acts; ``own`` are the ids of keyroll's own rules.

    An effect that its subject also had on earlier days is no act: its score is below ``WEIGHT``.
    """
    return [
        finding
        for finding in findings
        if finding.severity is Severity.MEDIUM
        and (finding.behaviour in own or (finding.behaviour.startswith("keyroll.") and finding.score >= WEIGHT))
    ]


def as_signals(
    done: Iterable[Finding], signals: Iterable[Finding], behaviours: Mapping[str, Behaviour]
) -> list[Finding]:
    """Return acts as signals; an act counts twice if a signal shows that its network is new to the organisation."""
    arrivals: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    for signal in signals:
        behaviour = behaviours[signal.behaviour]
        if signal.network and behaviour.follow_network is NewTo.ORGANISATION and signal.score >= behaviour.weight:
            arrivals[signal.subject, signal.network].append(signal.detected_at)
    found = []
    for act in done:
        because = f"{act.title}: {act.because}"
        found.append(replace(act, score=WEIGHT, because=because))
        near = [at for at in arrivals[act.subject, act.network] if abs(act.detected_at - at) <= WINDOW]
        if near:
            at = max(act.detected_at, min(near))
            found.append(replace(act, score=FROM_NEW_NETWORK, detected_at=at, because=f"{because}, from there"))
    return found


def with_acts(behaviours: Mapping[str, Behaviour], done: Iterable[Finding]) -> dict[str, Behaviour]:
    """Return the behaviours, with an added one for each kind of act."""
    kinds = {act.behaviour: act.title for act in done}
    return {
        **behaviours,
        **{name: Behaviour(name, title, WEIGHT, 0, "", family=FAMILY) for name, title in kinds.items()},
    }
