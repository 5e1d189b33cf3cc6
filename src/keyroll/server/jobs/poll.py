"""Fetches the security event tokens of each polled stream, at the stream's interval."""

from collections.abc import Sequence

from keyroll.api import Keyroll, Taken
from keyroll.api.regular import POLL, GoingOn
from keyroll.server.contract import JobKind


def _poll(keyroll: Keyroll, taken: Sequence[Taken], going_on: GoingOn) -> None:
    keyroll.regular.poll(taken, going_on)


JOB = JobKind(POLL, _poll, slow=True)
