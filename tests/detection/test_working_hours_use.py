"""Hours of a person: what is counted as it comes is what counting each time from the start would give."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.detection.behaviours.working_hours_use import score
from keyroll.store.session import Row

MONDAY = datetime(2025, 3, 3, tzinfo=UTC)
LATE = timedelta(days=14)
Hour = tuple[str, int, int]


def rows(hours: set[Hour]) -> list[Row]:
    """Rows as the behaviour's query gives them, of networks, days and hours of one machine."""
    at = {hour: MONDAY + timedelta(days=hour[1], hours=hour[2], minutes=1) for hour in hours}
    first = {net: min(at[one] for one in hours if one[0] == net) for net, _, _ in hours}
    began = min(at.values(), default=MONDAY)
    return [
        {
            "subject": "a", "net": net, "slot": at[one] - timedelta(minutes=1), "happened_at": at[one], "act": act,
            "late": first[net] - began >= LATE,
        }
        for act, one in enumerate(sorted(hours))
        for net in one[:1]
    ]  # fmt: skip


def outside(hours: list[datetime], begins: int) -> float:
    out = [at for at in hours if at.weekday() >= 5 or (at.hour - begins) % 24 >= 12]
    return len(out) / len(hours) if hours else 0.0


def expected(given_rows: list[Row]) -> Iterator[tuple[str, int]]:
    """Each late network with the hour in which eight hours on four days are a person's, where it was none before."""
    for net in sorted({str(row["net"]) for row in given_rows if row["late"]}):
        mine = sorted(
            (at, act) for row in given_rows if row["net"] == net for at, act in [(time(row["slot"]), row["act"])]
        )
        before = [time(row["slot"]) for row in given_rows if time(row["slot"]) < mine[0][0]]
        for number in range(8, len(mine) + 1):
            seen = [at for at, _ in mine[:number]]
            fits = [hour for hour in range(24) if not outside(seen, hour)]
            if len({at.date() for at in seen}) >= 4 and fits and outside(before, fits[0]) >= 0.25:
                yield net, int(str(mine[number - 1][1]))
                break


def time(value: object) -> datetime:
    assert isinstance(value, datetime)
    return value


#: A machine around the clock, and a network that begins late, at few hours of many days.
OLD = st.sets(st.tuples(st.just("old"), st.integers(0, 20), st.integers(0, 23)), min_size=1, max_size=40)
NEW = st.builds(
    lambda days, hours, more: {("new", *one) for one in product(days, hours)} | more,
    st.sets(st.integers(14, 27), min_size=2, max_size=6),
    st.sets(st.integers(0, 23), min_size=1, max_size=4),
    st.sets(st.tuples(st.sampled_from(["new", "other"]), st.integers(10, 27), st.integers(0, 23)), max_size=6),
)


@settings(max_examples=400, deadline=None)
@given(OLD, NEW)
def test_hours_are_counted_as_they_come(old: set[Hour], new: set[Hour]) -> None:
    given_rows = rows({("old", 0, 0)} | old | new)
    assert [(str(one["net"]), one["act"]) for one in score(given_rows)] == list(expected(given_rows))


def test_a_person_is_seen_where_a_machine_was() -> None:
    clock = {("old", day, hour) for day in range(14) for hour in range(0, 24, 4)}
    person = {("new", day, hour) for day in range(14, 19) for hour in (9, 11, 14)}
    (found,) = score(rows(clock | person))
    assert (found["net"], found["slot"]) == ("new", MONDAY + timedelta(days=17, hours=9))
