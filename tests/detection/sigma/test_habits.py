"""Habits: what a rule of our own says of the same act, day after day, from one place."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from keyroll.detection.sigma.habits import DAYS, SPAN, settled
from keyroll.model.finding import Finding, Severity

START = datetime(2024, 3, 1, 4, tzinfo=UTC)


def told(day: float, *, rule: str = "ours", subject: str = "robot", network: str = "10.1.1", level: int = 3) -> Finding:
    return Finding(rule, rule, subject, Severity(level), START + timedelta(days=day), "made a key", (), network=network)


def levels(*findings: Finding) -> list[Severity]:
    return [one.severity for one in settled(findings, {"ours"})]


def test_the_fourth_day_is_a_habit() -> None:
    found = settled([told(0), told(0.1), told(1), told(5), told(7)], {"ours"})
    assert [one.severity for one in found] == [Severity.MEDIUM] * 4 + [Severity.LOW]
    assert found[-1].because == "made a key; a habit: from there it did so on 3 days of the last 28"


def test_elsewhere_by_another_or_by_another_rule_it_is_none() -> None:
    before = [told(day) for day in range(DAYS)]
    for other in (told(9, network="203.0.113"), told(9, subject="other"), told(9, rule="theirs"), told(9, level=4)):
        assert levels(*before, other)[-1] is other.severity


def test_what_is_long_ago_makes_no_habit() -> None:
    assert levels(*(told(day) for day in range(DAYS)), told(SPAN.days + 2))[-1] is Severity.MEDIUM


def test_what_others_did_from_there_on_earlier_days_is_usual() -> None:
    others = [told(day, subject=f"robot-{day}") for day in range(3)]
    assert levels(*others, told(3))[-1] is Severity.LOW
    assert levels(*others[:2], told(3))[-1] is Severity.MEDIUM
    same_day = [told(0.1 * number, subject=f"robot-{number}") for number in range(6)]
    assert set(levels(*same_day)) == {Severity.MEDIUM}
    assert levels(*others, told(3, network="203.0.113"))[-1] is Severity.MEDIUM


@given(st.lists(st.tuples(st.integers(0, 90), st.sampled_from(["10.1.1", "10.2.2"])), max_size=30), st.integers(0, 90))
def test_nothing_later_has_a_part_in_it(days: list[tuple[int, str]], until: int) -> None:
    findings = [told(day, network=network) for day, network in sorted(days)]
    known = [one for one in findings if one.detected_at <= START + timedelta(days=until)]
    found = settled(findings, {"ours"})
    assert settled(known, {"ours"}) == found[: len(known)]
    assert [replace(one, severity=Severity.MEDIUM, because="made a key") for one in found] == findings
