"""Derives the verdicts of an incident after its attempts, and signs new ones."""

from collections.abc import Sequence

from keyroll.api import Keyroll, Taken
from keyroll.api.regular import GoingOn
from keyroll.api.working import JUDGE
from keyroll.server.contract import JobKind


def _run(keyroll: Keyroll, taken: Sequence[Taken], _going_on: GoingOn) -> None:
    for one in taken:
        state = keyroll.incidents.prove(one.job.incident)
        one.end(None, f"{len(state.open_items)} of {len(state.standings)} not proven dead")


JOB = JobKind(JUDGE, _run)
