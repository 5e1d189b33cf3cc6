"""What people wrote down of places and what they hold."""

from datetime import UTC, datetime
from typing import Any

import pytest

from keyroll.errors import VendorChanged
from keyroll.model.source import Source
from keyroll.providers.catalogue import endpoints
from keyroll.providers.contracts.survey import SurveyPage

ENDPOINT = endpoints("register")["places"]
ROW = {
    "system": "github@main", "kind": "actions_secret", "place": "DEPLOY", "credential": "aws@*:access_key_id:AKIA1",
    "since": "2026-05-12T08:00:00Z", "owner": "team-x",
}  # fmt: skip


def test_a_row_is_a_place_under_the_name_by_which_its_system_lists_it(read_all):
    (one,) = read_all(ENDPOINT, [ROW], "register@main")
    assert one.subject.text == "github@main:actions_secret:DEPLOY"
    facts = {"place": "DEPLOY of github@main", "since": "2026-05-12T08:00:00Z", "owner": "team-x", "row": 1}
    assert one.facts == facts
    assert [(link.relation, link.to.text) for link in one.links] == [("holds", "aws@*:access_key_id:AKIA1")]


def test_a_row_with_a_cell_too_few_says_nothing(read_all):
    assert read_all(ENDPOINT, [ROW, ROW | {"credential": " "}], "register@main")[1:] == []


@pytest.mark.parametrize(("column", "cell"), [("credential", "AKIA1"), ("system", "GitHub main")])
def test_what_is_no_identifier_or_no_source_is_named_and_the_rows_after_it_are_read(column, cell):
    rows: list[Any] = [ROW | {column: cell}, ROW]
    page = SurveyPage(Source.parse("register@main"), "places", datetime(2023, 1, 1, tzinfo=UTC), 1, rows)
    assert len(list(ENDPOINT.read(page))) == 1
    ((number, reason, known),) = page.refused
    assert (number, known) == (1, False)
    assert column in reason


def test_a_column_that_is_missing(read_all):
    with pytest.raises(VendorChanged, match="credential"):
        read_all(ENDPOINT, [{name: cell for name, cell in ROW.items() if name != "credential"}], "register@main")


def test_it_is_known_by_its_header():
    assert ENDPOINT.recognise(list(ROW))
    assert not ENDPOINT.recognise(["vendor", "system", "credential"])
