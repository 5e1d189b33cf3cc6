"""CSV: RFC 4180 as another reader takes it, every text back as it was, and nothing that a spreadsheet would run."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.report.formats.csv import FORMAT, field, guarded, read
from keyroll.report.listing import Listed
from keyroll.store.session import Row
from keyroll.visible import visible

NOW = datetime(2023, 11, 23, tzinfo=UTC)
#: Letters that matter to CSV or a spreadsheet come often.
FULL_WIDTH = "\uff1d\uff0b\uff0d\uff20"
TEXTS = st.text(
    st.sampled_from("=+-@'\"\t\r\n;, a1é" + FULL_WIDTH) | st.characters(blacklist_categories=["Cs"]), max_size=12
)


def parsed(rows: list[Row], types: dict[str, str]) -> list[list[str]]:
    listed = Listed("things", "things", rows, tuple(types), types, cut=False, as_of=NOW)
    text = "".join(FORMAT.write(listed, ""))
    assert text.endswith("\r\n")
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4))
def test_every_text_comes_back(rows: list[tuple[str, str]]) -> None:
    header, *found = parsed([{"a": a, "b": b} for a, b in rows], {"a": "VARCHAR", "b": "VARCHAR"})
    assert header == ["a", "b"]
    assert [tuple(map(read, row)) for row in found] == rows


@given(TEXTS)
def test_wherever_a_spreadsheet_splits_no_cell_begins_like_a_formula(text: str) -> None:
    for cell in re.split(r"[,;\t\r\n]", guarded(text)):
        assert not cell.startswith(tuple("=+-@\0" + FULL_WIDTH))


@given(TEXTS.filter(lambda text: visible(text) == text and not re.search(rf"(^|[,;])[=+\-@'{FULL_WIDTH}]", text)))
def test_a_harmless_text_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        ("a\x1b]0;x\x07\u202e", '"a\\x1b]0;x\\x07\\u202e"'),
        ("two\r\nlines\tand a tab", "two\\x0d\\x0alines\\x09and a tab"),
        ("C:\\users\\x1b", "C:\\users\\x5cx1b"),
        ("", '""'),
        (True, "true"),
        (-5, "-5"),
        (0.25, "0.25"),
        ("=1+1", "'=1+1"),
        ('say "so"', '"say ""so"""'),
        (["logs", "issuer"], '"logs;issuer"'),
        (["a", "=b"], '"a;\'=b"'),
        ([], '""'),
        ({"relation": "holds"}, '"{""relation"": ""holds""}"'),
        (NOW, "2023-11-23T00:00:00Z"),
        (datetime(2023, 11, 23, 2, tzinfo=timezone(timedelta(hours=2))), "2023-11-23T00:00:00Z"),
        (NOW.date(), "2023-11-23"),
    ],
    ids=repr,
)
def test_values(value: object, expected: str) -> None:
    assert field(value) == expected
