"""Rises: the moments at which the score of a subject rose, which the adaptive threshold compares."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from keyroll.detection.alerts.correlated import HIGH
from keyroll.detection.scores import WINDOW, Score
from keyroll.detection.signals.behaviour import Behaviour

#: The least score that can alert, and the least that counts against the alert of another subject.
LEAST, NOISE = 0.24, 0.19
#: The length of log before a score counts.
WARM_UP: Final = timedelta(days=14)
#: The length of log before a score can alert.
READY: Final = timedelta(days=24)

#: The start of each log, by source and log.
LogBegins = Mapping[tuple[str, str], datetime]


@dataclass(frozen=True, slots=True)
class Rise:
    """A moment at which the score of a subject rose. It holds no signals, because there may be very many."""

    at: datetime
    score: float
    subject: str
    #: The number of the subject among all.
    number: int
    families: int
    by_another_actor: bool
    may_alert: bool
    #: The subject is an account that people may have. Its noise is the noise of such accounts.
    of_people: bool = False


def rising(of_subject: Iterable[Score]) -> Iterator[Score]:
    """Yield the scores that count for others, each higher than those yielded within the window before it."""
    last: Score | None = None
    for score in of_subject:
        if score.value < NOISE:
            continue
        rises = last is None or score.value > last.value or score.families > last.families
        if rises or (last is not None and score.at - last.at > WINDOW):
            yield score
            last = score


def rise_of(
    score: Score, number: int, behaviours: Mapping[str, Behaviour], log_begins: LogBegins, *, of_people: bool = False
) -> Rise | None:
    """Return a score as a rise; None in the first two weeks of its log."""
    last = score.signals[-1]
    event = last.evidence[-1]
    days_of_log = score.at - log_begins.get((event.source, event.log), score.at)
    if days_of_log < WARM_UP:
        return None
    # A score of several families above the fixed threshold is a high alert anyway.
    high_anyway = score.families > 1 and score.value >= HIGH
    return Rise(
        at=score.at,
        score=score.value,
        subject=last.subject,
        number=number,
        families=score.families,
        by_another_actor=any(behaviours[signal.behaviour].use_by_another_actor for signal in score.signals),
        may_alert=days_of_log >= READY and score.value >= LEAST and not high_anyway,
        of_people=of_people,
    )
