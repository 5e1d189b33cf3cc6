"""Whether a campaign meets its deadline at the present rate: an interval from the times of its proofs, or "cannot say".

Proofs come in batches (one run proves many). The batches are modelled as a Poisson process. Then the remaining time, in
units of the time of the batches so far, has an F distribution. No rate is guessed, and few batches give a wide
interval. The model assumes that the open part of a campaign proceeds like the finished part.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from keyroll.response.quantile import quantile

#: The share of such campaigns that end inside the interval.
CONFIDENCE = 0.9
#: The fewest batches of proofs from which a rate follows.
BATCHES = 5
#: Proofs closer together than this are one batch.
TOGETHER = timedelta(minutes=5)
#: A forecast end later than this is not given as a date.
_FAR = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The earliest and latest time of the last proof, or the reason for "cannot say", where ``met`` is None."""

    because: str
    can_be_met: bool | None = None
    earliest: datetime | None = None
    latest: datetime | None = None


def forecast(
    proofs: Sequence[datetime], left: int, begun: datetime, now: datetime, deadline: datetime | None
) -> Forecast:
    """Return the forecast for ``left`` more proofs, and whether it meets the deadline."""
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
