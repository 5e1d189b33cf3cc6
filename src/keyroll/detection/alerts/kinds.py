"""The kind of each signal and act: signals of one kind are ranked among each other.

The kind is the behaviour and the place. A new client is common where the organisation works, and rare in a network that
nobody of the organisation used before. So signals from networks that are new to the organisation have ranks of their
own (conformal ranks within categories, "Mondrian": Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World,
2005, chapter 4).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from keyroll.detection.scores import WINDOW
from keyroll.detection.signals.behaviour import Behaviour
from keyroll.model.finding import Finding

#: The end of the name of a kind in networks that are new to the organisation.
IN_NEW_NETWORK: Final = "/new-network"


def kinds(findings: Iterable[Finding], behaviours: Mapping[str, Behaviour]) -> dict[str, str]:
    """Return the name of each finding's kind, by the finding's id; ``behaviours`` are by id.

    A finding is from a new network if its subject had a signal of a behaviour with ``marks_network`` there at that time
    or in the three days before. A signal of less weight than the behaviour's does not mark its network.
    """
    every = list(findings)
    marked = defaultdict[tuple[str, str], list[datetime]](list)
    for one in every:
        behaviour = behaviours.get(one.behaviour)
        if behaviour is not None and behaviour.marks_network and one.network and one.score >= behaviour.weight:
            marked[one.subject, one.network].append(one.detected_at)
    return {one.id: _name(one, behaviours, marked) for one in every}


def _name(one: Finding, behaviours: Mapping[str, Behaviour], marked: Mapping[tuple[str, str], list[datetime]]) -> str:
    behaviour = behaviours.get(one.behaviour)
    if behaviour is not None and behaviour.marks_network:
        return one.behaviour
    since = (one.detected_at - at for at in marked.get((one.subject, one.network), ()))
    place = IN_NEW_NETWORK if any(timedelta(0) <= span <= WINDOW for span in since) else ""
    if behaviour is not None:
        return one.behaviour + place
    return ("effect" if one.behaviour.startswith("keyroll.effect-") else "rule") + place
