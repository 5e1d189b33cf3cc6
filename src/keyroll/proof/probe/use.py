"""Use by others: what a log shows, less our own tries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from keyroll.model.probe import Attempt

#: How far a provider's clock may be from ours.
SKEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Use:
    """One accepted use by a log: when, and all that it shows of who did it (user agent, application name)."""

    at: datetime
    shown: str


def by_others(uses: Iterable[Use], attempts: Iterable[Attempt]) -> list[Use]:
    """Return the uses that are none of our tries.

    A use is ours only where the log shows the very mark of a try of that time: a time or an address alone could be
    anybody's, and a name like ours can be made up.
    """
    ours = {one.mark: one.at for one in attempts}
    return [one for one in uses if not any(mark in one.shown and abs(one.at - at) <= SKEW for mark, at in ours.items())]
