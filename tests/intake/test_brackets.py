"""Brackets counted by blocks close where a reading byte by byte says, whatever stands in strings and at the edges."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.intake import brackets, limits, split
from keyroll.intake.outline import Outline


def read_through(data: bytes, at: int, depth: int) -> brackets.Closing:
    """Read byte by byte: an escape counts for two, a line's end closes a string."""
    string: int | None = None
    while at < len(data):
        if data[at : at + 2] in (b"\\\\", b'\\"'):
            at += 2
            continue
        one = data[at : at + 1]
        if one == b'"':
            string = at if string is None else None
        elif one == b"\n":
            string = None
        elif string is None and one in (b"{", b"[", b"}", b"]"):
            depth += 1 if one in b"{[" else -1
            if depth == 0:
                return brackets.Closing(at + 1, 0, 0)
        at += 1
    return brackets.Closing(None, depth, len(data) if string is None else string)


@pytest.fixture(autouse=True)
def short_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brackets, "_FIRST", 4)
    monkeypatch.setattr(brackets, "_MOST", 9)
    monkeypatch.setattr(split, "_TOKENS", 2)


@given(
    st.lists(st.sampled_from([b"{", b"[", b"}", b"]", b'"', b"\\", b"\n", b",", b"a"]), max_size=60).map(b"".join),
    st.integers(1, 3),
)
def test_the_closing_bracket_is_where_a_reading_byte_by_byte_finds_it(data: bytes, depth: int) -> None:
    found, expected = brackets.closing(data, 0, depth), read_through(data, 0, depth)
    assert (found.end, found.depth) == (expected.end, expected.depth)
    assert found.end is not None or found.at == expected.at


documents = st.recursive(
    st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@given(st.lists(documents), st.binary(max_size=4))
def test_a_document_ends_at_its_last_bracket(document: list[object], behind: bytes) -> None:
    text = json.dumps(document).encode()
    assert split.value_end(text + behind, 0) == len(text)
    window = split.ByteWindow(iter([text[:7], text[7:], behind]))
    assert window.blank()
    assert split.skip(window)
    assert window.place == len(text)


@pytest.mark.long
@given(st.lists(documents, min_size=1))
def test_what_is_counted_is_what_the_document_holds(document: list[object]) -> None:
    counted = brackets.marks(json.dumps(document, separators=(",", ":")).encode())
    assert counted.opened == counted.closed
    assert counted.ends
    assert not brackets.marks(json.dumps([*document, "open"]).encode()[:-2]).ends


@given(st.lists(st.sampled_from([b"{},", b"[1],", b'"a",', b"0,", b'"a" ', b'"', b"{", b"1 ", b"\n"]), max_size=40))
def test_a_list_whose_elements_are_passed_over_ends_where_they_are_read(parts: list[bytes]) -> None:
    def ends(*, passed: bool) -> tuple[int, str]:
        window = split.ByteWindow(iter([b"".join(parts), b"{}] "]))
        try:
            for _ in split.elements(window, passed=passed):
                pass
        except ValueError as error:
            return window.place, str(error)
        return window.place, ""

    assert ends(passed=True) == ends(passed=False)


def test_an_outline_reads_no_further_than_a_document_may_be_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "DOCUMENT", 4 << 20)
    read: list[bytes] = []

    def endless() -> Iterator[bytes]:
        yield b"["
        while len(read) < 99:
            read.append(b"{}," * (1 << 18))
            yield read[-1]

    outline = Outline(split.ByteWindow(endless()))
    assert outline.cut
    assert outline.broken
    assert len(read) < 20
