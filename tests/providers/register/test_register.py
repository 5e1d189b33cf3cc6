from typing import Any

import pytest

from keyroll.errors import VendorChanged
from keyroll.model.observation import Entity
from keyroll.providers.catalogue import endpoints, provider

SOURCE = "register@main"
ENDPOINT = endpoints("register")["vendors"]
HEADER: list[Any] = ["vendor", "system", "credential", "kind", "owner", "note", "reviewed_on"]
ROWS: list[Any] = [
    dict(
        zip(
            HEADER,
            ["Chatty", "cloudflare", " 0123.access ", "service token", "", "believed unused", "2023-09-01"],
            strict=True,
        )
    ),
    dict(zip(HEADER, ["Sheets", "jira", "svc-sheets", "account", "it@a.example", "", ""], strict=True)),
    dict(zip(HEADER, [""] * 7, strict=True)),
]


def test_rows_are_registrations(read_all):
    first, second = read_all(ENDPOINT, ROWS, SOURCE)
    assert first.entity is second.entity is Entity.REGISTRATION
    assert first.facts == {
        "holder": "Chatty",
        "system": "cloudflare",
        "names": "0123.access",
        "registered_kind": "service token",
        "note": "believed unused",
        "row": 1,
    }
    assert second.facts == {
        "holder": "Sheets",
        "system": "jira",
        "names": "svc-sheets",
        "registered_kind": "account",
        "owner": "it@a.example",
        "row": 2,
    }
    assert first.subject.text.startswith("register@main:registration:")
    assert first.subject != second.subject


def test_the_subject_is_what_was_registered_and_not_what_is_believed_of_it(read_all):
    changed = ROWS[0] | {"note": "in use", "owner": "new@a.example", "credential": "0123.access"}
    assert read_all(ENDPOINT, [changed], SOURCE)[0].subject == read_all(ENDPOINT, ROWS, SOURCE)[0].subject


def test_an_unfinished_row_is_kept_and_a_missing_column_is_refused(read_all):
    (found,) = read_all(ENDPOINT, [{"vendor": "Chatty", "system": "", "credential": ""}], SOURCE)
    assert found.facts == {"holder": "Chatty", "row": 1}
    with pytest.raises(VendorChanged, match="credential"):
        read_all(ENDPOINT, [{"vendor": "Chatty", "system": "jira"}], SOURCE)


def test_a_register_is_recognised_by_its_header():
    assert ENDPOINT.recognise(HEADER)
    assert ENDPOINT.recognise(ROWS)
    assert not ENDPOINT.recognise(["user", "arn", "access_key_1_active"])
    assert not ENDPOINT.recognise([])
    assert ENDPOINT.format == "csv"


def test_any_json_gives_observations_or_vendor_changed(survives):
    survives(ENDPOINT, ROWS, SOURCE)


def test_the_register_issues_nothing():
    assert provider("register").kinds == ()
