"""Scores: no look-ahead, a family counts once, signals of a rotated credential belong to the subject it continues."""

from datetime import UTC, datetime, timedelta
from math import isclose

from hypothesis import given
from hypothesis import strategies as st

from keyroll.detection.scores import WINDOW, by_subject, scores
from keyroll.detection.signals.behaviour import Behaviour
from keyroll.model.finding import Evidence, Finding, Severity

START = datetime(2024, 3, 1, tzinfo=UTC)
BEHAVIOURS = {
    name: Behaviour(name, name, 0.5, 0, "", family=family)
    for name, family in (("a", "first"), ("b", "first"), ("c", ""))
}


def signal(behaviour: str, hour: int, score: float, subject: str = "robot") -> Finding:
    at = START + timedelta(hours=hour)
    event = Evidence(at, "jira@main", "jira.access", f"{behaviour}{hour}", "raw", hour)
    return Finding(behaviour, behaviour, subject, Severity.LOW, at, "", (event,), score=score)


SIGNALS = st.lists(
    st.builds(signal, st.sampled_from(sorted(BEHAVIOURS)), st.integers(0, 200), st.sampled_from([0.2, 0.5, 0.7])),
    max_size=15,
)


@given(SIGNALS)
def test_a_score_is_the_noisy_or_of_the_strongest_signal_of_each_family(signals: list[Finding]) -> None:
    for score in scores(signals, BEHAVIOURS):
        recent = [one for one in signals if timedelta(0) <= score.at - one.detected_at <= WINDOW]
        first = max((one.score for one in recent if one.behaviour in "ab"), default=0.0)
        own = max((one.score for one in recent if one.behaviour == "c"), default=0.0)
        assert isclose(score.value, 1 - (1 - first) * (1 - own))
        assert score.families == (first > 0) + (own > 0)
        assert sorted(one.id for one in score.signals) == sorted(one.id for one in recent)


@given(SIGNALS, st.integers(0, 200))
def test_nothing_later_has_a_part_in_it(signals: list[Finding], hour: int) -> None:
    until = START + timedelta(hours=hour)
    known = [one for one in signals if one.detected_at <= until]
    assert list(scores(known, BEHAVIOURS)) == [score for score in scores(signals, BEHAVIOURS) if score.at <= until]


def test_a_rotated_credential_belongs_to_the_subject_it_continues() -> None:
    rotations = {"new": "old"}
    signals = [signal("a", 1, 0.5, "old"), signal("a", 5, 0.5, "new"), signal("a", 12, 0.5, "new")]
    groups = {group.subject: group.signals for group in by_subject(signals, rotations)}
    assert groups == {"old": tuple(signals)}
