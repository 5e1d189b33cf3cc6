"""Runs approved plans of rotations that people started in the console, each as far as it can go now."""

from collections.abc import Sequence

from keyroll.api import Keyroll, Taken
from keyroll.api.approving import RUN
from keyroll.api.regular import GoingOn
from keyroll.server.contract import JobKind


def _run(keyroll: Keyroll, taken: Sequence[Taken], _going_on: GoingOn) -> None:
    keyroll.approvals.run(taken)


JOB = JobKind(RUN, _run, slow=True)
