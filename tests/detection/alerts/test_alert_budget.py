"""The alert budget: nothing lost, never more than it allows, and only the past counts."""

from datetime import datetime, timedelta

import pytest
from detection_world import day
from hypothesis import given
from hypothesis import strategies as st

from keyroll.detection.alerts.budget import KNOWN_STORY, Budget, spend
from keyroll.errors import UsageError
from keyroll.model.finding import Evidence, Finding, Severity

TWO_A_DAY = Budget(2, timedelta(days=1))


def fused(subject: str, at: float, score: float) -> Finding:
    event = Evidence(day(at), "jira@main", "jira.access", f"{subject}{at}", "raw", 1)
    return Finding("keyroll.fused", "x", subject, Severity.HIGH, day(at), "x", (event,), score=score)


FUSED = st.lists(
    st.builds(fused, st.sampled_from("abcdefghijkl"), st.integers(0, 200).map(lambda at: at / 8), st.floats(0.7, 1.0)),
    max_size=30,
    unique_by=lambda one: one.id,
)


def shown(told: list[Finding]) -> list[Finding]:
    return [one for one in told if one.severity > Severity.LOW]


@given(FUSED)
def test_nothing_is_lost(findings: list[Finding]) -> None:
    assert sorted(one.id for one in spend(findings, TWO_A_DAY)) == sorted(one.id for one in findings)


@given(FUSED)
def test_no_more_new_subjects_than_the_budget_in_any_span(findings: list[Finding]) -> None:
    new: list[datetime] = []
    last: dict[str, datetime] = {}
    for one in shown(spend(findings, TWO_A_DAY)):
        if one.subject not in last or one.detected_at - last[one.subject] > KNOWN_STORY:
            new.append(one.detected_at)
        last[one.subject] = one.detected_at
    assert all(sum(1 for other in new if timedelta(0) <= at - other < TWO_A_DAY.span) <= 2 for at in new)


@given(FUSED, st.integers(0, 200))
def test_nothing_later_has_a_part_in_it(findings: list[Finding], cut: int) -> None:
    before = [one for one in findings if one.detected_at <= day(cut / 8)]
    assert spend(before, TWO_A_DAY) == spend(findings, TWO_A_DAY)[: len(before)]


def test_of_one_moment_the_best_scored_are_shown() -> None:
    told = shown(spend([fused("a", 1, 0.7), fused("b", 1, 0.9), fused("c", 1, 0.8)], TWO_A_DAY))
    assert [one.subject for one in told] == ["b", "c"]


def test_a_busy_fortnight_raises_the_bar() -> None:
    past = [fused(f"s{number}", number / 4, 0.8) for number in range(40)]
    assert "weak" not in {one.subject for one in shown(spend([*past, fused("weak", 12, 0.72)], TWO_A_DAY))}
    assert "strong" in {one.subject for one in shown(spend([*past, fused("strong", 12, 0.95)], TWO_A_DAY))}


def test_news_of_a_shown_story_costs_nothing() -> None:
    told = shown(spend([fused("a", 1, 0.8), fused("b", 1.1, 0.8), fused("a", 1.2, 0.9)], TWO_A_DAY))
    assert [one.subject for one in told] == ["a", "b", "a"]


def test_what_is_over_it_says_so() -> None:
    (low,) = spend([fused(name, 1, 0.8) for name in "abc"], TWO_A_DAY)[2:]
    assert low.severity is Severity.LOW
    assert low.because == "x (over the alert budget of 2/day)"


@pytest.mark.parametrize("text", ["", "5", "0/day", "5/year", "x/day", "-1/day"])
def test_what_is_no_budget_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        Budget.of(text)
    assert "5/day" in refused.value.hint


@pytest.mark.parametrize("text", ["5/day", "1/hour", "20/week"])
def test_a_budget_is_read_and_written(text: str) -> None:
    assert str(Budget.of(text)) == text
