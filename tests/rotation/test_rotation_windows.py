"""Change windows and freeze days: when a change may begin, across midnights, weeks and changes of the clocks."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.errors import ConfigError
from keyroll.rotation.windows import DAYS, Calendar, calendar

#: A Saturday.
AT = datetime(2026, 11, 28, 12, tzinfo=UTC)


def when(*words: str, freeze: tuple[str, ...] = (), zone: str = "") -> Calendar:
    return calendar(words, freeze, zone)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


@pytest.mark.parametrize(
    ("words", "opens"),
    [
        ((), "2026-11-28T12:00"),
        (("Mon-Fri 09:00-16:00",), "2026-11-30T09:00"),
        (("Sat 12:00-13:00",), "2026-11-28T12:00"),
        (("Sat 11:00-12:00",), "2026-12-05T11:00"),
        (("Fri 22:00-13:00",), "2026-11-28T12:00"),
        (("Sun-Mon 02:00-04:00", "Sat 23:00-24:00"), "2026-11-28T23:00"),
        (("Sat-Sun 00:00-24:00",), "2026-11-28T12:00"),
    ],
)
def test_the_next_opening(words: tuple[str, ...], opens: str) -> None:
    assert when(*words).opens_at(AT) == moment(opens)


def test_nothing_begins_on_frozen_days() -> None:
    frozen = when("Mon-Fri 09:00-16:00", freeze=("2026-11-29/2026-12-02", "2026-12-04"))
    assert frozen.opens_at(AT) == moment("2026-12-03T09:00")
    assert frozen.opens_at(moment("2026-12-03T16:00")) == moment("2026-12-07T09:00")
    night = when("Fri 22:00-04:00", freeze=("2026-12-05",))
    assert night.closes_at(moment("2026-12-04T23:00")) == moment("2026-12-05T00:00")
    assert not night.is_open(moment("2026-12-05T01:00"))


def test_windows_are_of_the_time_zone_and_pass_changes_of_the_clocks() -> None:
    zurich = when("Sat-Sun 01:00-04:00", zone="Europe/Zurich")
    assert zurich.opens_at(moment("2026-03-28T12:00")) == moment("2026-03-29T00:00")
    # At two o'clock the clocks go to three: the window of three hours lasts two.
    assert zurich.closes_at(moment("2026-03-29T00:30")) == moment("2026-03-29T02:00")
    assert zurich.closes_at(moment("2026-10-25T00:30")) == moment("2026-10-25T03:00")


def test_a_freeze_without_end_opens_never() -> None:
    assert when(freeze=("2026-01-01/2030-01-01",)).opens_at(AT) is None


@pytest.mark.parametrize("text", ["", "Mon", "Mon 9-10", "Foo 09:00-10:00", "Mon 25:00-26:00", "Mon-Fri 09:00"])
def test_a_window_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="is not a window"):
        when(text)


@pytest.mark.parametrize("text", ["", "2026-13-01", "2026-12-02/2026-12-01", "tomorrow"])
def test_days_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="is not a span of days"):
        when(freeze=(text,))


def test_a_zone_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"the time zone .* does not exist"):
        when(zone="Mars/Olympus")


_WINDOWS = st.builds(
    lambda first, last, begin, end: f"{first}-{last} {begin:02}:00-{end:02}:00",
    st.sampled_from(DAYS), st.sampled_from(DAYS), st.integers(0, 23), st.integers(0, 24),
)  # fmt: skip
_FREEZES = st.builds(
    lambda day, days: f"{AT.date() + timedelta(day)}/{AT.date() + timedelta(day + days)}",
    st.integers(-5, 20), st.integers(0, 9),
)  # fmt: skip


@given(st.lists(_WINDOWS, max_size=3), st.lists(_FREEZES, max_size=3), st.integers(0, 14 * 24 * 4))
def test_the_first_opening_is_open_and_nothing_before_it_is(
    windows: list[str], freezes: list[str], quarters: int
) -> None:
    given_, now = when(*windows, freeze=tuple(freezes)), AT + timedelta(minutes=15 * quarters)
    opens = given_.opens_at(now)
    assert opens is not None
    assert opens >= now
    assert given_.is_open(opens)
    frozen = [one.split("/") for one in freezes]
    assert not any(first <= f"{opens.date()}" <= last for first, last in frozen)
    at = now
    while at < opens:
        assert not given_.is_open(at)
        at += timedelta(minutes=60)
