"""The forecast says an interval, holds what it says, and says nothing where nothing is known."""

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from keyroll.response.forecast import BATCHES, CONFIDENCE, TOGETHER, forecast

BEGUN = datetime(2023, 11, 1, tzinfo=UTC)
HOURS = st.lists(st.integers(1, 400), min_size=BATCHES, max_size=40, unique=True)


def hours(*some: float) -> list[datetime]:
    return [BEGUN + timedelta(hours=one) for one in some]


def test_few_batches_say_nothing_however_many_proofs_they_hold() -> None:
    proofs = [at for hour in range(1, BATCHES) for at in hours(*([hour] * 500))]
    told = forecast(proofs, 10, BEGUN, BEGUN + timedelta(days=2), BEGUN + timedelta(days=900))
    assert (told.can_be_met, told.earliest, told.because[:10]) == (None, None, "cannot say")


def test_what_is_done_is_measured_against_its_deadline() -> None:
    now = BEGUN + timedelta(days=9)
    assert forecast(hours(5), 0, BEGUN, now, BEGUN + timedelta(hours=6)).can_be_met is True
    assert forecast(hours(5), 0, BEGUN, now, BEGUN + timedelta(hours=4)).can_be_met is False
    assert forecast(hours(5), 0, BEGUN, now, None).can_be_met is None
    assert forecast(hours(5), 3, BEGUN, now, now - timedelta(hours=1)).can_be_met is False


@given(HOURS, st.integers(1, 500), st.integers(401, 900), st.integers(1, 4000))
def test_the_interval_lies_ahead_and_the_word_follows_from_it(
    some: list[int], left: int, now: int, deadline: int
) -> None:
    at, ends = BEGUN + timedelta(hours=now), BEGUN + timedelta(hours=now + deadline)
    told = forecast(hours(*some), left, BEGUN, at, ends)
    assert told.earliest is not None
    assert told.latest is not None
    assert at < told.earliest <= told.latest
    assert (told.can_be_met is True) == (told.latest <= ends)
    assert (told.can_be_met is False) == (told.earliest > ends)


@given(HOURS, st.integers(1, 200))
def test_more_left_is_never_sooner_and_batches_do_not_depend_on_order(some: list[int], left: int) -> None:
    now = BEGUN + timedelta(hours=401)
    few, many = (forecast(hours(*some), n, BEGUN, now, None) for n in (left, left + 1))
    assert (few.earliest, few.latest) <= (many.earliest, many.latest)  # type: ignore[operator]
    assert forecast(hours(*reversed(some)), left, BEGUN, now, None) == few


def test_nine_of_ten_played_campaigns_end_inside_their_interval() -> None:
    chance, inside, campaigns = random.Random(20231123), 0, 1500
    for _ in range(campaigns):
        times, at = [], 0.0
        for _ in range(30):
            at += chance.expovariate(1 / 10) + TOGETHER / timedelta(hours=1)
            times.append(at)
        told = forecast(hours(*times[:12]), 18, BEGUN, hours(times[11])[0], None)
        inside += told.earliest <= hours(times[-1])[0] <= told.latest  # type: ignore[operator]
    assert abs(inside / campaigns - CONFIDENCE) < 0.04
