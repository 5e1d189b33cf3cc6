"""Makes and sends a scheduled report of ``notifications.toml``."""

from collections.abc import Sequence

from keyroll.api import AGAIN, Keyroll, Taken
from keyroll.api.notifying import REPORT
from keyroll.api.regular import GoingOn
from keyroll.clock import parse_time
from keyroll.errors import KeyrollError
from keyroll.server.contract import JobKind


def _run(keyroll: Keyroll, taken: Sequence[Taken], _going_on: GoingOn) -> None:
    schedules = keyroll.notifications.schedules()
    for one in taken:
        name = one.job.identifier
        if name not in schedules:
            one.end(None, "it is no longer scheduled")
            continue
        try:
            if quiet := keyroll.notifications.quiet_until(name):
                one.end(parse_time(quiet), f"waits for the end of the quiet hours: {quiet}")
                continue
            sent = keyroll.notifications.send(name)
        except KeyrollError as error:
            one.put_off(f"failed: {error}", max(AGAIN, schedules[name].every / 24))
            continue
        said = ", ".join(f"{each.channel}: {each.sent}" for each in sent)
        one.end(keyroll.now() + schedules[name].every, said or "made")


JOB = JobKind(REPORT, _run, slow=True)
