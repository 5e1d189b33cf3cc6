"""The result of a check of sessions: accepted while one is left, refused when none is."""

from keyroll.model.probe import Outcome
from keyroll.providers.contracts.probe import ProbeAnswer


def left(number: int, what: str, who: str) -> ProbeAnswer:
    """Return the result for a number of sessions, named as the provider names them, which ``who`` listed."""
    if not number:
        return ProbeAnswer(Outcome.REFUSED_CREDENTIAL, who, "none")
    return ProbeAnswer(Outcome.ACCEPTED, who, f"{number} {what}{'s' * (number > 1)}")
