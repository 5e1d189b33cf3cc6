"""The organisation's own past: as many other subjects as a plain count finds, whatever the order of heights."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from keyroll.detection.alerts.past import COMPARED, Past

BEGAN = datetime(2024, 3, 1, tzinfo=UTC)
STEP = 0.25
ADDED = st.lists(
    st.tuples(st.integers(0, 2000), st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(1, 20)), max_size=30
)


@given(ADDED, st.integers(1, 20), st.sampled_from("xyz"), st.sampled_from([timedelta(days=7), COMPARED]))
def test_it_counts_other_subjects_of_a_span(
    added: list[tuple[int, str, str, int]], level: int, subject: str, span: timedelta
) -> None:
    past, now = Past(STEP), BEGAN + timedelta(hours=2000)
    for hour, name, who, height in sorted(added):
        past.add(name, height * STEP, who, BEGAN + timedelta(hours=hour))
    plain = {
        who
        for hour, name, who, height in added
        if name == "a" and who != subject and height >= level and now - BEGAN - timedelta(hours=hour) <= span
    }
    assert past.others("a", level * STEP, subject, now, span) == len(plain)


def test_a_height_between_two_steps_is_compared_with_the_next() -> None:
    past = Past(STEP)
    past.add("a", 0.5, "x", BEGAN)
    assert [past.others("a", height, "y", BEGAN) for height in (0.26, 0.5, 0.51)] == [1, 1, 0]
