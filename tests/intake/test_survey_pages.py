"""Pages of a survey: each document that stands in a text, where it stands; a broken one costs itself only."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.intake.pages import pages, table

DOCUMENTS = st.lists(st.dictionaries(st.text(max_size=3), st.integers() | st.text(max_size=5), max_size=3), max_size=4)
SPACES = st.sampled_from(["", "\n", " \r\n\t"])


@given(DOCUMENTS, SPACES)
def test_each_page_stands_where_it_says(documents: list[Any], space: str) -> None:
    text = space + (space or "\n").join(map(json.dumps, documents)) + space
    content = text.encode()
    found = list(pages([content[:7], content[7:]]))
    assert [one.body for one in found] == documents
    assert [content[one.start : one.end] for one in found] == [json.dumps(one).encode() for one in documents]
    assert not any(one.fault for one in found)


@given(DOCUMENTS, DOCUMENTS)
def test_a_broken_page_costs_itself_only(before: list[Any], after: list[Any]) -> None:
    text = "\n".join([*map(json.dumps, before), '{"broken": }', *map(json.dumps, after)])
    found = list(pages([text.encode()]))
    assert [one.body for one in found if not one.fault] == [*before, *after]
    assert found[len(before)].fault.startswith("not JSON")


@pytest.mark.parametrize("content", ["", "\n", "\n" * 1000, "\ufeff", "\ufeff" * 3 + "\n", " ,\t,\nx,y,z\n"])
def test_a_table_whose_first_line_names_no_column_is_a_fault_and_no_list_without_rows(content: str) -> None:
    (found,) = table([content.encode()])
    assert "names no column" in found.fault
    assert not found.body


def test_a_table_with_a_header_alone_is_a_list_without_rows() -> None:
    (found,) = table([b"vendor,system\n"])
    assert (found.fault, found.body, found.last) == ("", [], True)
