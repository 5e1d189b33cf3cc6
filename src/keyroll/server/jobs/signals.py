"""Opens incidents from the received security event tokens."""

from collections.abc import Sequence

from keyroll.api import Keyroll, Taken
from keyroll.api.regular import GoingOn
from keyroll.api.streams import FOLLOW
from keyroll.server.contract import JobKind


def _run(keyroll: Keyroll, taken: Sequence[Taken], _going_on: GoingOn) -> None:
    for one in taken:
        followed = keyroll.streams.follow()
        names = sorted({each.incident for each in followed if each.incident})
        # A token that arrives between these two lines is planned by the next run.
        one.end(None, f"{len(followed)} tokens: {', '.join(names) or 'no incident'}")


JOB = JobKind(FOLLOW, _run)
