"""The expected weekly number of surprises as rare, in benign organisations and in this one, both pooled.

Two ranks share the budget of a level: that of the joint rarity of a subject's signals (Fisher), and that of its rarest
signal alone (Tippett). Each finds what the other does not: many signals that are rare together, and one that hardly
any organisation ever has. A budget is divided between them, so the smaller of both rates, each divided by its share,
holds for both (Bonferroni with weights).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from keyroll.detection.alerts.benign import RAREST, TOGETHER, Benign
from keyroll.detection.alerts.past import Past
from keyroll.detection.alerts.surprise import PRIOR, Rarity, Surprise, weeks_of_past
from keyroll.model.finding import Expected

#: The share of a budget for the joint rarity; the rest is for the rarest signal.
JOINT: Final = 2 / 3
#: The span in which an organisation may have become noisier than in the four weeks before.
LATELY: Final = timedelta(days=7)
#: So many other subjects within it make a rate.
SEVERAL: Final = 2
#: The steps in which rarities are compared.
STEP: Final = 0.25


class Ranks:
    """Ranks of rarities among those of benign organisations and of the other subjects here in the four weeks before.

    The caller adds surprises in the order of time.
    """

    def __init__(self, benign: Benign, begins: datetime) -> None:
        self._benign, self._begins, self._past = benign, begins, Past(STEP)

    def add(self, one: Surprise) -> None:
        """Add a surprise to the organisation's own past."""
        for name, height, _ in ranked_by(one.rarity):
            self._past.add(name, height, one.subject, one.at)

    def expected(self, rarity: Rarity, subject: str, at: datetime) -> Expected:
        """Return the number of other subjects a week that are expected to be as rare."""
        rates = (self._expected(name, height, share, subject, at) for name, height, share in ranked_by(rarity))
        return min(rates, key=lambda rate: rate.a_week)

    def _expected(self, name: str, height: float, share: float, subject: str, at: datetime) -> Expected:
        """Return the number of other subjects a week with an expected height as great, divided by a budget's share.

        It is estimated from four weeks and, if at least two came in the last week, from that week, too. The higher
        number is used: a recent increase may continue. A single one in a week is not a rate: a budget of 0.5 a week
        would then never allow a second alert within a week of any other. The surprise counts itself, as in any
        conformal rank. Above what others had, and what benign organisations have once in as long a time, only the
        share counts that a tail expects.
        """
        benign, past, weeks = self._benign, self._past, weeks_of_past(at, self._begins)
        others = past.others(name, height, subject, at)
        beyond = benign.beyond(name, height)
        of_benign = PRIOR * benign.a_week(name, height) * beyond
        lately = past.others(name, height, subject, at, LATELY)
        usual = max(past.highest(name, subject, at), benign.height_of(name, 1 / (PRIOR + weeks)))
        itself = 1.0 if others else benign.share_above(name, height - usual)
        a_week = (of_benign + others + itself) / (PRIOR + weeks)
        if lately >= SEVERAL:
            a_week = max(a_week, (of_benign + lately + itself) / (PRIOR + min(weeks, LATELY / timedelta(days=7))))
        return Expected(a_week / share, extrapolated=beyond < 1 and not others)


def ranked_by(rarity: Rarity) -> Iterator[tuple[str, float, float]]:
    """Yield the name, the height and the share of a budget of each rank."""
    yield TOGETHER, rarity.together, JOINT
    yield RAREST, rarity.rarest, 1 - JOINT
