"""The shipped ranks: rarer the higher, never zero, and of every name that is ranked."""

from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.detection.alerts.benign import RAREST, TOGETHER, Benign, shipped
from keyroll.detection.alerts.kinds import IN_NEW_NETWORK
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


@given(LEVELS, st.floats(0, 60), st.floats(0, 60))
def test_beyond_what_was_measured_the_higher_is_the_rarer(levels: list[int], one: float, other: float) -> None:
    benign = Benign(10, {"a": (levels, [float(len(levels) - number) for number in range(len(levels))])})
    low, high = sorted((one, other))
    assert 1 >= benign.beyond("a", low) >= benign.beyond("a", high) > 0
    assert benign.beyond("a", levels[-1]) == 1
    assert benign.beyond("unknown", high) == 1


def test_the_tail_has_the_mean_of_what_was_measured() -> None:
    benign = Benign(10, {"a": ((4.0, 6.0, 8.0), (2.0, 1.0, 0.5))})
    mean = (2 * 1.0 + 2 * 0.5) / 2.0
    assert benign.beyond("a", 8 + mean) == pytest.approx(exp(-1))


def test_the_shipped_ranks_are_of_behaviours_that_exist() -> None:
    ranks = shipped()
    assert ranks.weeks > 10
    kinds = {name.removesuffix(IN_NEW_NETWORK) for name in ranks.heights}
    assert kinds <= {TOGETHER, RAREST, "rule", "effect", *behaviours_by_id()}
    for heights, rates in ranks.heights.values():
        assert list(heights) == sorted(heights)
        assert list(rates) == sorted(rates, reverse=True)
