"""What people wrote down of places and what they hold."""

import pytest

from keyroll.errors import VendorChanged
from keyroll.providers.catalogue import endpoints

ENDPOINT = endpoints("register")["places"]
ROW = {
    "system": "github@main", "kind": "actions_secret", "place": "DEPLOY", "credential": "aws@*:access_key_id:AKIA1",
    "since": "2026-05-12T08:00:00Z", "owner": "team-x",
}  # fmt: skip


def test_a_row_is_a_place_under_the_name_by_which_its_system_lists_it(read_all):
    (one,) = read_all(ENDPOINT, [ROW], "register@main")
    assert one.subject.text == "github@main:actions_secret:DEPLOY"
    assert one.facts == {"place": "DEPLOY of github@main", "since": "2026-05-12T08:00:00Z", "owner": "team-x"}
    assert [(link.relation, link.to.text) for link in one.links] == [("holds", "aws@*:access_key_id:AKIA1")]


def test_a_row_with_a_cell_too_few_says_nothing(read_all):
    assert read_all(ENDPOINT, [ROW, ROW | {"credential": " "}], "register@main")[1:] == []


@pytest.mark.parametrize(("column", "cell"), [("credential", "AKIA1"), ("system", "GitHub main")])
def test_what_is_no_identifier_or_no_source_is_named(read_all, column, cell):
    with pytest.raises(VendorChanged, match=rf"\[1\]: {column}"):
        read_all(ENDPOINT, [ROW | {column: cell}], "register@main")


def test_a_column_that_is_missing(read_all):
    with pytest.raises(VendorChanged, match="credential"):
        read_all(ENDPOINT, [{name: cell for name, cell in ROW.items() if name != "credential"}], "register@main")


def test_it_is_known_by_its_header():
    assert ENDPOINT.recognise(list(ROW))
    assert not ENDPOINT.recognise(["vendor", "system", "credential"])
