"""GitHub's lists and its audit log."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from keyroll.errors import VendorChanged
from keyroll.model.json import Json
from keyroll.model.observation import CredentialState, Entity
from keyroll.model.source import Source
from keyroll.providers.catalogue import logs
from keyroll.providers.contract import Endpoint, Page
from keyroll.providers.github.survey import ENDPOINTS

READ_AT = datetime(2024, 1, 1, tzinfo=UTC)
TOKEN: Json = {
    "id": 1, "owner": {"login": "ann"}, "permissions": {"repository": {"contents": "write"}},
    "access_granted_at": "2023-05-16T08:47:09.000-07:00", "token_id": 98716, "token_name": "ci",
    "token_expired": True, "token_expires_at": "2023-11-16T08:47:09.000-07:00", "token_last_used_at": None,
}  # fmt: skip
AUTHORISED: Json = {
    "login": "ann", "credential_id": 5, "credential_type": "personal access token", "token_last_eight": "71c3fc11",
    "credential_authorized_at": "2023-01-26T19:06:43Z",
}  # fmt: skip
KEY = "AAAAC3NzaC1lZDI1NTE5AAAAIL" + "A" * 42

DEPLOY: Any = {
    "id": 3, "key": f"ssh-ed25519 {KEY} x", "title": "t", "read_only": False, "added_by": "ann", "enabled": False,
}  # fmt: skip


def read(endpoint: str, body: object) -> list[object]:
    (one,) = (one for one in ENDPOINTS if one.name == endpoint)
    assert one.recognise(body)  # type: ignore[arg-type]
    assert sum(other.recognise(body) for other in ENDPOINTS) == 1  # type: ignore[arg-type]
    return list(one.read(Page(Source("github"), endpoint, READ_AT, 1, body)))  # type: ignore[arg-type]


def test_fine_grained_tokens_with_their_permissions() -> None:
    found = read("personal_access_tokens", [TOKEN])
    who, token, power = found
    assert (token.subject.text, token.kind) == ("github@main:token_id:98716", "fine_grained_token")
    assert token.facts["state"] == CredentialState.DEACTIVATED
    assert token.facts["created"] == "2023-05-16T15:47:09Z"
    assert (who.subject, power.subject) == (token.links[0].to, token.links[0].to)
    assert power.facts["privilege"] == "contents:write"


def test_an_authorised_token_is_known_by_its_last_eight_characters_which_only_suggest() -> None:
    (token,) = read("credential_authorizations", [AUTHORISED])
    ((handle),) = token.handles
    assert (handle.text, handle.strong) == ("github@*:token_last_eight:71c3fc11", False)


def test_a_deploy_key_has_the_fingerprint_of_its_public_key() -> None:
    broken = {**DEPLOY, "id": 4, "key": "ssh-rsa AAA..."}
    key, other = read("deploy_keys", [DEPLOY, broken])
    assert key.facts["state"] == CredentialState.SUSPENDED
    (handle,) = key.handles
    assert handle.text.startswith("ssh@*:public_key:SHA256:")
    assert len(base64.b64decode(handle.value.removeprefix("SHA256:") + "=")) == 32
    assert other.handles == ()


def test_a_missing_field_is_told() -> None:
    with pytest.raises(VendorChanged):
        read("deploy_keys", [{"key": "ssh-rsa AAAA", "read_only": True, "added_by": "ann"}])


def test_the_vendor_s_own_examples_are_read(sample: Callable[[str], Path]) -> None:
    for name, file in {
        "personal_access_tokens": "org_personal_access_tokens.json",
        "credential_authorizations": "org_credential_authorizations.json",
        "deploy_keys": "repo_deploy_keys.json",
    }.items():
        found = read(name, json.loads(sample(f"surveys/github/{file}").read_text()))
        assert any(one.entity == Entity.CREDENTIAL for one in found)


def test_whatever_comes_is_read_or_told(survives: Callable[[Endpoint, Json, str], None]) -> None:
    for endpoint, good in zip(ENDPOINTS, ([TOKEN], [AUTHORISED], [DEPLOY]), strict=True):
        survives(endpoint, good, "github@main")


def test_the_audit_log_names_the_token_by_its_hash(view_rows: Callable[..., list[dict[str, Any]]]) -> None:
    record = {"@timestamp": 1741611465102, "_document_id": "d1", "action": "api.request", "actor": "ci", "org": "acme",
              "hashed_token": "E8Fz+/=", "request_method": "GET", "route": "/repos/{owner}/{repo}", "status_code": 404,
              "actor_ip": "192.0.2.1", "user_agent": "curl/8"}  # fmt: skip
    pushed = {"created_at": 1741611465102, "action": "git.push", "actor": "ann", "repo": "acme/web"}
    made = {**pushed, "action": "personal_access_token.access_granted"}
    rows = view_rows(logs("github")["audit"], "github@main", [json.dumps(one) for one in (record, pushed, made)])
    shown = [(one["class_uid"], one["activity_id"], one["status_id"], one["credential"]) for one in rows]
    assert shown == [(6001, 2, 2, "github@*:hashed_token:E8Fz+/="), (6001, 3, 1, None), (3001, 1, 1, None)]
    assert (rows[0]["actor"], rows[0]["src_ip"], rows[0]["resource_group"]) == (
        "github@main:user:ci",
        "192.0.2.1",
        "acme",
    )
    assert rows[1]["resource_name"] == "acme/web"


def test_sample_records_are_read(
    view_rows: Callable[..., list[dict[str, Any]]], sample_lines: Callable[[str], list[str]]
) -> None:
    lines = sample_lines("samples/github/audit.ndjson")
    rows = view_rows(logs("github")["audit"], "github@main", lines)
    timed = [one for one in map(json.loads, lines) if "action" in one and ("@timestamp" in one or "created_at" in one)]
    assert len(rows) == len(timed)
    assert sum(row["credential"] is not None for row in rows) == sum(bool(one.get("hashed_token")) for one in timed)
