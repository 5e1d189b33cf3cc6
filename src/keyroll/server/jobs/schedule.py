"""Makes the plans that are due under approved schedules, and queues them; nobody has to be there."""

from collections.abc import Sequence

from keyroll.api import Keyroll, Taken
from keyroll.api.regular import SCHEDULE, GoingOn
from keyroll.server.contract import JobKind


def _schedule(keyroll: Keyroll, taken: Sequence[Taken], _going_on: GoingOn) -> None:
    keyroll.regular.scheduled(taken)


JOB = JobKind(SCHEDULE, _schedule, slow=True)
