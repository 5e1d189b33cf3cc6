"""The adaptive threshold: no look-ahead, a bounded number of alerts, and less noise means a lower threshold."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from keyroll.detection.alerts.adaptive import OUTSTANDING_ANOMALY, outstanding_anomalies
from keyroll.detection.alerts.correlated import HIGH
from keyroll.detection.alerts.decide import Evidences, alerts_of_subjects
from keyroll.detection.alerts.organisation import INTERVAL
from keyroll.detection.alerts.past import COMPARED
from keyroll.detection.alerts.rises import LEAST, READY, WARM_UP
from keyroll.detection.scores import WINDOW, SubjectSignals
from keyroll.detection.signals.behaviour import Behaviour
from keyroll.model.finding import Evidence, Finding, Severity

BEGAN = datetime(2024, 3, 1, tzinfo=UTC)
READY_AT = READY.days * 24
BEHAVIOURS = {
    name: Behaviour(name, name, 0.5, 0, "", use_by_another_actor=name != "much")
    for name in ("network", "client", "much")
}
LOG_BEGINS = {("a@main", "a"): BEGAN}


def signal(number: int, behaviour: str, hour: int, score: float) -> Finding:
    at = BEGAN + timedelta(hours=hour)
    event = Evidence(at, "a@main", "a", f"{number}{behaviour}{hour}", "raw", hour)
    return Finding(
        behaviour, behaviour, f"robot{number}", Severity.LOW, at, f"{behaviour} {hour}", (event,), score=score
    )


SIGNALS = st.lists(
    st.builds(
        signal,
        st.integers(0, 3),
        st.sampled_from(["network", "client", "much"]),
        st.integers(READY_AT - 200, READY_AT + 1500),
        st.sampled_from([0.15, 0.3, 0.45, 0.6, 0.75]),
    ),
    max_size=25,
)


def subjects(signals: list[Finding]) -> list[SubjectSignals]:
    names = sorted({one.subject for one in signals})
    return [SubjectSignals(name, tuple(one for one in signals if one.subject == name)) for name in names]


def outstanding(signals: list[Finding], log_begins: Mapping[tuple[str, str], datetime] = LOG_BEGINS) -> list[Finding]:
    raised = outstanding_anomalies(subjects(signals), BEHAVIOURS, log_begins)
    return sorted((one for of in raised.values() for one in of), key=lambda one: one.detected_at)


@given(SIGNALS, st.integers(READY_AT, READY_AT + 1500))
def test_nothing_later_has_a_part_in_it(signals: list[Finding], hour: int) -> None:
    until = BEGAN + timedelta(hours=hour)
    known = [one for one in signals if one.detected_at <= until]
    assert outstanding(known) == [one for one in outstanding(signals) if one.detected_at <= until]
    by_time = {
        (one.id, one.severity)
        for one in alerts_of_subjects(subjects(signals), BEHAVIOURS, LOG_BEGINS)
        if one.detected_at <= until
    }
    assert {(one.id, one.severity) for one in alerts_of_subjects(subjects(known), BEHAVIOURS, LOG_BEGINS)} == by_time


@given(SIGNALS)
def test_it_is_bounded(signals: list[Finding]) -> None:
    found = outstanding(signals)
    assert all(third.detected_at - one.detected_at >= INTERVAL for one, third in zip(found, found[2:], strict=False))
    for subject in {one.subject for one in found}:
        times = [one.detected_at for one in found if one.subject == subject]
        assert all(later - one > COMPARED for one, later in pairwise(times))
    for one in found:
        assert one.severity is Severity.HIGH
        assert one.score >= LEAST
        assert one.detected_at - BEGAN >= READY


@given(SIGNALS, st.randoms())
def test_order_does_not_matter(signals: list[Finding], chance: object) -> None:
    shuffled = list(signals)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert outstanding(shuffled) == outstanding(signals)


@given(SIGNALS)
def test_one_alert_for_what_is_high_by_itself(signals: list[Finding]) -> None:
    found = alerts_of_subjects(subjects(signals), BEHAVIOURS, LOG_BEGINS)
    assert len({one.id for one in found}) == len(found)
    for one in outstanding(signals):
        after = [other for other in found if other.subject == one.subject and other.detected_at >= one.detected_at]
        assert all(other == one or other.detected_at - one.detected_at > WINDOW for other in after)


def test_a_single_signal_stands_out_where_there_was_none() -> None:
    (found,) = outstanding([signal(0, "network", READY_AT, 0.45)])
    assert (found.behaviour, found.severity, found.score) == (OUTSTANDING_ANOMALY, Severity.HIGH, 0.45)
    assert "no other subject had a score nearly as high in 28 days" in found.because


def test_what_does_not_tell_of_another_holder_is_not_compared_with_it() -> None:
    (found,) = outstanding([signal(0, "network", READY_AT, 0.45), signal(1, "much", READY_AT - 200, 0.6)])
    assert found.subject == "robot0"


def test_it_does_not_where_others_had_the_like() -> None:
    assert outstanding([signal(0, "network", READY_AT, 0.45), signal(1, "network", READY_AT - 200, 0.45)]) == []


def test_what_is_too_long_ago_is_forgotten() -> None:
    later = READY_AT + COMPARED.days * 24
    signals = [signal(0, "network", later, 0.45), signal(1, "network", READY_AT - 48, 0.45)]
    (found,) = outstanding(signals)
    assert found.subject == "robot0"


def test_the_first_two_weeks_of_a_log_are_no_measure() -> None:
    (found,) = outstanding([signal(0, "network", READY_AT, 0.45), signal(1, "network", WARM_UP.days * 24 - 1, 0.45)])
    assert found.subject == "robot0"


def test_several_sides_are_compared_with_several() -> None:
    signals = [
        signal(1, "network", READY_AT - 200, 0.45),
        signal(0, "network", READY_AT, 0.45),
        signal(0, "much", READY_AT, 0.2),
    ]
    (found,) = outstanding(signals)
    assert found.score == 0.56


def test_its_own_past_keeps_nobody_from_standing_out() -> None:
    (found,) = outstanding([signal(0, "network", READY_AT - 300, 0.45), signal(0, "network", READY_AT, 0.45)])
    assert found.detected_at == BEGAN + timedelta(hours=READY_AT)


def test_where_nothing_was_unusual_anything_is() -> None:
    (found,) = outstanding([signal(0, "much", READY_AT, 0.3), signal(1, "much", READY_AT - 400, 0.15)])
    assert (found.subject, found.score) == ("robot0", 0.3)


def test_much_alone_does_not_stand_out_where_something_was() -> None:
    assert outstanding([signal(0, "much", READY_AT, 0.6), signal(1, "network", READY_AT - 200, 0.2)]) == []


def test_what_tells_of_another_holder_is_told_beside_what_does_not() -> None:
    found = outstanding([signal(0, "much", READY_AT, 0.3), signal(1, "network", READY_AT + 24, 0.45)])
    assert [one.subject for one in found] == ["robot0", "robot1"]


def test_a_short_log_is_not_judged() -> None:
    assert outstanding([signal(0, "network", READY_AT - 1, 0.6)]) == []
    assert outstanding([signal(0, "network", READY_AT, 0.6)], {}) == []


def test_what_an_alert_stands_for_does_not_stand_out() -> None:
    """Two sides above the threshold are high anyway; what is left of them later is no news."""
    signals = [
        signal(0, "network", READY_AT, 0.75),
        signal(0, "much", READY_AT, 0.75),
        signal(0, "client", READY_AT + 100, 0.6),
    ]
    assert outstanding(signals) == []
    (found,) = alerts_of_subjects(subjects(signals), BEHAVIOURS, LOG_BEGINS)
    assert found.score >= HIGH


def test_a_person_is_compared_with_people_whatever_account_leads() -> None:
    evidences = Evidences((), BEHAVIOURS, judged_with={"wiki": "directory"}, people={"wiki", "mailbox"})
    assert evidences.subjects_of_people == {"directory", "mailbox"}
