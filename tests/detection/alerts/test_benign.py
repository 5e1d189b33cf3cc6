"""The shipped ranks: rarer the higher, never zero, and of every name that is ranked."""

from hypothesis import given
from hypothesis import strategies as st

from keyroll.detection.alerts.benign import SCORES, Benign, shipped
from keyroll.detection.signals.catalogue import behaviours_by_id

LEVELS = st.lists(st.integers(1, 20), min_size=1, max_size=20, unique=True).map(sorted)


@given(LEVELS, st.floats(0, 25), st.floats(0, 25))
def test_what_is_higher_is_not_more_frequent(levels: list[int], one: float, other: float) -> None:
    rates = [float(len(levels) - number) for number in range(len(levels))]
    benign = Benign(10, {"a": (levels, rates)})
    low, high = sorted((one, other))
    assert benign.a_week("a", low) >= benign.a_week("a", high) > 0


def test_what_was_never_seen_is_expected_once_in_all_weeks() -> None:
    assert Benign(20, {}).a_week("a", 0.5) == 1 / 20


def test_the_shipped_ranks_are_of_behaviours_that_exist() -> None:
    ranks = shipped()
    assert ranks.weeks > 10
    assert set(ranks.heights) <= {SCORES, "rule", "effect", *behaviours_by_id()}
    for heights, rates in ranks.heights.values():
        assert list(heights) == sorted(heights)
        assert list(rates) == sorted(rates, reverse=True)
