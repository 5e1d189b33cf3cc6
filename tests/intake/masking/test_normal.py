"""The lines that hold an escape are found, each once, as an expression finds them."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from keyroll.intake.masking import normal
from keyroll.intake.masking.normal import escaped_lines, plainly

PIECES = (b"a", b"\n", b"\0", b"\\u0061", b"\\u00", b"\\u00f", b"\\\\u0022", b"\\")
ESCAPE = re.compile(rb"\\u00[2-7][0-9a-fA-F]|\x00")


@given(st.lists(st.sampled_from(PIECES), max_size=30).map(b"".join))
def test_each_line_with_an_escape_is_found_once(data: bytes) -> None:
    wanted, at = [], 0
    for line in data.split(b"\n"):
        if ESCAPE.search(line):
            wanted.append((at, at + len(line)))
        at += len(line) + 1
    found = list(escaped_lines(data))
    lines = [line for start, end in found for line in _lines(data, start, end)]
    assert lines == wanted
    assert all(end < start for (_, end), (start, _) in pairwise(found))


def _lines(data: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    for line in data[start:end].split(b"\n"):
        yield start, start + len(line)
        start += len(line) + 1


def test_lines_that_follow_each_other_are_found_together_up_to_a_limit() -> None:
    assert list(escaped_lines(b"a\0\nb\0\nc\nd\0")) == [(0, 5), (8, 10)]
    regions = list(escaped_lines(b"\0\n" * 100_000))
    assert len(regions) < 10
    assert max(end - start for start, end in regions) <= 64 << 10


@given(st.lists(st.sampled_from(PIECES), max_size=30).map(b"".join))
@example(b"\\" * 5 + b"u0022")
def test_a_place_in_the_plain_text_leads_back_to_where_it_came_from(data: bytes) -> None:
    plain = plainly(data)
    assert b"\0" not in plain.text
    for place in range(len(plain.text)):
        begin, end = plain.begin(place), plain.end(place + 1)
        assert 0 <= begin < end <= len(data)
        if data[begin : begin + 1] not in (b"\\", b"\0"):
            assert data[begin : begin + 1] == plain.text[place : place + 1]


@given(st.text(st.sampled_from('ab\n{:"é\\'), max_size=40), st.sampled_from(["utf-16-le", "utf-16-be"]))
def test_letters_of_two_bytes_lead_back_to_both_bytes(text: str, coding: str) -> None:
    data = text.encode(coding)
    plain = plainly(data)
    places = [place for place in range(len(plain.text)) if plain.text[place : place + 1].isalnum()]
    for place in places:
        begin, end = plain.begin(place), plain.end(place + 1)
        assert plain.text[place : place + 1] in data[begin:end]
        assert end - begin <= 2


@given(st.lists(st.sampled_from([*'abc"\\~', "\\u0061", "\\u007a", "\\u0022", "\\u005c", "\\u00"]), max_size=40))
def test_escapes_that_follow_each_other_are_read_as_one_by_one(pieces: list[str]) -> None:
    data = "".join(pieces).encode()
    plain, never = plainly(data), normal._ESCAPE.pattern.replace(b"{2,2048})", b"{2,2048})(?!)", 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(normal, "_ESCAPE", re.compile(never, re.DOTALL))
        singly = plainly(data)
    assert plain.text == singly.text
    for place in range(len(plain.text)):
        assert (plain.begin(place), plain.end(place + 1)) == (singly.begin(place), singly.end(place + 1))
