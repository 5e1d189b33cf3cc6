"""Lists from elsewhere: what is read, what is named and left out, and what is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.errors import UsageError
from keyroll.inventory.estimate.lists import ListRecord
from keyroll.inventory.estimate.read import COLUMNS, read

HEADER = ",".join(COLUMNS)
GOOD = "a,okta,okta@main,api_token,12.5,1,1,0,1,0,1,yes,"


def test_a_row_is_a_record():
    (one,) = read(f"{HEADER}\n{GOOD}\n".encode()).records
    assert one == ListRecord(
        "a", "okta", "okta@main", "api_token", 12.5, True, True, False, True, False, True, True, ""
    )


def test_columns_may_come_in_any_order_with_others_between_them():
    text = "note," + ",".join(reversed(COLUMNS)) + "\nx," + ",".join(reversed(GOOD.split(",")))
    assert read(text.encode()).records == read(f"{HEADER}\n{GOOD}".encode()).records


def test_windows_files_and_empty_lines_are_read():
    brought = read(b"\xef\xbb\xbf" + f"{HEADER}\r\n\r\n{GOOD}\r\n".encode())
    assert len(brought.records) == 1
    assert brought.faults == ()


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("b,okta,okta@main", "3 cells, 13 are named"),
        (",okta,okta@main,api_token,1,1,1,1,0,0,0,,", "id is empty"),
        ("b,,okta@main,api_token,1,1,1,1,0,0,0,,", "provider is empty"),
        ("b,okta,okta@main,api_token,old,1,1,1,0,0,0,,", "age_days is 'old'"),
        ("b,okta,okta@main,api_token,-1,1,1,1,0,0,0,,", "age_days is '-1'"),
        ("b,okta,okta@main,api_token,nan,1,1,1,0,0,0,,", "age_days is 'nan'"),
        ("b,okta,okta@main,api_token,1,yes,1,1,0,0,0,,", "surveyed is 'yes', not 0 or 1"),
        ("b,okta,okta@main,api_token,1,1,1,1,0,0,2,,", "register is '2'"),
        ("b,okta,okta@main,api_token,1,1,1,1,0,0,0,maybe,", "real is 'maybe'"),
        ("b,okta,okta@main,api_token,1,1,1,0,0,0,0,,", "on no list and in no audited place"),
        ("a,okta,okta@main,api_token,1,1,1,1,0,0,0,,", "id a stands in line 2 already"),
        ('"b,okta,okta@main,api_token,1,1,1,1,0,0,0,,', "unexpected end"),
    ],
)
def test_a_bad_row_is_named_and_costs_nothing_else(row, reason):
    last = GOOD.replace("a,", "z,", 1)
    brought = read("\n".join([HEADER, GOOD, row, last]).encode())
    assert [one.id for one in brought.records] == ["a", "z"]
    ((line, said),) = [(one.line, one.reason) for one in brought.faults]
    assert line == 3
    assert reason in said


def test_bytes_that_are_no_text_are_named():
    brought = read(HEADER.encode() + b"\n\xff\xfe,okta,,k,1,1,1,1,0,0,0,,\n" + GOOD.encode())
    assert [(one.line, one.reason) for one in brought.faults] == [(2, "not UTF-8")]
    assert len(brought.records) == 1


def test_an_empty_age_and_an_audited_place_are_read():
    (one,) = read(f"{HEADER}\nb,okta,,api_token,,0,0,0,0,0,0,,host-7".encode()).records
    assert (one.age_days, one.audit, one.real) == (None, "host-7", None)


@pytest.mark.parametrize("text", ["", "id,provider\n", '"id'])
def test_a_file_without_the_columns_is_refused(text):
    with pytest.raises(UsageError, match="missing: ") as refused:
        read(text.encode())
    assert HEADER in refused.value.hint


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_bytes_after_the_header_give_records_or_faults(content):
    brought = read(HEADER.encode() + b"\n" + content)
    lines = [line for line in content.split(b"\n") if line.decode("utf-8", "surrogateescape").strip()]
    assert len(brought.records) + len(brought.faults) == len(lines)
