"""The lines that hold an escape are found, each once, as an expression finds them."""

import re

from hypothesis import given
from hypothesis import strategies as st

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
    assert list(escaped_lines(data)) == wanted


@given(st.lists(st.sampled_from(PIECES), max_size=30).map(b"".join))
def test_a_place_in_the_plain_text_leads_back_to_where_it_came_from(data: bytes) -> None:
    plain = plainly(data)
    assert b"\0" not in plain.text
    for place in range(len(plain.text)):
        begin, end = plain.begin(place), plain.end(place + 1)
        assert 0 <= begin < end <= len(data)
        if data[begin : begin + 1] not in (b"\\", b"\0"):
            assert data[begin : begin + 1] == plain.text[place : place + 1]
