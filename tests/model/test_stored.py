"""What is stored comes back as it was, and what is no such thing is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.model.stored import restored, stored


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Inner:
    at: datetime
    span: timedelta | None
    colour: Colour


@dataclass(frozen=True, slots=True)
class Outer:
    name: str
    number: int | None
    sure: bool
    pair: tuple[str, int]
    inners: tuple[Inner, ...]
    by_name: Mapping[str, Inner]


TIMES = st.datetimes(timezones=st.just(UTC))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NUMBERS = st.integers(-(2**62), 2**62)
INNER = st.builds(
    Inner,
    TIMES,
    st.none() | st.timedeltas(timedelta(days=-9999), timedelta(days=9999)),
    st.sampled_from(Colour),
)
OUTER = st.builds(
    Outer,
    TEXTS,
    st.none() | NUMBERS,
    st.booleans(),
    st.tuples(TEXTS, NUMBERS),
    st.lists(INNER, max_size=3).map(tuple),
    st.dictionaries(TEXTS, INNER, max_size=3),
)


@given(OUTER)
def test_it_comes_back_as_it_was(value: Outer):
    assert restored(Outer, stored(value)) == value


@pytest.mark.parametrize("text", ["", "[]", "{}", '"x"', '{"at": 3, "span": null, "colour": "red"}'])
def test_what_is_no_such_thing_is_refused(text: str):
    with pytest.raises((TypeError, KeyError, ValueError)):
        restored(Inner, text)


def test_an_unknown_word_is_refused():
    text = stored(Inner(datetime(2023, 1, 2, tzinfo=UTC), None, Colour.RED)).replace("red", "green")
    with pytest.raises(ValueError, match="green"):
        restored(Inner, text)
