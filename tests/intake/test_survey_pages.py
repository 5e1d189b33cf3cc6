"""Pages of a survey: each document that stands in a text, where it stands; a broken one costs itself only."""

import json
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.intake import limits, split
from keyroll.intake.pages import PageInFile, pages, table

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


LISTS = ("Users", "Roles")
PART = 40
SCALARS = st.none() | st.booleans() | st.integers(-9, 9) | st.text('a",', max_size=3)
ELEMENTS = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(st.text('a",', max_size=3), SCALARS, max_size=3)
#: Objects of more than ``PART`` bytes, whose fields beside the lists have fewer.
BODIES = st.fixed_dictionaries(
    {"Users": st.lists(ELEMENTS, max_size=6).map(lambda some: [*some, "x" * PART])},
    optional={"Roles": st.lists(ELEMENTS, max_size=6) | SCALARS, "More": SCALARS},
)


def in_parts(content: bytes, step: int = 64) -> list[PageInFile]:
    """The pages of bytes that come some at a time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "PART", PART)
        patch.setattr(split, "_STEP", step)
        return list(pages((content[at : at + step] for at in range(0, len(content), step)), LISTS))


def fields(page: PageInFile) -> dict[str, Any]:
    assert isinstance(page.body, dict)
    return page.body


@given(BODIES, st.sampled_from(["", " ", "\n"]), st.integers(1, 60))
def test_a_long_object_in_parts_has_each_element_once(body: dict[str, Any], space: str, step: int) -> None:
    text = json.dumps(body, separators=(f"{space},{space}", f"{space}:{space}")).encode()
    *found, last, after = in_parts(text + b'\n{"More": 1}', step)
    assert after.body == {"More": 1}
    assert not any(one.fault for one in (*found, last))
    assert [one.first for one in (*found, last)] == [True] + [False] * len(found)
    assert [one.last for one in (*found, last)] == [False] * len(found) + [True]
    assert text == text[last.start : last.end]
    listed = {name: [each for one in found for each in fields(one)[name]] for name in LISTS}
    assert {name: listed[name] for name in body if isinstance(body[name], list)} | {
        name: fields(last)[name] for name in body if not isinstance(body[name], list)
    } == body


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"Users": [1, 2]', "does not end"), (b'{"Users": [1], "Users": []}', "is there twice"),
        (b'{"Users": [1] "More": 1}', "no comma"), (b'{"Users": [1],}', "no name"), (b'{"Users" [1]}', "no value"),
        (b'{"More": [%b1]}' % (b"1, " * PART), "beside its lists"), (b'{"Users": [1], "More": tru}', "not JSON"),
    ],
)  # fmt: skip
def test_a_broken_long_object_is_a_fault_and_the_page_after_it_is_read(content: bytes, reason: str) -> None:
    first, *_, last = in_parts(content.replace(b"[1", b'["%b", 1' % (b"x" * PART)) + b'\n{"Users": [3]}')
    assert first.first
    assert reason in "".join(one.fault for one in in_parts(content.replace(b"[1", b'["%b", 1' % (b"x" * PART))))
    if reason != "does not end":  # an open bracket takes what follows
        assert last.body == {"Users": [3]}


@pytest.mark.parametrize("step", range(1, 12))
def test_a_text_of_a_list_is_whole_wherever_its_bytes_are_cut(step: int) -> None:
    wanted = ["a, b", "", 'c", d', "x" * PART]
    found = in_parts(json.dumps(wanted).encode(), step)
    assert [each for one in found for each in cast("list[str]", one.body)] == wanted
