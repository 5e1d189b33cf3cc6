"""From exports and logs to a narrower document, for each system that has a language."""

import json
from datetime import timedelta
from typing import Any

import pytest
import yaml

from keyroll.api import Keyroll
from keyroll.api.reaching import Least, least_privilege
from keyroll.errors import NothingToDo, UsageError
from small_world import NOW, SmallWorld, iso

KUBERNETES, OPENBAO, POSTGRESQL, OKTA = "kubernetes@main", "openbao@main", "postgresql@main", "okta@main"
CI = "system:serviceaccount:shop:ci"
DAY, AT = "11-01", "2023-11-14T13:10:04.499444Z"
RBAC = "rbac.authorization.k8s.io/v1"


def request(number: int, verb: str, user: str = CI, **more: Any) -> str:
    about = {"resource": "pods", "namespace": "shop", "name": "web", "apiVersion": "v1"} | more.pop("about", {})
    return json.dumps({
        "kind": "Event", "level": "Metadata", "auditID": f"a{number}", "stage": "ResponseComplete", "verb": verb,
        "requestURI": "/api/v1/x", "user": {"username": user, "groups": ["system:authenticated"]},
        "sourceIPs": ["192.0.2.7"], "objectRef": about, "responseStatus": {"code": 200},
        "requestReceivedTimestamp": AT, "annotations": {"authorization.k8s.io/decision": "allow"},
    } | more)  # fmt: skip


def kubernetes(world: SmallWorld) -> None:
    rules = [{"verbs": ["get", "list", "delete", "create"], "apiGroups": [""], "resources": ["pods", "pods/exec"]}]
    role = {"metadata": {"name": "work", "creationTimestamp": iso("01-01")}, "rules": rules}
    subject = {"kind": "ServiceAccount", "name": "ci", "namespace": "shop"}
    binding = {"metadata": {"name": "b"}, "roleRef": {"kind": "ClusterRole", "name": "work"}, "subjects": [subject]}
    for kind, name, items in (
        ("ClusterRoleList", "cluster_roles", [role]), ("RoleList", "roles", []),
        ("ClusterRoleBindingList", "cluster_role_bindings", [binding]), ("RoleBindingList", "role_bindings", []),
    ):  # fmt: skip
        world.survey(KUBERNETES, DAY, name, {"kind": kind, "apiVersion": RBAC, "metadata": {}, "items": items})
    forbidden: dict[str, Any] = {
        "annotations": {"authorization.k8s.io/decision": "forbid"},
        "responseStatus": {"code": 403},
    }
    world.log(
        KUBERNETES, "audit", request(1, "get"), request(2, "list", about={"name": None}),
        request(3, "delete", "ann"), request(4, "create", about={"subresource": "exec"}),
        request(5, "get", "ann", about={"namespace": "pay"}, impersonatedUser={"username": CI}),
        request(6, "delete", about={"resource": "nodes"}, **forbidden),
    )  # fmt: skip


def entry(number: int, operation: str, path: str, **more: Any) -> str:
    auth = {"display_name": "approle", "entity_id": "e1", "policies": ["app", "default"],
            "metadata": {"role_name": "ci"}, "policy_results": {"allowed": True}}  # fmt: skip
    asked = {"id": f"r{number}", "operation": operation, "mount_type": "kv", "mount_point": "secret/", "path": path,
             "client_token_accessor": "hmac-sha256:aa", "remote_address": "192.0.2.7"}  # fmt: skip
    return json.dumps({"time": AT, "type": "response", "auth": auth, "request": asked} | more)


def openbao(world: SmallWorld) -> None:
    text = (
        'path "secret/*" { capabilities = ["read", "list", "delete"] }\npath "sys/mounts" { capabilities = ["read"] }'
    )
    given = {"app": text, "default": 'path "auth/token/lookup-self" { capabilities = ["read"] }'}
    pages = [{"data": {"name": name, "policy": policy}} for name, policy in given.items()]
    world.survey(OPENBAO, DAY, "policies", *pages)
    token = {"accessor": "acc1", "creation_ttl": 0, "creation_time": 1600000000, "display_name": "approle",
             "entity_id": "e1", "policies": ["app", "default"], "type": "service",
             "path": "auth/approle/login"}  # fmt: skip
    world.survey(OPENBAO, DAY, "token_accessors", {"data": token})
    world.survey(OPENBAO, DAY, "accessor_hashes", [{"accessor": "acc1", "hash": "hmac-sha256:aa"}])
    world.log(
        OPENBAO, "audit", entry(1, "read", "secret/data/app/a"), entry(2, "read", "secret/data/app/b"),
        entry(3, "delete", "secret/data/app/b", error="1 error occurred:\n\t* permission denied\n\n"),
    )  # fmt: skip


def message(number: int, text: str, user: str = "app", severity: str = "LOG") -> str:
    return json.dumps({
        "timestamp": "2023-11-14 13:10:04.499 GMT", "user": user, "dbname": "shop", "pid": 7, "session_id": "s",
        "line_num": number, "error_severity": severity, "message": text, "backend_type": "client backend",
    })  # fmt: skip


def postgresql(world: SmallWorld) -> None:
    world.survey(POSTGRESQL, DAY, "roles", [
        {"rolname": name, "rolcanlogin": True, "rolsuper": name == "postgres", "rolinherit": True,
         "rolcreaterole": False, "rolreplication": False, "rolbypassrls": False, "rolvaliduntil": None}
        for name in ("app", "postgres")
    ])  # fmt: skip
    world.survey(POSTGRESQL, DAY, "members", [])
    acl = [{"grantee": "app", "privilege": one, "grantable": False} for one in ("SELECT", "DELETE")]
    tables = [
        {"schema": "public", "name": name, "kind": "r", "owner": "postgres", "row_security": False, "acl": acl,
         "columns": None} for name in ("orders", "cards")
    ]  # fmt: skip
    body = {"database": "shop", "version": 180000, "databases": [], "schemas": [], "functions": [], "tables": tables}
    world.survey(POSTGRESQL, DAY, "privileges", body)
    world.log(
        POSTGRESQL, "server", message(1, "statement: SELECT id FROM orders WHERE name = 'it''s'"),
        message(2, "statement: DELETE FROM cards", user="postgres"),
        message(3, "execute <unnamed>: select id from public.orders where id = $1"),
        message(4, "duration: 2.1 ms  statement: SELECT 1"),
    )  # fmt: skip


def event(number: int, what: str, actor: str, *targets: str, result: str = "SUCCESS") -> str:
    named = [dict(zip(("type", "id"), one.split(":"), strict=True)) for one in targets]
    return json.dumps({
        "uuid": f"e{number}", "published": AT, "eventType": what, "target": named, "outcome": {"result": result},
        "actor": {"id": actor, "type": "User", "alternateId": f"{actor}@northwind.example"},
    })  # fmt: skip


def okta(world: SmallWorld) -> None:
    given = {"id": "r1", "label": "Desk", "type": "CUSTOM", "status": "ACTIVE", "assignmentType": "USER",
             "resource-set": "s1", "_links": {"assignee": {"href": "https://a.okta.example/api/v1/users/00u1"}},
             }  # fmt: skip
    world.survey(OKTA, DAY, "user_roles", [given])
    allowed = ("okta.users.lifecycle.manage", "okta.groups.members.manage", "okta.groups.create", "okta.users.read")
    world.survey(OKTA, DAY, "role_permissions", [{"role": "Desk", "label": one} for one in allowed])
    resources = [{"id": one, "orn": f"orn:okta:directory:00o1:{one}"} for one in ("users", "groups")]
    world.survey(OKTA, DAY, "resource_sets", {"resourceSet": "s1", "resources": resources})
    world.log(
        OKTA, "system_log", event(1, "user.lifecycle.suspend", "00u1", "User:00u2"),
        event(2, "user.session.start", "00u1"), event(3, "group.user_membership.add", "00u3", "UserGroup:00g1"),
        event(4, "group.user_membership.remove", "00u3", "UserGroup:00g1"),
        event(5, "user.account.update_profile", "00u1", "User:00u1"),
        event(6, "group.lifecycle.create", "00u1", "UserGroup:00g2", result="DENY"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def keyroll(tmp_path_factory: pytest.TempPathFactory) -> Keyroll:
    world = SmallWorld(tmp_path_factory.mktemp("least"))
    for each in (kubernetes, openbao, postgresql, okta):
        each(world)
    world.sync()
    return Keyroll.open(world.path / "home", now=NOW)


def least(keyroll: Keyroll, name: str, *shown: str) -> Least:
    return least_privilege(keyroll.home, name, timedelta(days=90), shown)


def test_roles_of_kubernetes(keyroll: Keyroll) -> None:
    found = least(keyroll, "shop/ci")
    rules = {
        one["metadata"].get("namespace"): one["rules"]
        for one in yaml.safe_load_all(str(found.narrowed.document)) if "rules" in one
    }  # fmt: skip
    assert {"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"]} in rules["shop"]
    assert rules["pay"] == [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]
    # Others delete pods and the log shows it; nobody creates pods, and an audit policy may leave that out.
    assert "delete pods everywhere" not in [one.pattern for one in found.narrowed.kept]
    assert "create pods everywhere" in [one.pattern for one in found.narrowed.kept]
    assert found.logged.refused == 1
    whole = least(keyroll, "shop/ci", "requests")
    assert not [one for one in yaml.safe_load_all(str(whole.narrowed.document)) if "namespace" not in one["metadata"]]
    assert any(one.startswith("checked: ") for one in whole.narrowed.notes)


@pytest.mark.parametrize("name", ["acc1", "openbao@main:token_accessor:acc1"])
def test_policies_of_openbao(keyroll: Keyroll, name: str) -> None:
    found = least(keyroll, name)
    assert found.narrowed.document == 'path "secret/data/app/*" {\n  capabilities = ["read"]\n}\n'
    assert (found.logged.refused, len(found.logged.uses)) == (1, 2)
    by_policy = least(keyroll, "policy app").narrowed.document
    assert 'path "secret/*" {\n  capabilities = ["read"]\n}' in str(by_policy)


def test_privileges_of_postgresql(keyroll: Keyroll) -> None:
    removed = least(keyroll, "postgresql@main:role:app").narrowed.removed
    assert sorted(removed) == ["DELETE on public.orders", "DELETE, SELECT on public.cards"]


def test_administrator_roles_of_okta(keyroll: Keyroll) -> None:
    found = least(keyroll, "00u1")
    # Others change members and the log shows it; of nobody it shows most of what happens to a user.
    assert found.narrowed.removed == ("okta.groups.create of Desk", "okta.groups.members.manage of Desk")
    assert found.logged.refused == 1
    whole = least(keyroll, "okta@main:user:00u1", "events")
    assert whole.narrowed.document == {"roles": [
        {"role": "Desk", "resource-set": "s1", "permissions": ["okta.users.lifecycle.suspend", "okta.users.read"]},
    ]}  # fmt: skip


def test_what_cannot_be_asked(keyroll: Keyroll) -> None:
    with pytest.raises(UsageError, match="no data events of 's3' are known"):
        least(keyroll, "acc1", "s3")
    with pytest.raises(UsageError, match="has the name 'nobody'"):
        least(keyroll, "nobody")
    with pytest.raises(NothingToDo, match="nobody knows what is used"):
        least_privilege(keyroll.home, "acc1", timedelta(days=1))
