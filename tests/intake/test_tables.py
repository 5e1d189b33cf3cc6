"""Tables with a header of their own become records; a row that does not fit is told with its line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.intake.tables import rows


def read(*lines: str) -> list[object]:
    found = rows((number, line.encode("utf-8", "surrogateescape")) for number, line in enumerate(lines, 1))
    return [row if isinstance(row, str) else json.loads(row) for _, row in found]


HEADER = ("#separator \\x09", "#set_separator\t,", "#empty_field\t(empty)", "#unset_field\t-", "#path\tdns")


def test_types_unset_and_empty_values() -> None:
    names = "#fields\tts\tn\tflag\ttext\tlist\tnone\tempty"
    types = "#types\ttime\tcount\tbool\tstring\tvector[interval]\tstring\tset[string]"
    row = "1.5\t7\tT\tü\t1.0,2.0\t-\t(empty)"
    assert read(*HEADER, names, types, row) == [
        {"_path": "dns", "ts": 1.5, "n": 7, "flag": True, "text": "ü", "list": [1.0, 2.0], "empty": []}
    ]


def test_a_row_that_does_not_fit_is_told_and_a_new_header_counts() -> None:
    found = read(*HEADER, "lost", "#fields\ta\tb", "1\t2", "1", "#fields\tc", "3")
    assert found == ["no #fields line before it", {"_path": "dns", "a": "1", "b": "2"}, "1 values for 2 fields",
                     {"_path": "dns", "c": "3"}]  # fmt: skip


def test_a_number_that_is_none_stays_text() -> None:
    assert read(*HEADER, "#fields\ta", "#types\tcount", "many") == [{"_path": "dns", "a": "many"}]


@pytest.mark.parametrize("lines", [[], ["#"], ["#separator \\xZZ"], ["#path"], ["\udc80"]])
def test_a_broken_header_breaks_nothing(lines: list[str]) -> None:
    assert all(isinstance(one, str) for one in read(*HEADER, *lines, "x"))


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\t\n\r"), min_size=1).filter(
    lambda cell: cell not in ("-", "(empty)") and not cell.startswith("#")
)


@given(st.lists(CELLS, min_size=1, max_size=5))
def test_what_is_written_is_read(cells: list[str]) -> None:
    names = [f"f{number}" for number in range(len(cells))]
    (record,) = read(*HEADER, "\t".join(["#fields", *names]), "\t".join(cells))
    assert record == {"_path": "dns", **dict(zip(names, cells, strict=True))}
