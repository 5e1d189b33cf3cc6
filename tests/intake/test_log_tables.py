"""Logs as tables with a header: each row is the record that the API gives, and what cannot be read is named."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.intake.log_tables import begins
from keyroll.intake.records import Bad, parted
from keyroll.providers.catalogue import logs
from keyroll.providers.contracts.logs import LogTable

FORM = LogTable(frozenset(("id", "at")), lambda row: dict(row))


def read(text: str, form: LogTable = FORM) -> list[object]:
    found = parted(iter([text.encode("utf-8", "surrogateescape")]), table=form)
    return [one.reason if isinstance(one, Bad) else (one[0], json.loads(one[1])) for one in found]


def test_rows_are_records_with_the_numbers_of_their_lines() -> None:
    text = '\ufeffid,at,note\r\n1,2,"two\nlines, with a comma"\r\n\r\n2,3,\r\n'
    assert read(text) == [
        (2, {"id": "1", "at": "2", "note": "two\nlines, with a comma"}),
        (5, {"id": "2", "at": "3"}),
    ]


def test_a_row_that_cannot_be_read_is_named_and_costs_nothing_else() -> None:
    assert read("id,at\n1\n\udc80,1\n2,3\n") == [
        "1 cells for 2 columns",
        "not CSV, or not UTF-8",
        (4, {"id": "2", "at": "3"}),
    ]


@pytest.mark.parametrize("head", [b"id\n1", b"at,name\n1,2", b"", b"{}", b'id,"at\n'])
def test_another_header_is_no_such_table(head: bytes) -> None:
    assert not begins(head, FORM)


@given(st.lists(st.tuples(st.text(min_size=1), st.text(min_size=1)), min_size=1, max_size=4))
def test_what_is_written_is_read(rows: list[tuple[str, str]]) -> None:
    clean = [tuple(cell.replace("\r", " ").replace("\0", " ") for cell in row) for row in rows]
    quoted = (",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in clean)
    found = read("id,at\n" + "\n".join(quoted))
    filled = [{name: cell for name, cell in zip(("id", "at"), row, strict=True) if cell.strip()} for row in clean]
    assert [one[1] for one in found if isinstance(one, tuple)] == filled


def test_the_logs_that_come_so_are_known_by_their_header_alone() -> None:
    forms = {name: log.table for name, one in (("okta", "system_log"), ("github", "audit")) if (log := logs(name)[one])}
    heads = {
        "okta": b"timestamp,actor.id,event_type,outcome.result,target0.id,uuid,version\n",
        "github": b"action,actor,user,org,created_at\n",
    }
    assert {name: [begins(head, form) for head in heads.values()] for name, form in forms.items() if form} == {
        "okta": [True, False],
        "github": [False, True],
    }
