"""Levels as budgets: no look-ahead, rarer is never lower, noise raises the bar, and budgets hold."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.detection.alerts.benign import RAREST, TOGETHER, Benign
from keyroll.detection.alerts.crowd import CROWD
from keyroll.detection.alerts.decide import Evidences, alerts
from keyroll.detection.alerts.expected import KNOWN, RARE_TOGETHER, budgets, unexpected, within_rate
from keyroll.detection.alerts.rates import JOINT, LATELY, SEVERAL, Ranks
from keyroll.detection.alerts.rises import WARM_UP
from keyroll.detection.alerts.surprise import ACTS, ONE_ACT, SUBJECTS, Rarity, Surprise, surprises
from keyroll.detection.scores import WINDOW, by_subject
from keyroll.detection.signals.behaviour import Behaviour
from keyroll.model.finding import Evidence, Expected, Finding, Severity

BEGAN = datetime(2024, 3, 1, tzinfo=UTC)
READY = WARM_UP.days * 24
BEHAVIOURS = {
    name: Behaviour(name, name, 0.5, 0, "", use_by_another_actor=name != "much")
    for name in ("network", "client", "much")
}
LOG_BEGINS = {("a@main", "a"): BEGAN}
#: Days of past after the warm-up, all four weeks that are compared.
WEEKS_OF_PAST = 28
#: The joint rarity has two thirds of each.
BUDGETS = {Severity.HIGH: 0.75 / JOINT, Severity.MEDIUM: 1.0 / JOINT}
#: Every second week somebody has one of these, and a surprise of 10.
BENIGN = Benign(
    40,
    {
        **dict.fromkeys((*BEHAVIOURS, "rule"), ((0.15, 0.3, 0.45), (2.0, 1.0, 0.5))),
        TOGETHER: ((4.0, 6.0, 10.0), (4.0, 2.0, 0.5)),
        RAREST: ((4.0, 6.0, 10.0), (4.0, 2.0, 0.5)),
    },
)


def signal(number: int, behaviour: str, hour: float, score: float) -> Finding:
    at = BEGAN + timedelta(hours=hour)
    event = Evidence(at, "a@main", "a", f"{number}{behaviour}{hour}", "raw", int(hour))
    return Finding(
        behaviour, behaviour, f"robot{number}", Severity.LOW, at, f"{behaviour} {hour}", (event,), score=score
    )


SIGNALS = st.lists(
    st.builds(
        signal,
        st.integers(0, 3),
        st.sampled_from(["network", "client", "much", "an act"]),
        st.integers(READY - 200, READY + 1500),
        st.sampled_from([0.15, 0.3, 0.45, 0.6, 0.75]),
    ),
    max_size=25,
)


def raised(signals: list[Finding]) -> list[Finding]:
    found = unexpected(by_subject(signals, {}), BEHAVIOURS, LOG_BEGINS, BENIGN, BUDGETS)
    return sorted((one for of in found.values() for one in of), key=lambda one: (one.detected_at, one.id))


@given(SIGNALS, st.integers(READY, READY + 1500))
def test_nothing_later_has_a_part_in_it(signals: list[Finding], hour: int) -> None:
    until = BEGAN + timedelta(hours=hour)
    known = [one for one in signals if one.detected_at <= until]
    assert raised(known) == [one for one in raised(signals) if one.detected_at <= until]


@given(SIGNALS)
def test_all_alerts_of_subjects_are_those_of_their_moment(signals: list[Finding]) -> None:
    of_behaviours = [one for one in signals if one.behaviour in BEHAVIOURS]
    for until in {one.detected_at for one in of_behaviours}:
        known = [one for one in of_behaviours if one.detected_at <= until]
        now = {(one.id, one.severity) for one in alerts(Evidences(known, BEHAVIOURS), LOG_BEGINS).findings}
        then = alerts(Evidences(of_behaviours, BEHAVIOURS), LOG_BEGINS).findings
        assert now == {(one.id, one.severity) for one in then if one.detected_at <= until}


@given(SIGNALS, st.randoms())
def test_order_does_not_matter(signals: list[Finding], chance: Random) -> None:
    shuffled = list(signals)
    chance.shuffle(shuffled)
    assert raised(shuffled) == raised(signals)


@given(SIGNALS)
def test_a_subject_has_one_alert_of_a_level_in_two_weeks(signals: list[Finding]) -> None:
    found = raised(signals)
    for subject in {one.subject for one in found}:
        for level in BUDGETS:
            times = [one.detected_at for one in found if one.subject == subject and one.severity == level]
            assert all(later - one > KNOWN for one, later in pairwise(times))
    for one in found:
        assert one.detected_at - BEGAN >= WARM_UP
        assert one.behaviour == RARE_TOGETHER


@given(SIGNALS, st.integers(READY, READY + 1500))
def test_what_others_do_never_makes_a_subject_more_suspect(signals: list[Finding], hour: int) -> None:
    mine = signal(9, "network", hour, 0.75)
    alone = [one.severity for one in raised([mine])]
    among = [one.severity for one in raised([*signals, mine]) if one.subject == "robot9"]
    assert max(among, default=Severity.LOW) <= max(alone, default=Severity.LOW)


@given(SIGNALS)
def test_the_sum_is_of_the_rarest_of_each_family(signals: list[Finding]) -> None:
    for one in surprises(by_subject(signals, {}), BEHAVIOURS, LOG_BEGINS, BENIGN):
        families = {BEHAVIOURS[s.behaviour].side if s.behaviour in BEHAVIOURS else ACTS for s in one.signals}
        assert 1 <= one.families <= len(families)
        assert all(timedelta(0) <= one.at - s.detected_at <= WINDOW for s in one.signals)
        assert one.rarity.together >= one.rarity.rarest >= 0
        assert one.apart.together <= one.rarity.together
        assert one.apart.rarest <= one.rarity.rarest


def test_the_same_is_an_alert_in_quiet_and_none_amid_noise() -> None:
    mine = signal(9, "network", READY + 400, 0.75)
    (found,) = raised([mine])
    assert found.severity is Severity.HIGH
    assert "; expected once in " in found.because
    noise = [signal(number, "network", READY + 10 * number, 0.75) for number in range(8)]
    assert not [one for one in raised([*noise, mine]) if one.subject == "robot9"]


def test_what_is_too_long_ago_is_forgotten() -> None:
    noise = [signal(number, "network", READY + 10 * number, 0.75) for number in range(8)]
    (found,) = [
        one for one in raised([*noise, signal(9, "network", READY + 800, 0.75)]) if one.subject == "robot9"
    ]  # fmt: skip
    assert found.severity is Severity.HIGH


def test_one_act_that_several_see_counts_once() -> None:
    minutes = ONE_ACT / timedelta(hours=1)
    together = [signal(0, "much", READY + 1, 0.45), signal(0, "an act", READY + 1 + minutes, 0.5)]
    apart = [signal(0, "much", READY + 1, 0.45), signal(0, "an act", READY + 1 + 2 * minutes, 0.5)]
    values = [
        max(one.rarity.together for one in surprises(by_subject(of, {}), BEHAVIOURS, LOG_BEGINS, BENIGN))
        for of in (together, apart)
    ]
    assert values[1] > values[0]


def test_what_every_subject_does_each_week_is_no_surprise() -> None:
    usual = Benign(10, {"much": ((0.5,), (float(SUBJECTS),))})
    (one,) = surprises(by_subject([signal(0, "much", READY, 0.5)], {}), BEHAVIOURS, LOG_BEGINS, usual)
    assert one.rarity == Rarity(0, 0)


@pytest.mark.parametrize("size", [1, 10])
def test_the_budget_holds_in_organisations_of_any_noise(size: int) -> None:
    """Subjects that differ in nothing but chance: high alerts come about as often as their budget says, at most."""
    chance, weeks, count = Random(7), 40, 0
    for _ in range(5):
        signals = [
            signal(number, name, READY + chance.random() * weeks * 168, chance.choice([0.15, 0.3, 0.45, 0.6]))
            for number in range(40 * size)
            for name in ("network", "client", "much")
            if chance.random() < 0.5
        ]
        count += sum(one.severity is Severity.HIGH for one in raised(signals))
    assert count / (5 * weeks) <= 2 * BUDGETS[Severity.HIGH]


def test_high_has_a_budget_where_one_is_set() -> None:
    mine = [signal(9, "network", READY + 400, 0.75)]
    levels = {
        high: [
            one.severity
            for of in unexpected(by_subject(mine, {}), BEHAVIOURS, LOG_BEGINS, BENIGN, budgets(high)).values()
            for one in of
        ]
        for high in (0.0, 0.75)
    }
    assert levels == {0.0: [Severity.MEDIUM], 0.75: [Severity.HIGH]}


@pytest.mark.parametrize(("others", "level"), [(1, Severity.HIGH), (SEVERAL, None)])
def test_several_others_in_a_week_are_a_rate_and_a_single_one_is_none(others: int, level: Severity | None) -> None:
    moment = READY + 24 * WEEKS_OF_PAST
    lately = [signal(one, "network", moment - 10 * (one + 1), 0.75) for one in range(others)]
    assert 10 * others < LATELY / timedelta(hours=1)
    found = [one.severity for one in raised([*lately, signal(9, "network", moment, 0.75)]) if one.subject == "robot9"]
    assert (Severity.HIGH in found) is (level is Severity.HIGH)


@pytest.mark.parametrize(("others", "is_high"), [(CROWD - 1, True), (CROWD, False)])
def test_what_a_crowd_shows_makes_nothing_high_by_rank(others: int, is_high: bool) -> None:
    """Others had the same kind on that day, lightly; one subject had it heavily."""
    moment = READY + 24 * WEEKS_OF_PAST
    crowd = [signal(number, "network", moment - number - 1, 0.01) for number in range(others)]
    found = [one.severity for one in raised([*crowd, signal(9, "network", moment, 0.75)]) if one.subject == "robot9"]
    assert found == [Severity.HIGH if is_high else Severity.MEDIUM]


@pytest.mark.parametrize(("days", "value", "itself"), [(7, 9.0, 1.0), (28, 9.0, 1.0), (28, 13.0, 0.135)])
def test_what_nobody_else_had_is_expected_once_in_the_weeks_that_were_seen(
    days: int, value: float, itself: float
) -> None:
    """A rank counts itself; above what benign organisations have in as long a time, the tail's share."""
    at = BEGAN + WARM_UP + timedelta(days=days)
    rate = Ranks(BENIGN, BEGAN).expected(Rarity(value, 0), "robot", at).a_week
    of_benign = 0.5 * BENIGN.a_week(TOGETHER, value) * BENIGN.beyond(TOGETHER, value)
    assert JOINT * rate * (0.5 + days / 7) - of_benign == pytest.approx(itself, abs=0.01)


def of_past(rarity: Rarity, days: float = 8) -> tuple[Ranks, datetime]:
    """Ranks with a surprise of another subject so many days ago, four weeks after the warm-up."""
    ranks, at = Ranks(BENIGN, BEGAN), BEGAN + WARM_UP + timedelta(days=28)
    ranks.add(Surprise(at - timedelta(days=days), 1, "another", (), 1, rarity, rarity))
    return ranks, at


def test_a_higher_surprise_of_another_counts_whole() -> None:
    (quiet, at), (ranks, _) = of_past(Rarity(0, 0)), of_past(Rarity(20, 0))
    alone = quiet.expected(Rarity(13, 0), "robot", at).a_week
    assert ranks.expected(Rarity(13, 0), "robot", at).a_week >= alone + 1 / 4.5


RARITIES = st.builds(lambda rarest, rest: Rarity(rarest + rest, rarest), st.floats(0, 12), st.floats(0, 30))


@given(RARITIES, RARITIES)
def test_what_is_as_rare_in_both_ways_is_not_more_frequent(one: Rarity, other: Rarity) -> None:
    ranks, at = of_past(Rarity(9, 5))
    low = Rarity(min(one.together, other.together), min(one.rarest, other.rarest))
    high = Rarity(max(one.together, other.together), max(one.rarest, other.rarest))
    assert ranks.expected(high, "robot", at).a_week <= ranks.expected(low, "robot", at).a_week + 1e-9


def test_one_signal_that_nobody_ever_had_is_rare_where_sums_are_often_high() -> None:
    """Others came to the same sum with common signals."""
    ranks, at = Ranks(BENIGN, BEGAN), BEGAN + WARM_UP + timedelta(days=28)
    for number in range(8):
        usual = Rarity(14, 4)
        ranks.add(Surprise(at - timedelta(days=9 - number), number, f"robot{number}", (), 4, usual, usual))
    assert ranks.expected(Rarity(12, 4), "robot", at).a_week > 2
    assert ranks.expected(Rarity(12, 11), "robot", at).a_week < 0.75


@pytest.mark.parametrize(("most", "level"), [(1.0, Severity.MEDIUM), (3.0, Severity.HIGH)])
def test_an_alert_by_fixed_weights_is_high_only_if_it_is_rare_here(most: float, level: Severity) -> None:
    alert = replace(signal(1, "network", READY + 24 * WEEKS_OF_PAST, 0.9), severity=Severity.HIGH)
    rates = {alert.subject: {alert.detected_at: Expected(2.0)}}
    assert within_rate(alert, rates, LOG_BEGINS, most).severity is level


def test_an_alert_by_fixed_weights_in_the_first_weeks_of_a_log_stays_as_it_is() -> None:
    alert = replace(signal(1, "network", 24, 0.9), severity=Severity.HIGH)
    assert within_rate(alert, {}, LOG_BEGINS, 1.0) is alert
