"""GitLab: lists of tokens, audit events and the API's log, and that use joins the lists."""

import json
from typing import Any

import pytest

from keyroll.model.observation import CredentialState
from keyroll.providers.catalogue import endpoints, logs, provider
from small_world import SmallWorld

SOURCE = "gitlab@main"
AUDIT, API = logs("gitlab")["audit"], logs("gitlab")["api"]
TOKEN = {
    "id": 4,
    "name": "nightly",
    "revoked": False,
    "created_at": "2023-07-23T14:31:47.729Z",
    "scopes": ["api"],
    "user_id": 3,
    "last_used_at": None,
    "active": True,
    "expires_at": "2024-01-31",
}
DEPLOY = {
    "id": 1,
    "name": "pull",
    "username": "gitlab+deploy-token-1",
    "expires_at": None,
    "revoked": False,
    "expired": True,
    "scopes": ["read_repository"],
}
KEY = {
    "id": 9,
    "title": "ci",
    "key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA==",
    "created_at": "2023-07-23T14:31:47Z",
    "projects_with_write_access": [{"id": 1, "path_with_namespace": "a/b"}],
}
GOOD: dict[str, Any] = {
    "personal_access_tokens": [TOKEN],
    "project_access_tokens": [TOKEN | {"access_level": 40}],
    "deploy_tokens": [DEPLOY],
    "deploy_keys": [KEY],
    "runners": [{"id": 6, "paused": True, "description": "build", "runner_type": "project_type"}],
    "variables": {"of": "project 7", "variables": [{"key": "AWS", "masked": True, "environment_scope": "prod"}]},
}


def request(token: int = 4, **more: Any) -> str:
    return json.dumps(
        {
            "time": "2023-11-14T09:38:33.401Z",
            "duration_s": 0.04,
            "status": 200,
            "method": "GET",
            "path": "/api/v4/projects/a%2Fb/repository/tags",
            "params": [{"key": "page", "value": "1"}],
            "remote_ip": "192.0.2.7, 127.0.0.1",
            "ua": "curl/8",
            "route": "/api/:version/projects/:id/repository/tags",
            "user_id": 3,
            "username": "bot",
            "token_type": "PersonalAccessToken",
            "token_id": token,
            "correlation_id": "c1",
        }
        | more
    )


def event(kind: str | None = None, **more: Any) -> str:
    return json.dumps(
        {
            "id": 7,
            "author_id": 1,
            "entity_id": 6,
            "entity_type": "Project",
            "event_type": kind,
            "created_at": "2023-11-14T07:00:41.885Z",
            "details": {"author_name": "Ann", "ip_address": "192.0.2.7", "entity_path": "a/b"},
        }
        | more
    )


def test_tokens_have_states_and_powers(read_all):
    token, scope = read_all(endpoints("gitlab")["personal_access_tokens"], [TOKEN], SOURCE)
    assert (token.subject.text, token.links[0].to.text) == (f"{SOURCE}:access_token:4", f"{SOURCE}:user:3")
    assert scope.facts == {"privilege": "api", "resource": "gitlab:personal"}
    *_, level = read_all(endpoints("gitlab")["project_access_tokens"], GOOD["project_access_tokens"], SOURCE)
    assert level.facts["privilege"] == "maintainer"
    for changes, state in (
        ({"revoked": True, "active": False}, CredentialState.DESTROYED),
        ({"active": False}, CredentialState.DEACTIVATED),
    ):
        (one, _) = read_all(endpoints("gitlab")["personal_access_tokens"], [TOKEN | changes], SOURCE)
        assert one.facts["state"] == state
    deploy, _ = read_all(endpoints("gitlab")["deploy_tokens"], [DEPLOY], SOURCE)
    assert (deploy.facts["state"], deploy.identifiers[0].kind) == (CredentialState.DEACTIVATED, "username")
    key, power = read_all(endpoints("gitlab")["deploy_keys"], [KEY], SOURCE)
    assert key.identifiers[0].text.startswith("ssh@*:public_key:SHA256:")
    assert power.facts == {"privilege": "write", "resource": "a/b"}


def test_the_bot_user_of_a_group_s_token_is_another_name_of_it(read_all):
    for name, level, identifiers in (
        ("personal_access_tokens", {}, []),
        ("group_access_tokens", {"access_level": 30}, [f"{SOURCE}:user:3"]),
        ("group_access_tokens", {"access_level": 30, "revoked": True, "active": False}, []),
    ):
        token, *_ = read_all(endpoints("gitlab")[name], [TOKEN | level], SOURCE)
        assert [one.text for one in token.identifiers] == identifiers


def test_a_runner_has_one_token_and_a_variable_is_a_place(read_all):
    (runner,) = read_all(endpoints("gitlab")["runners"], GOOD["runners"], SOURCE)
    assert (runner.kind, runner.facts["state"]) == ("runner_token", "suspended")
    (place,) = read_all(endpoints("gitlab")["variables"], GOOD["variables"], SOURCE)
    assert (place.kind, place.facts["place"]) == ("ci_variable", "CI variable AWS of project 7, environment prod")


@pytest.mark.parametrize("name", GOOD)
def test_each_body_is_recognised_by_its_own_endpoint_only(name, survives):
    assert [one.name for one in endpoints("gitlab").values() if one.recognise(GOOD[name])] == [name]
    survives(endpoints("gitlab")[name], GOOD[name], SOURCE)


def test_every_listed_kind_has_its_endpoint():
    assert {kind.listed_by for kind in provider("gitlab").kinds if kind.listed_by} <= set(endpoints("gitlab"))


def test_a_request_names_its_token(view_rows):
    (row,) = view_rows(API, SOURCE, [request()])
    names = ("class_uid", "activity_id", "status_id", "credential", "resource_uid", "src_ip", "user_agent")
    assert tuple(row[name] for name in names) == (
        6001,
        2,
        1,
        f"{SOURCE}:access_token:4",
        "a/b",
        "192.0.2.7",
        "curl/8",
    )


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({"token_type": "DeployToken"}, (6001, 2, 1, f"{SOURCE}:deploy_token:4")),
        ({"token_type": None, "status": 401, "meta.auth_fail_token_id": "PersonalAccessToken/12"},
         (6001, 2, 2, f"{SOURCE}:access_token:12")),
        ({"path": "/api/v4/search", "params": [{"key": "search", "value": "vpn"}]},
         (6001, 5, 1, f"{SOURCE}:access_token:4")),
        ({"path": "/api/v4/projects/7/repository/archive.zip"}, (6001, 7, 1, f"{SOURCE}:access_token:4")),
        ({"path": "/api/v4/users", "method": "POST", "status": "201"}, (6003, 1, 1, f"{SOURCE}:access_token:4")),
        ({"path": "/api/v4/projects/a%2Fb/variables"}, (6005, 1, 1, f"{SOURCE}:access_token:4")),
        ({"path": "/api/v4/groups/7/variables/KEY"}, (6005, 1, 1, f"{SOURCE}:access_token:4")),
        ({"path": "/api/v4/projects/7/variables", "method": "POST"}, (6001, 1, 1, f"{SOURCE}:access_token:4")),
        ({"status": 503}, (6001, 2, 0, f"{SOURCE}:access_token:4")),
        ({"status": 429}, (6001, 2, 0, f"{SOURCE}:access_token:4")),
    ],
)  # fmt: skip
def test_kinds_of_request(view_rows, more, wanted):
    (row,) = view_rows(API, SOURCE, [request(**more)])
    assert tuple(row[name] for name in ("class_uid", "activity_id", "status_id", "credential")) == wanted


@pytest.mark.parametrize(
    ("method", "path", "wanted"),
    [
        ("POST", "projects/7/deploy_keys", (3001, 1, "deploy_key", None)),
        ("DELETE", "projects/7/deploy_keys/9", (3001, 6, "deploy_key", f"{SOURCE}:deploy_key:9")),
        ("POST", "groups/7/access_tokens", (3001, 1, "access_token", None)),
        ("POST", "groups/7/access_tokens/5/rotate", (3001, 3, "access_token", f"{SOURCE}:access_token:5")),
        ("POST", "users/3/personal_access_tokens", (3001, 1, "access_token", None)),
        ("POST", "user/runners", (3001, 1, "runner", None)),
        ("POST", "projects/7/hooks", (3004, 1, "webhook", None)),
        ("POST", "projects/7/pipeline_schedules", (3004, 1, "schedule", None)),
        ("POST", "groups/7/members", (3006, 3, "group", f"{SOURCE}:user:12")),
        ("DELETE", "projects/7/members/12", (3006, 4, "group", f"{SOURCE}:user:12")),
        ("GET", "projects/7/deploy_keys", (6001, 2, "project", None)),
    ],
)
def test_administration_by_request(view_rows, method, path, wanted):
    params = [{"key": "user_id", "value": "12"}]
    (row,) = view_rows(API, SOURCE, [request(method=method, path=f"/api/v4/{path}", params=params)])
    assert tuple(row[name] for name in ("class_uid", "activity_id", "resource_type", "target")) == wanted


def member(act: str) -> dict[str, Any]:
    return {"entity_type": "Group", "target_type": "User", "target_id": 5, "entity_path": "g", "event_type": act}


@pytest.mark.parametrize(
    ("record", "wanted"),
    [
        (
            event("personal_access_token_issued", target_type="PersonalAccessToken", target_id=4),
            (3001, 1, 1, f"{SOURCE}:access_token:4"),
        ),
        (
            event("project_access_token_deleted", target_type="PersonalAccessToken", target_id=4),
            (3001, 6, 1, f"{SOURCE}:access_token:4"),
        ),
        (event("project_access_token_creation_failed"), (3001, 99, 2, None)),
        (
            event("deploy_token_revoked", target_type="DeployToken", target_id=1),
            (3001, 6, 1, f"{SOURCE}:deploy_token:1"),
        ),
        (event(**member("member_created")), (3006, 3, 1, f"{SOURCE}:user:5")),
        (event(**member("member_destroyed")), (3006, 4, 1, f"{SOURCE}:user:5")),
        (event(**member("member_updated")), (3005, 1, 1, f"{SOURCE}:user:5")),
        (event("user_blocked", entity_type="User", entity_id=5), (3001, 5, 1, f"{SOURCE}:user:5")),
        (event("user_created", entity_type="User", entity_id=5), (3001, 1, 1, f"{SOURCE}:user:5")),
        (event("repository_git_operation"), (6001, 7, 1, None)),
        (event(details={"custom_message": "Project archived"}), (6001, 3, 1, None)),
        (event(details={"with": "standard"}, entity_type="User", entity_id=5), (3002, 1, 1, f"{SOURCE}:user:5")),
        (event("webhook_created"), (3004, 1, 1, None)),
        (event("nobody_knows", entity_type="Thing"), (6003, 99, 1, None)),
    ],
)
def test_kinds_of_audit_event(view_rows, record, wanted):
    (row,) = view_rows(AUDIT, SOURCE, [record])
    assert tuple(row[name] for name in ("class_uid", "activity_id", "status_id", "target")) == wanted


def test_drifting_types_cost_only_their_field(view_rows):
    (row,) = view_rows(AUDIT, SOURCE, [event("user_created", details="text", target_id=[1], author_id="1")])
    assert (row["operation"], row["actor"]) == ("user_created", f"{SOURCE}:user:1")
    assert view_rows(AUDIT, SOURCE, ["{}", event(created_at="soon")]) == []


def test_use_in_the_log_joins_the_list(tmp_path):
    world = SmallWorld(tmp_path)
    world.survey(SOURCE, "11-01", "personal_access_tokens", [TOKEN])
    world.log(SOURCE, "api", request(), request(8, correlation_id="c2"))
    world.log(
        SOURCE,
        "audit",
        event("personal_access_token_revoked", target_type="PersonalAccessToken", target_id=4),
    )
    world.sync()
    rows = world.credentials()
    assert (rows[f"{SOURCE}:access_token:4"]["uses"], rows[f"{SOURCE}:access_token:4"]["name"]) == (1, "nightly")
    assert rows[f"{SOURCE}:access_token:8"]["inferred"]
    assert [row["act"] for row in world.query("SELECT act, id FROM lifecycle")] == ["deleted"]


@pytest.mark.long
def test_a_bot_user_goes_over_to_the_token_that_replaces_its_own(tmp_path):
    world, bot = SmallWorld(tmp_path), f"{SOURCE}:user:3"
    old, new = (TOKEN | {"id": number, "access_level": 30} for number in (4, 5))
    world.survey(SOURCE, "11-01", "group_access_tokens", [old])
    world.survey(SOURCE, "11-08", "group_access_tokens", [old])
    world.sync()
    assert world.ids()[bot] == f"{SOURCE}:access_token:4"
    world.survey(SOURCE, "11-15", "group_access_tokens", [old | {"revoked": True, "active": False}, new])
    world.sync()
    assert world.ids()[bot] == f"{SOURCE}:access_token:5"
    assert world.query("SELECT * FROM identifiers WHERE ambiguous") == []


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("personal_access_tokens", "personal_access_tokens"),
        ("project_access_tokens", "project_access_tokens"),
        ("deploy_tokens", "deploy_tokens"),
    ],
)
def test_vendor_examples_are_read(file, name, sample, read_all):
    body = json.loads(sample(f"surveys/gitlab/{file}.json").read_text("utf-8"))
    assert read_all(endpoints("gitlab")[name], body, SOURCE)
    assert [one.name for one in endpoints("gitlab").values() if one.recognise(body)] == [name]
