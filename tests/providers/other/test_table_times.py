"""Times as tables write them: every spelling gives the one moment, and what may be two days is said."""

from contextlib import suppress
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.providers._table_times import DateOrder, NotATime, ambiguous, order_of, read

MOMENT = datetime(2023, 10, 31, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2023-10-31T14:05:00Z", "2023-10-31 14:05", "2023-10-31 14:05 UTC", "2023-10-31 14:05:00 +0000",
        "2023/10/31 14:05",
        "31.10.2023 14:05", "31/10/2023 14:05", "10/31/2023 2:05 PM", "10/31/23 14:05", "Oct 31, 2023 2:05 pm",
        "October 31st, 2023 at 14:05 UTC", "31 Oct 2023 14:05", "31-Oct-2023 14:05:00", "Tue, 31 Oct 2023 14:05:00 GMT",
        "1698761100", "1698761100000", "2023-10-31T16:05:00+02:00", "2023-10-31 16:05:00+0200",
    ],
)  # fmt: skip
def test_many_spellings_are_one_moment(text: str) -> None:
    assert read(text) == MOMENT


@pytest.mark.parametrize("text", ["", "never", " N/A ", "-", "Never expires", "0", "-1", "0001-01-01T00:00:00Z"])
def test_no_time_is_none(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize("text", ["31/02/2023", "yesterday", "3 days ago", "10/31/2023 25:00", "2023-13-01", "x" * 200])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(NotATime):
        read(text)


def test_a_date_that_may_be_two_days_is_not_guessed() -> None:
    assert ambiguous("03/04/2023")
    with pytest.raises(NotATime, match="may be two days"):
        read("03/04/2023")
    assert read("03/04/2023", DateOrder.DAY) == datetime(2023, 4, 3, tzinfo=UTC)
    assert read("03/04/2023", DateOrder.MONTH) == datetime(2023, 3, 4, tzinfo=UTC)
    assert read("04/04/2023") == datetime(2023, 4, 4, tzinfo=UTC)
    assert (order_of("31/01/2023"), order_of("01/31/2023")) == (DateOrder.DAY, DateOrder.MONTH)


def test_a_text_that_may_be_a_value_is_not_repeated() -> None:
    with pytest.raises(NotATime) as refused:
        read("hunter2-Zk3vQ9xLr7")
    assert "hunter2" not in str(refused.value)


@given(st.integers(631152000, 3092601600).map(lambda one: datetime.fromtimestamp(one, UTC)))
def test_what_programs_write_is_read_back(moment: datetime) -> None:
    assert read(moment.isoformat()) == moment
    assert read(format_datetime(moment)) == moment
    assert read(moment.strftime("%d/%m/%Y %H:%M:%S"), DateOrder.DAY) == moment
    assert read(moment.strftime("%m/%d/%Y %I:%M:%S %p"), DateOrder.MONTH) == moment
    assert read(moment.strftime("%B %d, %Y %H:%M:%S")) == moment


@given(st.text(max_size=40))
def test_any_text_is_a_time_none_or_refused(text: str) -> None:
    for order in DateOrder:
        with suppress(NotATime):
            read(text, order)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Today", "2026-11-29T00:00:00+00:00"),
        ("yesterday", "2026-11-28T00:00:00+00:00"),
        ("3 days ago", "2026-11-26T00:00:00+00:00"),
        ("a month ago", "2026-10-30T00:00:00+00:00"),
        ("about 2 hours ago", "2026-11-29T08:30:00+00:00"),
    ],
)
def test_a_time_before_the_listing_counts_from_there(text: str, wanted: str) -> None:
    at = datetime(2026, 11, 29, 10, 30, tzinfo=UTC)
    found = read(text, at=at)
    assert found
    assert found.isoformat() == wanted
    with pytest.raises(NotATime):
        read(text)
