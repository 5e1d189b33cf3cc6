"""Anthropic's activity feed: records as the vendor's pages describe them."""

import json
from typing import Any

import pytest
from test_samples import check

from keyroll.providers.catalogue import logs
from server_logs import bring

SOURCE = "anthropic@main"
LOG = logs("anthropic")["activities"]
FROM = {"ip_address": "192.0.2.7", "user_agent": "Mozilla/5.0"}
PERSON = {"type": "user_actor", "email_address": "ada@a.example", "user_id": "user_1", **FROM}
KEY = {"type": "api_actor", "api_key_id": "apikey_1", **FROM}
ADMIN = {"type": "admin_api_key_actor", "admin_api_key_id": "apikey_9"}
SYNC = {"type": "scim_directory_sync_actor", "directory_id": "d1", "workos_event_id": "e", "idp_connection_type": None}
UNKNOWN = {"type": "unauthenticated_user_actor", "unauthenticated_email_address": "x@b.example", **FROM}


def activity(kind: str, number: int = 1, actor: Any = PERSON, **more: Any) -> dict[str, Any]:
    known = {"id": f"activity_{number}", "created_at": f"2026-04-10T08:09:{number:02d}Z", "organization_id": "org_1"}
    return known | {"organization_uuid": "o-1", "actor": actor, "type": kind} | more


KINDS = [
    (activity("sso_login_failed", actor=UNKNOWN), (3002, 1, 2, "user", None, None)),
    (activity("sso_login_initiated", actor=UNKNOWN), (3002, 1, 0, "user", None, None)),
    (activity("social_login_succeeded"), (3002, 1, 1, "user", "user:user_1", None)),
    (activity("user_logged_out"), (3002, 2, 1, "user", "user:user_1", None)),
    (activity("platform_api_key_created", api_key_id="apikey_2"), (3001, 1, 1, "api_key", "api_key:apikey_2", None)),
    (activity("admin_api_key_deleted", admin_api_key_id="k"), (3001, 6, 1, "admin_api_key", "admin_key:k", None)),
    (activity("service_key_revoked", service_key_id="s"), (3001, 6, 1, "service_key", "service_key:s", None)),
    (activity("scim_user_created", actor=SYNC, user_id="user_2"), (3001, 1, 1, "user", "user:user_2", None)),
    (activity("org_user_deleted", deleted_user_id="user_2"), (3001, 6, 1, "user", "user:user_2", None)),
    (activity("role_assignment_granted", target_id="user_2", target_type="user", role="admin"),
     (3005, 1, 1, "role", "user:user_2", "admin")),
    (activity("platform_workspace_member_added", workspace_id="w", user_id="user_2"),
     (3006, 3, 1, "group", "user:user_2", "w")),
    (activity("mcp_server_created", mcp_server_id="m"), (3004, 1, 1, "mcp_server", None, None)),
    (activity("claude_chat_viewed", claude_chat_id="c"), (6001, 2, 1, "chat", None, None)),
    (activity("claude_project_document_deletion_failed", claude_project_id="p"), (6001, 4, 2, "document", None, None)),
    (activity("platform_file_content_downloaded", actor=KEY, file_id="f"), (6001, 7, 1, "file", None, None)),
    (activity("org_data_export_started"), (6001, 7, 1, "organization", None, None)),
    (activity("org_sso_connection_deactivated"), (3004, 11, 1, "org_sso", None, None)),
    (activity("compliance_api_accessed", actor=KEY, url="https://api.anthropic.com/v1/compliance/activities?x=1",
              status_code=403), (6003, 2, 2, "organization", None, None)),
    (activity("something_new"), (6003, 99, 1, "organization", None, None)),
]  # fmt: skip


@pytest.mark.support("anthropic", "log", "samples only")
def test_kinds_of_activity(view_rows):
    lines = [json.dumps(one | {"id": str(number)}) for number, (one, _) in enumerate(KINDS)]
    for row, (given, wanted) in zip(view_rows(LOG, SOURCE, lines), KINDS, strict=True):
        target = row["target"] and row["target"].removeprefix(f"{SOURCE}:")
        told = tuple(row[name] for name in ("class_uid", "activity_id", "status_id", "resource_type"))
        assert (*told, target, row["target_group"]) == wanted, given["type"]
    check(LOG, "anthropic.activities", lines, view_rows)


def test_keys_are_joined_and_bodies_of_requests_are_not_kept(tmp_path):
    acts = [
        activity("platform_file_uploaded", 1, KEY, file_id="f", request_body="s3cr3t-of-a-test"),
        activity("platform_workspace_created", 2, ADMIN, workspace_id="w"),
    ]
    listed = {
        "id": "apikey_1", "name": "ci", "status": "active", "created_at": "2026-01-01T00:00:00Z", "expires_at": None,
        "partial_key_hint": "sk-ant-api03-R2D...igAA", "scope": {"type": "workspace", "workspace_id": "w"},
        "created_by": {"id": "user_1", "type": "user"},
    }  # fmt: skip
    whole = json.dumps({"data": acts, "has_more": False, "first_id": "activity_1", "last_id": "activity_2"})
    keys = {"data": [listed], "has_more": False}
    brought = bring(tmp_path, SOURCE, "activities", [whole], ending="json", api_keys=keys)
    assert brought.quarantine() == {}
    used, admin = f"{SOURCE}:api_key:apikey_1", f"{SOURCE}:admin_key:apikey_9"
    assert brought.told("credential", "src_ip") == [(used, "192.0.2.7"), (admin, None)]
    assert "s3cr3t" not in repr(brought.events())
    assert brought.credentials()[used]["last_used"] is not None


def test_drift_costs_a_field(view_rows):
    drifted = activity("claude_chat_viewed", claude_chat_id={"a": 1}, status_code="x") | {"actor": [1]}
    (row,) = view_rows(LOG, SOURCE, [json.dumps(drifted), json.dumps({"id": "x"})])
    assert (row["class_uid"], row["actor"]) == (6001, None)
