"""Reminds the owners of an incident once a day, until every item is proven."""

from collections.abc import Sequence

from keyroll.api import Keyroll, ReminderChannels, Taken
from keyroll.api.campaigns import DAY, REMIND
from keyroll.api.regular import GoingOn
from keyroll.server.contract import JobKind


def _run(keyroll: Keyroll, taken: Sequence[Taken], _going_on: GoingOn) -> None:
    for one in taken:
        wanted, now = ReminderChannels.read(one.job.spec), keyroll.now()
        reminders = keyroll.campaigns.remind(one.job.incident, wanted)
        said = ", ".join(f"{each.owner}: {each.sent}" for each in reminders)
        one.end((wanted.quiet_until(now) or now + DAY) if reminders else None, said or "every item is proven")


JOB = JobKind(REMIND, _run)
