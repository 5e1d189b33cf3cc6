import json
from datetime import UTC, datetime

import pytest

from keyroll.model.event import ENVELOPE
from keyroll.providers.catalogue import logs

ACCESS = logs("cloudflare")["access"]
AUDIT = logs("cloudflare")["audit"]
SOURCE = "cloudflare@main"


def request(**more: object) -> str:
    return json.dumps(
        {
            "Action": "login",
            "Allowed": True,
            "AppDomain": "jira.a.example/browse",
            "AppUUID": "app-1",
            "Connection": "okta",
            "Country": "us",
            "CreatedAt": "2023-11-15T16:28:38Z",
            "Email": "Ada@A.example",
            "IPAddress": "192.0.2.7",
            "RayID": "ray-1",
            "UserUID": "uid-1",
        }
        | more
    )


def act(kind: str, **more: object) -> str:
    return json.dumps(
        {
            "ActionResult": True,
            "ActionType": kind,
            "ActorEmail": "ada@a.example",
            "ActorID": "a-1",
            "ActorIP": "::ffff:192.0.2.7",
            "ActorType": "user",
            "ID": "id-1",
            "Interface": "UI",
            "Metadata": {},
            "NewValue": {"destination_conf": "secret"},
            "ResourceID": "r-1",
            "ResourceType": "gateway.rule",
            "When": "2023-11-15T16:28:38Z",
        }
        | more
    )


def shown(row: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in row.items() if key not in ENVELOPE and value is not None}


def test_a_person_signs_in(view_rows):
    (row,) = view_rows(ACCESS, SOURCE, [request()])
    assert row["event_id"] == "ray-1"
    assert row["happened_at"] == datetime(2023, 11, 15, 16, 28, 38, tzinfo=UTC)
    assert shown(row) == {
        "class_uid": 3002,
        "activity_id": 1,
        "status_id": 1,
        "operation": "login",
        "actor": "cloudflare@main:user:ada@a.example",
        "actor_name": "Ada@A.example",
        "resource_type": "application",
        "resource_uid": "app-1",
        "resource_name": "jira.a.example/browse",
        "resource_group": "jira.a.example",
        "src_ip": "192.0.2.7",
    }


@pytest.mark.parametrize(("allowed", "status"), [(True, 1), (False, 2)])
def test_a_service_token_is_actor_and_credential(allowed, status, view_rows):
    line = request(Email="", Connection="service_token", UserUID="uuid-1", Allowed=allowed, Action="")
    (row,) = view_rows(ACCESS, SOURCE, [line])
    assert (row["status_id"], row["operation"]) == (status, "access")
    assert row["actor"] == row["credential"] == "cloudflare@main:access_service_token:uuid-1"


def test_nobody_in_particular_is_no_actor(view_rows):
    lines = [
        request(Email="", Connection="service_token", UserUID="", Allowed=False),
        request(Email="", Connection="onetimepin", Allowed=False),
    ]
    assert [(row["actor"], row["credential"]) for row in view_rows(ACCESS, SOURCE, lines)] == [(None, None)] * 2


def test_records_without_id_time_or_decision_are_left_out(view_rows):
    lines = [request(RayID=None), request(CreatedAt="soon"), request(Allowed=None), "{}"]
    assert view_rows(ACCESS, SOURCE, lines) == []


def test_an_act_of_administration(view_rows):
    (row,) = view_rows(AUDIT, SOURCE, [act("gateway_create")])
    assert row["event_id"] == "id-1"
    assert row["happened_at"] == datetime(2023, 11, 15, 16, 28, 38, tzinfo=UTC)
    assert shown(row) == {
        "class_uid": 6003,
        "activity_id": 1,
        "status_id": 1,
        "operation": "gateway_create",
        "actor": "cloudflare@main:user:ada@a.example",
        "actor_name": "ada@a.example",
        "resource_type": "gateway.rule",
        "resource_uid": "r-1",
        "src_ip": "192.0.2.7",
    }


SERVICE, ACCOUNT = "cloudflare@main:access_service_token:r-1", "cloudflare@main:account_token:r-1"


@pytest.mark.parametrize(
    ("kind", "resource", "wanted"),
    [
        ("access_service_token_create", "access.service_token", (3001, 1, SERVICE)),
        ("access_service_token_rotate", "access.service_token", (3001, 3, SERVICE)),
        ("access_service_token_delete", "access.service_token", (3001, 6, SERVICE)),
        ("access_service_token_refresh", "access.service_token", (3004, 3, SERVICE)),
        ("rotate", "access serviceToken", (3001, 3, SERVICE)),
        ("token_create", "account", (3001, 1, ACCOUNT)),
        ("token_roll", "api_token", (3001, 3, ACCOUNT)),
        ("token_revoke", "api_token", (3001, 6, ACCOUNT)),
        ("token_disable", "api_token", (3001, 5, ACCOUNT)),
        ("login", "account", (3002, 1, None)),
        ("gateway_update", "gateway.list", (6003, 3, None)),
        ("rec_del", "DNS_record", (6001, 4, None)),
        ("rec_add", "DNS_record", (6001, 1, None)),
        ("rec_set", "DNS_record", (6001, 3, None)),
        ("pending", "zone", (6003, 99, None)),
    ],
)
def test_kinds_of_act(kind, resource, wanted, view_rows):
    (row,) = view_rows(AUDIT, SOURCE, [act(kind, ResourceType=resource)])
    assert (row["class_uid"], row["activity_id"], row["target"]) == wanted


def test_a_token_as_actor_and_an_unknown_outcome(view_rows):
    by_token = act("a_update", ActorEmail="", ActorType="account_token", ActionResult=None)
    refused = act("a_update", ActorEmail="", ActionResult=False)
    first, second = view_rows(AUDIT, SOURCE, [by_token, refused])
    assert first["actor"] == first["credential"] == "cloudflare@main:account_token:a-1"
    assert (second["actor"], second["credential"]) == ("cloudflare@main:user:a-1", None)
    assert (first["status_id"], second["status_id"]) == (0, 2)


@pytest.mark.parametrize(("file", "log"), [("access_requests", ACCESS), ("audit_logs", AUDIT)])
def test_real_records_are_all_placed(file, log, sample_lines, view_rows):
    lines = sample_lines(f"samples/cloudflare/{file}.ndjson")
    rows = view_rows(log, SOURCE, lines)
    assert len(rows) == len(lines)
    assert all(row["actor"] and row["operation"] and row["class_uid"] and row["src_ip"] for row in rows)
    assert all(row["happened_at"].year >= 2023 for row in rows)
