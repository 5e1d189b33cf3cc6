"""Salesforce's answers: tokens of connected apps, and who sees all data."""

from datetime import UTC, datetime
from typing import Any

import pytest

from keyroll.errors import VendorChanged
from keyroll.model.observation import Entity, Observation
from keyroll.model.source import Source
from keyroll.providers.contracts.survey import SurveyPage
from keyroll.providers.salesforce.survey import ENDPOINTS

SOURCE = Source("salesforce", "main")
BY_NAME = {one.name: one for one in ENDPOINTS}
TOKEN = {
    "attributes": {"type": "OauthToken"},
    "Id": "0Cc1",
    "AppName": "Drift",
    "UserId": "0051",
    "CreatedDate": "2024-03-11T08:12:44.000+0000",
    "LastUsedDate": None,
}
ASSIGNED = {
    "attributes": {"type": "PermissionSetAssignment"},
    "AssigneeId": "0051",
    "Assignee": {"Username": "drift@corp.example", "Email": "drift@corp.example"},
    "PermissionSet": {"Name": "X00", "PermissionsViewAllData": True},
}


def page(endpoint: str, *records: dict[str, Any], done: bool = True) -> SurveyPage:
    body: dict[str, Any] = {"totalSize": len(records), "done": done, "records": list(records)}
    return SurveyPage(SOURCE, endpoint, datetime(2025, 8, 4, tzinfo=UTC), 1, body)


def read(endpoint: str, *records: dict[str, Any]) -> list[Observation]:
    return list(BY_NAME[endpoint].read(page(endpoint, *records)))


def test_a_token_is_named_after_its_app():
    (one,) = read("oauth_tokens", TOKEN)
    assert (one.subject.text, one.kind) == ("salesforce@main:oauth_token:0Cc1", "oauth_token")
    assert one.facts == {
        "name": "Drift", "vendor_kind": "OAuth token", "state": "active", "created": "2024-03-11T08:12:44Z"
    }  # fmt: skip
    assert [link.to.text for link in one.links] == ["salesforce@main:user:0051"]


def test_a_token_without_an_id_is_its_user_its_app_and_its_time():
    (one,) = read("oauth_tokens", TOKEN | {"Id": None})
    assert one.subject.text == "salesforce@main:oauth_token:0051/Drift/2024-03-11T08:12:44.000+0000"


@pytest.mark.parametrize(("sees", "grants"), [(True, ["X00", "view all data"]), (False, ["X00"]), (None, ["X00"])])
def test_who_sees_all_data(sees: bool | None, grants: list[str]):
    assigned = ASSIGNED | {"PermissionSet": {"Name": "X00", "PermissionsViewAllData": sees}}
    found = read("permission_set_assignments", assigned)
    assert [one.facts["privilege"] for one in found if one.entity is Entity.GRANT and one.facts] == grants


@pytest.mark.parametrize(
    ("endpoint", "record", "field"),
    [("oauth_tokens", TOKEN, "AppName"), ("permission_set_assignments", ASSIGNED, "AssigneeId")],
)
def test_a_field_that_is_missing(endpoint: str, record: dict[str, Any], field: str):
    with pytest.raises(VendorChanged, match=field):
        read(endpoint, {name: value for name, value in record.items() if name != field})


def test_each_answer_is_recognised_and_only_it():
    for name, record in (("oauth_tokens", TOKEN), ("permission_set_assignments", ASSIGNED)):
        body = page(name, record).body
        assert [one.name for one in ENDPOINTS if one.recognise(body)] == [name]
    bodies: list[Any] = [{}, [], {"records": []}, {"done": True}]
    assert not any(one.recognise(body) for one in ENDPOINTS for body in bodies)


def test_another_page():
    assert BY_NAME["oauth_tokens"].more(page("oauth_tokens", TOKEN, done=False))
    assert not BY_NAME["oauth_tokens"].more(page("oauth_tokens", TOKEN))
