import json
from datetime import UTC, datetime

import pytest

from keyroll.model.event import ENVELOPE
from keyroll.providers.catalogue import endpoints, logs, provider

LOG = logs("smartsheet")["events"]
SOURCE = "smartsheet@main"


def event(kind: str, action: str, **more: object) -> str:
    return json.dumps(
        {
            "eventId": "e-1",
            "objectType": kind,
            "action": action,
            "objectId": 22,
            "eventTimestamp": "2023-11-14T09:22:49Z",
            "userId": 11,
            "requestUserId": 11,
            "accessTokenName": None,
            "source": "WEB_APP",
            "additionalDetails": {"emailAddress": "ada@a.example"},
        }
        | more
    )


def shown(row: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in row.items() if key not in ENVELOPE and value is not None}


def test_no_token_is_listed_and_the_reason_is_given():
    (kind,) = provider("smartsheet").kinds
    assert not kind.listed_by
    assert kind.unlistable_because
    assert set(endpoints("smartsheet")) == {"users"}


def test_a_token_reads_a_sheet(view_rows):
    (row,) = view_rows(LOG, SOURCE, [event("SHEET", "LOAD", accessTokenName="ci token", source="API_UNDEFINED_APP")])
    assert row["event_id"] == "e-1"
    assert row["source"] == SOURCE
    assert row["happened_at"] == datetime(2023, 11, 14, 9, 22, 49, tzinfo=UTC)
    assert shown(row) == {
        "class_uid": 6001,
        "activity_id": 2,
        "status_id": 1,
        "operation": "SHEET - LOAD",
        "actor": "smartsheet@main:user:11",
        "actor_name": "ada@a.example",
        "credential": "smartsheet@main:access_token:11/ci token",
        "resource_type": "sheet",
        "resource_uid": "22",
    }


def test_a_token_belongs_to_the_user_who_made_the_request(view_rows):
    (row,) = view_rows(LOG, SOURCE, [event("SHEET", "LOAD", accessTokenName="ci", requestUserId=99)])
    assert row["actor"] == "smartsheet@main:user:99"
    assert row["credential"] == "smartsheet@main:access_token:99/ci"


def test_a_person_in_the_web_application_has_an_address_and_no_token(view_rows):
    details = {"emailAddress": "ada@a.example", "sourceIpAddress": "192.0.2.7"}
    (row,) = view_rows(LOG, SOURCE, [event("SHEET", "UPDATE", additionalDetails=details)])
    assert (row["actor"], row["credential"], row["src_ip"]) == ("smartsheet@main:user:11", None, "192.0.2.7")


def test_making_a_token_names_it(view_rows):
    details = {"emailAddress": "ada@a.example", "tokenName": "ci", "tokenDisplayValue": "abcd"}
    rows = view_rows(
        LOG,
        SOURCE,
        [event("ACCESS_TOKEN", action, additionalDetails=details) for action in ("AUTHORIZE", "REFRESH", "REVOKE")],
    )
    assert [(row["class_uid"], row["activity_id"]) for row in rows] == [(3001, 1), (3001, 3), (3001, 6)]
    assert {row["target"] for row in rows} == {"smartsheet@main:access_token:11/ci"}


@pytest.mark.parametrize(
    ("kind", "action", "wanted"),
    [
        ("ACCOUNT", "LIST_SHEETS", (6001, 2)),
        ("ACCOUNT", "DOWNLOAD_USER_LIST", (6001, 7)),
        ("ACCOUNT", "UPDATE_MAIN_CONTACT", (6003, 3)),
        ("ATTACHMENT", "CREATE", (6001, 1)),
        ("ATTACHMENT", "LOAD", (6001, 7)),
        ("DASHBOARD", "ADD_PUBLISH", (3005, 1)),
        ("GROUP", "ADD_MEMBER", (3006, 3)),
        ("GROUP", "REMOVE_MEMBER", (3006, 4)),
        ("GROUP", "CREATE", (3006, 6)),
        ("REPORT", "EXPORT", (6001, 7)),
        ("SHEET", "ADD_SHARE", (3005, 1)),
        ("SHEET", "REMOVE_SHARE_MEMBER", (3005, 2)),
        ("SHEET", "SEND_AS_ATTACHMENT", (6001, 7)),
        ("SHEET", "PURGE", (6001, 4)),
        ("SHEET", "RENAME", (6001, 3)),
        ("USER", "ADD_TO_ACCOUNT", (3001, 1)),
        ("USER", "REMOVE_FROM_ACCOUNT", (3001, 6)),
        ("USER", "REMOVE_FROM_GROUPS", (3006, 4)),
        ("USER", "SEND_PASSWORD_RESET", (3001, 4)),
        ("USER", "TRANSFER_OWNED_ITEMS", (3005, 1)),
        ("WORKSPACE", "ADD_WORKSPACE_SHARE", (3005, 1)),
        ("NOVELTY", "INVENT", (6001, 99)),
    ],
)
def test_kinds_of_act(kind, action, wanted, view_rows):
    (row,) = view_rows(LOG, SOURCE, [event(kind, action)])
    assert (row["class_uid"], row["activity_id"]) == wanted


def test_records_without_id_time_or_action_are_left_out(view_rows):
    lines = [event("SHEET", "LOAD", eventId=None), event("SHEET", "LOAD", eventTimestamp="soon"), "{}"]
    assert view_rows(LOG, SOURCE, lines) == []


def test_vendor_examples_are_all_placed(sample, view_rows):
    records = json.loads(sample("surveys/smartsheet/events.shape.json").read_text("utf-8"))["data"]
    rows = view_rows(LOG, SOURCE, [json.dumps(one) for one in records])
    assert len(rows) == len(records)
    assert all(row["actor"] and row["operation"] and row["happened_at"] for row in rows)
    assert sum(row["credential"] is not None for row in rows) == 2
