"""Correlated anomalies: no look-ahead, more signals never weigh less, one alert a level and window."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from keyroll.detection.alerts.correlated import HIGH, MEDIUM, correlated_anomalies
from keyroll.detection.scores import WINDOW, joined
from keyroll.detection.signals.behaviour import Behaviour
from keyroll.model.finding import Evidence, Finding, Severity

START = datetime(2024, 3, 1, tzinfo=UTC)
FAMILIES = {"a": "first", "b": "first", "c": "second", "d": "third", "e": "fourth"}
BEHAVIOURS = {name: Behaviour(name, name, 0.5, 0, "", family=family) for name, family in FAMILIES.items()}


def signal(behaviour: str, hour: int, score: float) -> Finding:
    at = START + timedelta(hours=hour)
    event = Evidence(at, "jira@main", "jira.access", f"{behaviour}{hour}", "raw", hour)
    return Finding(
        behaviour, behaviour.upper(), "robot", Severity.LOW, at, f"{behaviour} at {hour}", (event,), score=score
    )


SIGNALS = st.lists(
    st.builds(
        signal,
        st.sampled_from(sorted(FAMILIES)),
        st.integers(0, 400),
        st.sampled_from([0.15, 0.3, 0.45, 0.6, 0.75]),
    ),
    max_size=25,
)


@given(SIGNALS, st.integers(0, 400))
def test_nothing_later_has_a_part_in_it(signals: list[Finding], hour: int) -> None:
    until = START + timedelta(hours=hour)
    known = [one for one in signals if one.detected_at <= until]
    assert correlated_anomalies(known, BEHAVIOURS) == [
        one for one in correlated_anomalies(signals, BEHAVIOURS) if one.detected_at <= until
    ]


@given(SIGNALS, SIGNALS)
def test_more_signals_are_never_later_to_alert(signals: list[Finding], more: list[Finding]) -> None:
    for level in (Severity.MEDIUM, Severity.HIGH):
        few = [one.detected_at for one in correlated_anomalies(signals, BEHAVIOURS) if one.severity >= level]
        many = [one.detected_at for one in correlated_anomalies([*signals, *more], BEHAVIOURS) if one.severity >= level]
        assert not few or min(many) <= min(few)


@given(SIGNALS)
def test_one_alert_for_each_level_and_window(signals: list[Finding]) -> None:
    anomalies = correlated_anomalies(signals, BEHAVIOURS)
    for level in (Severity.MEDIUM, Severity.HIGH):
        times = [one.detected_at for one in anomalies if one.severity == level]
        assert all(later - earlier > WINDOW for earlier, later in pairwise(times))
    assert len({one.id for one in anomalies}) == len(anomalies)


@given(SIGNALS)
def test_scores_and_levels_agree(signals: list[Finding]) -> None:
    for one in correlated_anomalies(signals, BEHAVIOURS):
        assert one.score >= (HIGH if one.severity is Severity.HIGH else MEDIUM) - 0.001
        assert max(event.at for event in one.evidence) == one.detected_at


@given(SIGNALS, st.randoms())
def test_order_does_not_matter(signals: list[Finding], chance: object) -> None:
    shuffled = list(signals)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert correlated_anomalies(shuffled, BEHAVIOURS) == correlated_anomalies(signals, BEHAVIOURS)


def test_one_family_weighs_as_its_strongest() -> None:
    assert correlated_anomalies([signal("a", 1, 0.6), signal("b", 2, 0.6)], BEHAVIOURS) == []
    (found,) = correlated_anomalies([signal("a", 1, 0.6), signal("c", 2, 0.6)], BEHAVIOURS)
    assert (found.severity, found.score) == (Severity.MEDIUM, 0.84)


def test_one_family_alone_is_no_alert() -> None:
    assert correlated_anomalies([signal("a", 1, 0.75), signal("b", 2, 0.75)], BEHAVIOURS) == []


def test_signals_days_apart_do_not_add_up() -> None:
    assert correlated_anomalies([signal("a", 1, 0.6), signal("c", 80, 0.6)], BEHAVIOURS) == []


def test_it_says_each_thing_once() -> None:
    (found,) = correlated_anomalies([signal("a", 1, 0.75), signal("a", 2, 0.75), signal("c", 3, 0.3)], BEHAVIOURS)
    assert found.because == "a at 1 (and 1 more like it); c at 3"


@given(SIGNALS, SIGNALS)
def test_what_a_crowd_shows_makes_nothing_high_and_takes_no_medium_away(
    own: list[Finding], of_crowd: list[Finding]
) -> None:
    every, shared = [*own, *of_crowd], {one.id for one in of_crowd} - {one.id for one in own}
    found = correlated_anomalies(every, BEHAVIOURS, shared=shared)
    for alert in found:
        if alert.severity is Severity.HIGH:
            lately = [one for one in every if timedelta(0) <= alert.detected_at - one.detected_at <= WINDOW]
            rest = [one for one in lately if one.id not in shared]
            assert joined(rest, BEHAVIOURS) >= HIGH
    at_all = correlated_anomalies(every, BEHAVIOURS)
    assert bool(found) == bool(at_all)
    assert [one.detected_at for one in found][:1] == [one.detected_at for one in at_all][:1]
