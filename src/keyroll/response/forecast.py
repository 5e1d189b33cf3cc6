"""Whether a campaign meets its deadline at the present rate: an interval from the times of its proofs, or "cannot say".

Proofs come in batches (one run proves many). Taking the batches as a Poisson process, the time until the rest is done,
in units of the time that the batches so far took, has an F distribution: no rate is guessed, few batches give a wide
interval, and what is left of a campaign is taken to go like what is done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from keyroll.response.quantile import quantile

#: Of such campaigns 9 in 10 end inside the interval.
CONFIDENCE = 0.9
#: Fewer batches of proofs than this say nothing about a rate.
BATCHES = 5
#: Proofs closer together than this are one batch.
TOGETHER = timedelta(minutes=5)
#: An end later than this is no date.
_FAR = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class Forecast:
    """When the rest may be proven (earliest, latest), or why that cannot be said; ``met`` is None for "cannot say"."""

    because: str
    can_be_met: bool | None = None
    earliest: datetime | None = None
    latest: datetime | None = None


def forecast(
    proofs: Sequence[datetime], left: int, begun: datetime, now: datetime, deadline: datetime | None
) -> Forecast:
    """Return when ``left`` more proofs may be there, and whether that is before the deadline."""
    if not left:
        done = max(proofs, default=begun)
        can_be_met = None if deadline is None else done <= deadline
        return Forecast("everything is proven", can_be_met=can_be_met, earliest=done, latest=done)
    if deadline is not None and now > deadline:
        return Forecast("the deadline is over", can_be_met=False)
    batches = _batches(sorted(proofs))
    if batches < BATCHES:
        text = f"proofs came at {batches} time{'s' * (batches != 1)} so far; a rate needs {BATCHES}"
        return Forecast(f"cannot say: {text}")
    ahead = left * batches / len(proofs)
    spent = (now - begun) * (ahead / batches)
    tail = (1 - CONFIDENCE) / 2
    low, high = (quantile(2 * ahead, 2 * batches, q) for q in (tail, 1 - tail))
    earliest, latest = (now + min(spent * factor, _FAR) for factor in (low, high))
    text = f"at the present rate the rest is proven between {earliest:%Y-%m-%d} and {latest:%Y-%m-%d}"
    if deadline is None:
        return Forecast(text, earliest=earliest, latest=latest)
    if latest <= deadline:
        return Forecast(text, can_be_met=True, earliest=earliest, latest=latest)
    if earliest > deadline:
        return Forecast(text, can_be_met=False, earliest=earliest, latest=latest)
    return Forecast(f"cannot say: {text}", earliest=earliest, latest=latest)


def _batches(times: Sequence[datetime]) -> int:
    number, last = 0, None
    for time in times:
        number += last is None or time - last >= TOGETHER
        last = time
    return number
