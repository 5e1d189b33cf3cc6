"""Techniques with policies of OpenBao: each on a server, which decides what the policy allows, and some carried out."""

import contextlib
import urllib.error
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from keyroll.model.json import Json
from keyroll.model.truth import Answer
from keyroll.reach.escalations import Escalation, escalations
from keyroll.reach.openbao.facts import ANY_POLICY
from keyroll.reach.system import Evaluated, Granted, SystemListing, SystemReads
from keyroll.reach.systems.openbao import SYSTEM

NAME = "openbao@main"
START, OTHER = f"{NAME}:policies:intruder", f"{NAME}:policies:other"
PRINCIPALS = ((f"{NAME}:userpass:people/ann", "account"), (f"{NAME}:approle:ci", "approle"))
PLACES = (f"{NAME}:secret:kv/app/db", f"{NAME}:secret:team/kv/app")
NAMES = {"{own}": "intruder", "{new}": "new", "{userpass}": "people", "{approle}": "machines", "{account}": "ann"}


@pytest.fixture(scope="module")
def prepared(bao) -> Iterator[Any]:
    for path, kind in (("people", "userpass"), ("machines", "approle")):
        bao.call("POST", f"sys/auth/{path}", {"type": kind})
    bao.call("PUT", "sys/policies/acl/other", {"policy": 'path "kv/data/*" { capabilities = ["read"] }'})
    bao.call("POST", "auth/people/users/ann", {"password": "of-the-tests", "token_policies": "default"})
    bao.call("POST", "auth/machines/role/ci", {"token_policies": "other"})
    yield bao
    for path in ("people", "machines", "new"):
        bao.call("DELETE", f"sys/auth/{path}")
    bao.call("DELETE", "sys/policies/acl/other")


def evaluated(
    policy: str, methods: dict[str, Any] | None, *, principals=PRINCIPALS, places=PLACES, **more: str
) -> Evaluated:
    texts = {"other": 'path "kv/data/*" { capabilities = ["read"] }', "intruder": policy, **more}
    pages: tuple[Json, ...] = tuple({"data": {"name": name, "policy": text}} for name, text in texts.items())
    listings = {"policies": SystemListing(pages)} | ({"auth_methods": SystemListing((methods,))} if methods else {})
    grants = (Granted(f"{NAME}:token_accessor:t", "intruder", "openbao:policy"),)
    return SYSTEM.steps(SystemReads(NAME, listings, grants, principals, places=places))


METHODS = {"data": {"people/": {"type": "userpass"}, "machines/": {"type": "approle"}, "token/": {"type": "token"}}}


@pytest.mark.parametrize("technique", escalations("openbao"), ids=lambda one: one.id)
@pytest.mark.parametrize("case", ["matches", "misses"])
def test_each_technique_is_what_the_server_allows(prepared, technique: Escalation, case: str):
    policy = "\n".join(getattr(technique, case))
    prepared.call("PUT", "sys/policies/acl/intruder", {"policy": policy})
    allowed = []
    for need in technique.needs:
        if need != ANY_POLICY:
            words, _, path = need.removesuffix(" of").partition(" on ")
            for name, value in {**NAMES, "{role}": "ci"}.items():
                path = path.replace(name, value)
            told = prepared.call("POST", "sys/capabilities", {"token": token_of(prepared), "paths": [path]})
            allowed.append(bool(set(words.split("|")) & set(told["data"][path])))
    assert all(allowed) is (case == "matches")
    methods = prepared.call("GET", "sys/auth")
    taken = [one for one in evaluated(policy, methods).edges if one.start == START and technique.id in one.evidence]
    assert bool(taken) is (case == "matches")
    assert {one.truth.answer for one in taken} <= {Answer.UNKNOWN if technique.unlisted else Answer.YES}


def token_of(bao: Any) -> str:
    made = bao.call("POST", "auth/token/create", {"policies": ["intruder"], "no_default_policy": True, "ttl": "5m"})
    return str(made["auth"]["client_token"])


def carried(path: str, body: dict[str, Any]) -> Callable[[Any, str], Any]:
    return lambda bao, token: bao.call("POST", path, body, token)


def userpass(mount: str, name: str) -> Callable[[Any, str], Any]:
    def out(bao: Any, token: str) -> Any:
        if mount == "new":
            bao.call("POST", "sys/auth/new", {"type": "userpass"}, token)
        body = {"password": "of-the-intruder", "token_policies": "other"}
        bao.call("POST", f"auth/{mount}/users/{name}", body, token)
        return bao.call("POST", f"auth/{mount}/login/{name}", {"password": "of-the-intruder"})

    return out


def approle(name: str, *, new: bool) -> Callable[[Any, str], Any]:
    def out(bao: Any, token: str) -> Any:
        at = f"auth/machines/role/{name}"
        if new:
            bao.call("POST", at, {"token_policies": "other"}, token)
        role = bao.call("GET", f"{at}/role-id", None, token)["data"]["role_id"]
        secret = bao.call("POST", f"{at}/secret-id", {}, token)["data"]["secret_id"]
        return bao.call("POST", "auth/machines/login", {"role_id": role, "secret_id": secret})

    return out


def token_role(bao: Any, token: str) -> Any:
    bao.call("POST", "auth/token/roles/new", {"allowed_policies": "other"}, token)
    return bao.call("POST", "auth/token/create/new", {"policies": ["other"]}, token)


def own_policy(bao: Any, token: str) -> Any:
    everything = 'path "*" { capabilities = ["create", "update", "read", "sudo"] }'
    bao.call("PUT", "sys/policies/acl/intruder", {"policy": everything}, token)
    return bao.call("POST", "auth/token/create", {"policies": ["other"]}, token)


CARRIED = {
    "openbao-own-policy": own_policy,
    "openbao-token-sudo": carried("auth/token/create", {"policies": ["other"]}),
    "openbao-token-orphan": carried("auth/token/create-orphan", {"policies": ["other"]}),
    "openbao-token-role": token_role,
    "openbao-userpass-create": userpass("people", "new"),
    "openbao-userpass-update": userpass("people", "ann"),
    "openbao-auth-method": userpass("new", "new"),
    "openbao-approle-create": approle("new", new=True),
    "openbao-approle-secret-id": approle("ci", new=False),
}


@pytest.mark.parametrize("name", CARRIED)
@pytest.mark.parametrize("case", ["matches", "misses"])
def test_a_technique_that_is_carried_out_gives_the_other_policy(prepared, name: str, case: str):
    (technique,) = [one for one in escalations("openbao") if one.id == name]
    prepared.call("PUT", "sys/policies/acl/intruder", {"policy": "\n".join(getattr(technique, case))})
    with contextlib.suppress(urllib.error.HTTPError):
        prepared.call("DELETE", "sys/auth/new")
    try:
        got = CARRIED[name](prepared, token_of(prepared))["auth"]["policies"]
    except urllib.error.HTTPError:
        got = []
    assert ("other" in got) is (case == "matches")


def ends(found: Evaluated, start: str = START) -> dict[str, Answer]:
    return {one.end: one.truth.answer for one in found.edges if one.start == start}


def test_secrets_are_read_where_a_policy_allows_it():
    found = evaluated('path "kv/data/app/*" { capabilities = ["read"] }', METHODS)
    assert ends(found) == {PLACES[0]: Answer.YES}
    assert ends(found, OTHER) == {PLACES[0]: Answer.YES}
    assert found.judged == (f"{NAME}:token_accessor:t",)
    found = evaluated('path "team/kv/data/*" { capabilities = ["read"] }', METHODS)
    assert ends(found) == {PLACES[1]: Answer.UNKNOWN}  # nothing says where its mount ends


def test_what_was_not_read_is_unknown():
    found = evaluated("path {", METHODS)
    assert ends(found) == {f"{NAME}:administration": Answer.UNKNOWN}
    writes = 'path "auth/userpass/users/*" { capabilities = ["create"] }'
    assert not ends(evaluated(writes, METHODS))
    assert set(ends(evaluated(writes, None)).values()) == {Answer.UNKNOWN}
    assert not evaluated(writes, None).judged
    assert ends(found, PRINCIPALS[0][0]) == {f"{NAME}:administration": Answer.UNKNOWN}
