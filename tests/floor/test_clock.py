"""Times are aware and UTC, whatever they were written as."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.clock import iso, parse_time
from keyroll.errors import UsageError

MOMENTS = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


@given(MOMENTS)
def test_a_time_reads_back_from_its_text(moment: datetime) -> None:
    assert parse_time(iso(moment)) == moment


def test_a_date_is_its_first_or_its_last_moment() -> None:
    assert parse_time("2023-10-18") == datetime(2023, 10, 18, tzinfo=UTC)
    assert parse_time("2023-10-18", end_of_day=True) == datetime(2023, 10, 19, tzinfo=UTC) - timedelta(microseconds=1)
    assert parse_time("2023-10-18T10:00:00+02:00", end_of_day=True) == datetime(2023, 10, 18, 8, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "soon", "18.10.2023", "2023-13-01"])
def test_what_is_no_time_is_refused_with_how_to_write_one(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_time(text)
    assert "2023-10-18" in caught.value.hint
