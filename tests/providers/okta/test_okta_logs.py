import json
from datetime import UTC, datetime

import pytest

from keyroll.model.event import ENVELOPE
from keyroll.providers.catalogue import logs

LOG = logs("okta")["system_log"]
USER = {"id": "00u1", "type": "User", "alternateId": "ada@a.example", "displayName": "Ada"}
CLIENT = {"id": "0oa4", "type": "PublicClientApp", "alternateId": "unknown", "displayName": "Sync"}


def event(kind: str, **more: object) -> str:
    return json.dumps(
        {
            "uuid": "u-1",
            "published": "2023-11-14T09:22:49.123Z",
            "eventType": kind,
            "actor": USER,
            "client": {"ipAddress": "192.0.2.7", "userAgent": {"rawUserAgent": "curl/8"}, "zone": "null"},
            "authenticationContext": {"externalSessionId": "s-1"},
            "outcome": {"result": "SUCCESS", "reason": None},
            "target": None,
            "transaction": {"type": "WEB", "id": "t", "detail": {}},
            "debugContext": {"debugData": {"requestUri": "/x", "url": "/x?stateToken=secret"}},
        }
        | more
    )


def target(kind: str, value: str, name: str = "") -> dict[str, object]:
    return {"id": value, "type": kind, "displayName": name or value, "alternateId": "unknown", "detailEntry": None}


def shown(row: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in row.items() if key not in ENVELOPE and value is not None}


ALWAYS = {"src_ip": "192.0.2.7", "user_agent": "curl/8"}
ADA = {"actor": "okta@main:user:00u1", "actor_name": "ada@a.example", "session_uid": "s-1"}


def test_a_sign_on_to_an_app(view_rows):
    (row,) = view_rows(
        LOG,
        "okta@main",
        [
            event(
                "user.authentication.sso",
                target=[target("AppUser", "0ua", "Ada"), target("AppInstance", "0oa1", "Wiki"), target("User", "00u1")],
            )
        ],
    )
    assert row["event_id"] == "u-1"
    assert row["happened_at"] == datetime(2023, 11, 14, 9, 22, 49, 123000, tzinfo=UTC)
    assert shown(row) == ALWAYS | ADA | {
        "class_uid": 3002,
        "activity_id": 1,
        "status_id": 1,
        "operation": "user.authentication.sso",
        "resource_type": "application",
        "resource_uid": "0oa1",
        "resource_name": "Wiki",
        "resource_group": "Wiki",
        "target": "okta@main:user:00u1",
    }


def test_a_request_with_an_api_token_names_the_token(view_rows):
    (row,) = view_rows(
        LOG,
        "okta@main",
        [
            event(
                "group.user_membership.add",
                transaction={"detail": {"requestApiTokenId": "00T9"}},
                target=[target("User", "00u2", "Bob"), target("UserGroup", "00g1", "Admins")],
                authenticationContext={"externalSessionId": "unknown"},
            )
        ],
    )
    assert shown(row) == ALWAYS | {
        "actor": "okta@main:user:00u1",
        "actor_name": "ada@a.example",
        "class_uid": 3006,
        "activity_id": 3,
        "status_id": 1,
        "operation": "group.user_membership.add",
        "credential": "okta@main:api_token:00T9",
        "resource_type": "user",
        "resource_uid": "00u2",
        "resource_name": "Bob",
        "target": "okta@main:user:00u2",
        "target_group": "Admins",
    }


def test_an_oauth_client_is_its_app_and_has_no_credential(view_rows):
    (row,) = view_rows(
        LOG,
        "okta@main",
        [
            event(
                "app.oauth2.token.grant.access_token",
                actor=CLIENT,
                transaction={"detail": {"requestApiTokenId": "AT.abc"}},
                target=[target("access_token", "t1", "Access Token")],
            )
        ],
    )
    assert (row["class_uid"], row["activity_id"], row["status_id"]) == (3002, 1, 1)
    assert (row["actor"], row["actor_name"], row["credential"]) == ("okta@main:app:0oa4", "Sync", None)


@pytest.mark.parametrize(
    ("kind", "targets", "wanted"),
    [
        ("system.api_token.create", [target("Token", "00T9")], (3001, 1, "okta@main:api_token:00T9")),
        ("system.api_token.revoke", [target("Token", "00T9")], (3001, 6, "okta@main:api_token:00T9")),
        ("user.lifecycle.create", [target("User", "00u2")], (3001, 1, "okta@main:user:00u2")),
        ("user.lifecycle.activate", [target("User", "00u2")], (3001, 2, "okta@main:user:00u2")),
        ("user.lifecycle.deactivate", [target("User", "00u2")], (3001, 5, "okta@main:user:00u2")),
        ("user.lifecycle.delete.initiated", [target("User", "00u2")], (3001, 6, "okta@main:user:00u2")),
        ("user.account.update_password", [target("User", "00u2")], (3001, 3, "okta@main:user:00u2")),
        ("user.account.reset_password", [target("User", "00u2")], (3001, 4, "okta@main:user:00u2")),
        ("user.mfa.factor.reset_all", [target("User", "00u2")], (3001, 11, "okta@main:user:00u2")),
        ("user.mfa.factor.deactivate", [target("User", "00u2")], (3001, 11, "okta@main:user:00u2")),
        ("user.mfa.factor.activate", [target("User", "00u2")], (3001, 10, "okta@main:user:00u2")),
        ("user.mfa.factor.update", [target("User", "00u2")], (3001, 99, "okta@main:user:00u2")),
        ("user.account.lock", [target("User", "00u2")], (3001, 9, "okta@main:user:00u2")),
        ("user.account.privilege.grant", [target("User", "00u2")], (3005, 1, "okta@main:user:00u2")),
        ("group.user_membership.remove", [target("User", "00u2")], (3006, 4, "okta@main:user:00u2")),
        ("app.oauth2.credentials.lifecycle.create", [target("AppInstance", "0oa7")], (3001, 1, "okta@main:app:0oa7")),
        (
            "app.oauth2.credentials.lifecycle.deactivate",
            [target("AppInstance", "0oa7"), target("ClientSecret", "ocs1")],
            (3001, 5, "okta@main:client_secret:ocs1"),
        ),
        ("app.oauth2.client.privilege.grant", [target("PublicClientApp", "0oa7")], (3005, 1, "okta@main:app:0oa7")),
        ("application.lifecycle.update", [target("AppInstance", "0oa7")], (3004, 3, None)),
        ("application.lifecycle.delete", [], (3004, 4, None)),
        ("user.session.end", [], (3002, 2, None)),
        ("policy.evaluate_sign_on", [], (6003, 2, None)),
        ("policy.lifecycle.create", [], (3004, 1, None)),
        ("something.new.entirely", [], (6003, 99, None)),
    ],
)
def test_kinds_of_act(kind, targets, wanted, view_rows):
    (row,) = view_rows(LOG, "okta@main", [event(kind, target=targets)])
    assert (row["class_uid"], row["activity_id"], row["target"]) == wanted
    assert row["operation"] == kind


@pytest.mark.parametrize(
    ("result", "status"),
    [("SUCCESS", 1), ("ALLOW", 1), ("FAILURE", 2), ("DENY", 2), ("CHALLENGE", 0), ("SKIPPED", 0), (None, 0)],
)
def test_outcomes(result, status, view_rows):
    (row,) = view_rows(LOG, "okta@main", [event("user.session.start", outcome={"result": result})])
    assert row["status_id"] == status


def test_a_name_that_nobody_bears_is_no_actor(view_rows):
    nobody = {"id": "unknown", "type": "User", "alternateId": "typed@a.example", "displayName": "unknown"}
    machine = {"id": "okta", "type": "SystemPrincipal", "alternateId": "system@okta.com"}
    address = {"id": "192.0.2.7", "type": "IP address", "alternateId": "unknown", "displayName": "192.0.2.7"}
    rows = view_rows(LOG, "okta@main", [event("user.session.start", actor=one) for one in (nobody, machine, address)])
    assert [(row["actor"], row["actor_name"]) for row in rows] == [
        (None, "typed@a.example"),
        ("okta@main:system:okta", "system@okta.com"),
        (None, "192.0.2.7"),
    ]


def test_records_without_id_or_time_are_left_out(view_rows):
    lines = [event("a.b", published="yesterday"), event("a.b", uuid=None), event("a.b", eventType=None), "{}"]
    assert view_rows(LOG, "okta@main", lines) == []


def test_real_records_are_all_placed(sample_lines, view_rows):
    lines = sample_lines("samples/okta/system_log.ndjson")
    rows = view_rows(LOG, "okta@main", lines)
    assert len(rows) == len(lines)
    for row in rows:
        assert row["operation"]
        assert row["class_uid"]
        assert row["actor"] or row["operation"] == "security.threat.detected"
        assert row["happened_at"].year >= 2017
    assert {row["target"] for row in rows if row["operation"] == "system.api_token.create"} == {
        "okta@main:api_token:00phjos6i2N0LcrqO1d71"
    }


CSV = {
    "timestamp": "2023-11-14T09:22:49.123Z", "actor.id": "00u1", "actor.alternate_id": "ada@a.example",
    "actor.type": "User", "client.ip_address": "192.0.2.7", "client.user_agent.raw_user_agent": "curl/8",
    "client.zone": "null", "event_type": "system.api_token.create", "outcome.result": "SUCCESS",
    "authentication_context.external_session_id": "s-1", "security_context.is_proxy": "false",
    "target0.id": "00T1", "target0.type": "Token", "target0.display_name": "etl", "target0.alternate_id": "unknown",
    "target0.detail_entry": "", "transaction.detail": '{"requestApiTokenId": "00T9"}', "transaction.id": "t",
    "debug_context.debug_data": '{"url": "/x?stateToken=secret"}', "uuid": "u-1", "version": "0",
}  # fmt: skip


def test_a_row_of_the_older_form_keeps_what_lies_in_each_other():
    older = {"debug_context.debug_data.request_uri": "/api/v1/apps", "request.ip_chain.ip": "192.0.2.7"}
    assert LOG.table is not None
    row = LOG.table.record({**{name: text for name, text in CSV.items() if "debug" not in name}, **older})
    assert row["debugContext"] == {"debugData": {"requestUri": "/api/v1/apps"}}
    assert row["request"] == {"ipChain": {"ip": "192.0.2.7"}}


def test_a_row_of_the_downloaded_table_reads_as_the_record_of_the_api(view_rows):
    assert LOG.table is not None
    record = event(
        "system.api_token.create",
        target=[target("Token", "00T1", "etl")],
        transaction={"id": "t", "detail": {"requestApiTokenId": "00T9"}},
    )
    row = LOG.table.record(CSV)
    assert "debugContext" not in row
    (of_table,), (of_api,) = (view_rows(LOG, "okta@main", [one]) for one in (json.dumps(row), record))
    assert shown(of_table) == shown(of_api)
