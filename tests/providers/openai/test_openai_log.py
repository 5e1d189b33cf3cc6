"""OpenAI's audit log: records that the models of the vendor's library accept, and the keys that they name."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from test_samples import check

from fakes.openai import TIME, OpenAI, admin_key, key, page
from fakes.strict import RefusedError, Request
from keyroll.api import Keyroll
from keyroll.intake.fetch import OVERLAP
from keyroll.model.source import Source
from keyroll.providers.catalogue import logs
from keyroll.providers.openai.logs import TYPES
from server_logs import Brought, bring

SOURCE = "openai@main"
LOG = logs("openai")["audit"]
USER = {"id": "user_1", "email": "ada@a.example"}
BROWSER = {"type": "session", "session": {"user": USER, "ip_address": "192.0.2.7"}}


def by_key(number: int, **whose: Any) -> dict[str, Any]:
    whose = whose or {"type": "user", "user": USER}
    return {"type": "api_key", "api_key": {"id": f"key_{number}", **whose}}


def entry(kind: str, number: int = 1, actor: Any = BROWSER, **details: Any) -> dict[str, Any]:
    return {"id": f"audit_log-{number}", "type": kind, "effective_at": TIME + number, "actor": actor, kind: details}


ACCOUNT = by_key(2, type="service_account", service_account={"id": "svc_1"})
KINDS = [
    (entry("login.failed", error_code="x"), (3002, 1, 2, "user:user_1", None)),
    (entry("api_key.created", id="key_5", data={"scopes": ["a"]}), (3001, 1, 1, "api_key:key_5", None)),
    (entry("service_account.deleted", id="svc_2"), (3001, 6, 1, "service_account:svc_2", None)),
    (entry("user.updated", id="user_2", changes_requested={"role": "owner"}), (3005, 1, 1, "user:user_2", "owner")),
    (entry("role.assignment.created", id="r", principal_id="user_3", principal_type="user"),
     (3005, 1, 1, "user:user_3", "r")),
    (entry("group.created", id="group_1", data={"name": "ops"}), (3006, 6, 1, None, "group_1")),
    (entry("invite.sent", id="i", data={"email": "x@b.example", "role": "owner"}), (3004, 1, 1, None, None)),
    (entry("ip_allowlist.config.deactivated", configs=[{"id": "a"}]), (3004, 11, 1, None, None)),
    (entry("organization.updated", id="org", changes_requested={"title": "x"}), (3004, 3, 1, None, None)),
    (entry("workload_identity_provider_mapping.deleted", id="m", service_account_id="svc_3"),
     (3004, 4, 1, "service_account:svc_3", None)),
    (entry("tenant.admin_api_key.created"), (6003, 1, 1, None, None)),
    (entry("something.new"), (3004, 99, 1, None, None)),
]  # fmt: skip


def test_kinds_of_entry(view_rows):
    lines = [json.dumps(one | {"id": str(number)}) for number, (one, _) in enumerate(KINDS)]
    for row, (_, wanted) in zip(view_rows(LOG, SOURCE, lines), KINDS, strict=True):
        target = row["target"] and row["target"].removeprefix(f"{SOURCE}:")
        assert (row["class_uid"], row["activity_id"], row["status_id"], target, row["target_group"]) == wanted
        assert (row["actor"], row["src_ip"]) == (f"{SOURCE}:user:user_1", "192.0.2.7")
    check(LOG, "openai.audit", lines, view_rows)


def test_the_vendor_s_models_accept_the_records_and_no_type_is_forgotten():
    response = pytest.importorskip("openai.types.admin.organization.audit_log_list_response").AuditLogListResponse
    for one, _ in KINDS[:-1]:
        response.model_validate(one)
    told = {field.alias for field in response.model_fields.values() if field.alias and "." in field.alias}
    assert told - set(TYPES) == {"login.succeeded", "logout.succeeded"}, "those two tell nothing of themselves"


@pytest.mark.long
def test_a_key_s_acts_are_its_own_be_it_a_project_s_or_an_admin_key(tmp_path):
    acts = [
        entry("project.created", 1, by_key(1), id="proj_x"),
        entry("project.created", 2, ACCOUNT, id="proj_y"),
        entry("api_key.deleted", 3, by_key(9), id="key_7"),
    ]
    keys = page([key(1), key(2)])
    surveys = {"project_api_keys": keys, "admin_api_keys": page([admin_key()])}
    brought = bring(tmp_path, SOURCE, "audit", [json.dumps(page(acts))], ending="json", **surveys)
    assert brought.quarantine() == {}
    assert brought.told("actor", "credential") == [
        (f"{SOURCE}:user:user_1", f"{SOURCE}:api_key:key_1"),
        (f"{SOURCE}:service_account:svc_1", f"{SOURCE}:api_key:key_2"),
        (f"{SOURCE}:user:user_1", f"{SOURCE}:api_key:key_9"),
    ]
    keyroll = brought.credentials()
    assert {f"{SOURCE}:api_key:key_1", f"{SOURCE}:api_key:key_2", f"{SOURCE}:admin_key:key_9"} == set(keyroll)
    assert all(one["last_used"] for one in keyroll.values())


@pytest.mark.long
@pytest.mark.support("openai", "log", "specification + fake")
def test_it_is_read_live_and_only_what_is_new_the_next_time(tmp_path, monkeypatch):
    begun = datetime.fromtimestamp(TIME, UTC) + timedelta(days=1)
    asked: list[str] = []
    with OpenAI().running() as fake:
        fake.page_size = 2
        fake.acts = [entry("project.updated", number, by_key(1), id="proj_x") for number in range(5, 0, -1)]
        monkeypatch.setenv("ADMIN_KEY", fake.key("sk-admin-"))
        keyroll = Keyroll.open(tmp_path / "home", now=begun)
        keyroll.sources.connect(Source("openai"), "env:ADMIN_KEY", address=fake.address, settings={})
        assert not keyroll.sources.sync().partial
        fake.mood = lambda request: (
            asked.append(request.query.get("effective_at[gte]", "")) if _is_log(request) else None
        )
        late = {"effective_at": int(begun.timestamp()) - 60}
        fake.acts.insert(0, entry("login.failed", 9, None, error_code="x") | late)
        assert not Keyroll.open(tmp_path / "home", now=begun + timedelta(hours=8)).sources.sync().partial
        brought = Brought(keyroll, tmp_path / "home")
        assert [(row["record"], row["operation"]) for row in brought.events()][-2:] == [
            (1, "project.updated"), (1, "login.failed"),
        ]  # fmt: skip
        assert (len(brought.events()), len(fake.faults)) == (6, 0)
        assert asked == [str(int((begun - OVERLAP).timestamp()))]

        def refuse(request: Request) -> None:
            if _is_log(request):
                raise RefusedError(403, fake.refusal(403))

        fake.mood = refuse
        said = Keyroll.open(tmp_path / "home", now=begun + timedelta(days=1)).sources.sync()
    assert said.partial
    assert list(said.unseen[Source("openai")]) == ["audit"]
    assert brought.credentials()[f"{SOURCE}:api_key:key_1"]["last_used"] is not None


def _is_log(request: Request) -> bool:
    return request.path.endswith("/audit_logs")


def test_drift_costs_a_field(view_rows):
    drifted = entry("api_key.created", id="key_5") | {"actor": "x", "project": 7}
    (row,) = view_rows(LOG, SOURCE, [json.dumps(drifted), json.dumps({"id": "x", "type": "y"})])
    assert (row["actor"], row["target"]) == (None, f"{SOURCE}:api_key:key_5")
