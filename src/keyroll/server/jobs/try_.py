"""Tries exposed credentials whose values can be resolved again."""

from collections.abc import Sequence

from keyroll.api import Keyroll, Taken
from keyroll.api.regular import GoingOn
from keyroll.api.working import TRY
from keyroll.server.contract import JobKind


def _run(keyroll: Keyroll, taken: Sequence[Taken], _going_on: GoingOn) -> None:
    keyroll.jobs.attempt(taken)


JOB = JobKind(TRY, _run)
