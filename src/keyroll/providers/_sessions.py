"""The result of a check of sessions: accepted while one is left, refused when none is."""

from keyroll.model.probe import Outcome
from keyroll.providers.contracts.probe import Answer


def left(number: int, what: str, who: str) -> Answer:
    """Return the result for a number of sessions, named as the provider names them, seen by ``who``."""
    if not number:
        return Answer(Outcome.REFUSED_CREDENTIAL, who, "none")
    return Answer(Outcome.ACCEPTED, who, f"{number} {what}{'s' * (number > 1)}")
