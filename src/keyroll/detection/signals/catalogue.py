"""The behaviours, found by discovery in ``keyroll.detection.behaviours``."""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.plugins import found


def behaviours() -> dict[str, Behaviour]:
    """Return every behaviour by the name of its file."""
    return found("keyroll.detection.behaviours", "BEHAVIOUR", Behaviour)


def behaviours_by_id() -> dict[str, Behaviour]:
    """Return every behaviour by its id in findings."""
    return {behaviour.id: behaviour for behaviour in behaviours().values()}
