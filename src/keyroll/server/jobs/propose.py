"""Proposes a plan each day for the rotations that will be due by their policy; a person approves it."""

from collections.abc import Sequence

from keyroll.api import Keyroll, Taken
from keyroll.api.regular import PROPOSE, GoingOn
from keyroll.server.contract import JobKind


def _propose(keyroll: Keyroll, taken: Sequence[Taken], _going_on: GoingOn) -> None:
    keyroll.regular.propose(taken)


JOB = JobKind(PROPOSE, _propose, slow=True)
