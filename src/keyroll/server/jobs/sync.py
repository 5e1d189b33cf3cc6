"""Reads each connected source live, at the connection's interval."""

from collections.abc import Sequence

from keyroll.api import Keyroll, Taken
from keyroll.api.regular import SYNC, GoingOn
from keyroll.server.contract import JobKind


def _sync(keyroll: Keyroll, taken: Sequence[Taken], going_on: GoingOn) -> None:
    keyroll.regular.sync(taken, going_on)


JOB = JobKind(SYNC, _sync, slow=True)
