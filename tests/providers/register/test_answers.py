"""What people answer about strangers and audited places becomes observations; bad rows are named after the good."""

from datetime import UTC, datetime
from typing import Any

import pytest

from keyroll.errors import VendorChanged
from keyroll.model.observation import Entity
from keyroll.model.source import Source
from keyroll.providers.catalogue import endpoints
from keyroll.providers.contracts.survey import SurveyPage

SOURCE = "register@main"
STRANGERS, AUDIT = endpoints("register")["strangers"], endpoints("register")["audit"]
ANSWERED = {
    "id": "aws@*:access_key_id:AKIA1",
    "real": " Yes ",
    "person": "ann",
    "note": "ours",
    "said_on": "2023-10-20",
}
FOUND = {"place": "host-1", "id": "ci", "source": "jira@main", "kind": "account", "person": "ann", "note": ""}


def test_an_answer_is_an_observation_with_its_person_and_day(read_all):
    (one,) = read_all(STRANGERS, [ANSWERED], SOURCE)
    assert (one.entity, one.kind, one.subject.text) == (Entity.ANSWER, "real", ANSWERED["id"])
    assert one.facts == {"answer": "yes", "person": "ann", "note": "ours", "said_on": "2023-10-20"}


def test_what_is_not_answered_yet_says_nothing(read_all):
    assert read_all(STRANGERS, [ANSWERED | {"real": ""}], SOURCE) == []


def test_a_find_is_named_by_its_identifier_or_by_source_and_kind(read_all):
    known, new = read_all(AUDIT, [FOUND | {"id": "aws@*:access_key_id:AKIA1"}, FOUND], SOURCE)
    assert known.subject.text == "aws@*:access_key_id:AKIA1"
    assert new.subject.text == "jira@main:account:ci"
    assert (new.kind, new.facts["answer"]) == ("audit", "host-1")


def test_bad_rows_are_refused_with_their_numbers_and_the_good_ones_are_read():
    rows: list[Any] = [ANSWERED | {"real": "perhaps"}, ANSWERED | {"id": "x"}, ANSWERED]
    page = SurveyPage(Source.parse(SOURCE), "strangers", datetime(2023, 1, 1, tzinfo=UTC), 1, rows, 2)
    (good,) = STRANGERS.read(page)
    assert (good.facts or {})["answer"] == "yes"
    (first, said, _), (second, why, _) = page.refused
    assert (first, second) == (2, 3)
    assert "perhaps" in said
    assert "'x' is not an identifier" in why


@pytest.mark.parametrize(("endpoint", "row"), [(STRANGERS, {"id": "a"}), (AUDIT, {"place": "a", "id": "b"})])
def test_a_missing_column_is_refused(read_all, endpoint, row):
    with pytest.raises(VendorChanged):
        read_all(endpoint, [row], SOURCE)


@pytest.mark.parametrize("row", [FOUND | {"place": ""}, FOUND | {"id": ""}, FOUND | {"source": ""}])
def test_a_find_without_place_or_name_is_refused(row):
    page = SurveyPage(Source.parse(SOURCE), "audit", datetime(2023, 1, 1, tzinfo=UTC), 1, [row], 2)
    assert list(AUDIT.read(page)) == []
    assert [number for number, _, _ in page.refused] == [2]


def test_each_file_is_recognised_by_its_header_alone():
    assert STRANGERS.recognise(list(ANSWERED))
    assert AUDIT.recognise(list(FOUND))
    assert not STRANGERS.recognise(list(FOUND))
    assert not AUDIT.recognise(list(ANSWERED))


@pytest.mark.parametrize(("endpoint", "row"), [(STRANGERS, ANSWERED), (AUDIT, FOUND)])
def test_any_json_gives_observations_or_vendor_changed(survives, endpoint, row):
    survives(endpoint, [row], SOURCE)
