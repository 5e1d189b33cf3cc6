"""Each right that a change needs is read before a plan, on real servers; one that is missing is named with its fix.

Before, rights were read for PostgreSQL only: a plan whose administrator could not write was accepted, and orphaned.
"""

import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from keyroll.providers import catalogue
from keyroll.providers.aws import _rights as aws_rights
from keyroll.providers.contracts.check import PlanCheck
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import Subject
from keyroll.providers.redis._rights import allowed
from other_servers import ROOT
from real_servers import next_number
from rotating import MARK, secret

VALUE = "administrator-1"
#: The checks of an address, a login and a subject, or of a place and a login.
Checks = Callable[..., dict[str, PlanCheck]]


def of_rotator(provider: str, kind: str, at: str, login: Login, subject: Subject) -> dict[str, PlanCheck]:
    rotator = next(one for one in catalogue.rotators(provider) if one.kind == kind)
    assert rotator.checks is not None
    return {one.what: one for one in rotator.checks(rotator.at(at, subject), login, subject)}


def of_place(address: str, login: Login | None) -> dict[str, PlanCheck]:
    scheme, _, rest = address.partition(":")
    delivery = catalogue.deliveries()[scheme]
    assert delivery.checks is not None
    return {one.what: one for one in delivery.checks(delivery.place(rest), login)}


def failed(checks: dict[str, PlanCheck]) -> list[str]:
    return [name for name, one in checks.items() if one.passed is False]


@pytest.mark.server
@pytest.mark.support("mariadb", "rotation", "real server")
def test_each_privilege_of_mariadb_is_read(mariadb) -> None:
    rights = {
        "CREATE USER ON *.*": "CREATE USER ON *.*",
        "PROCESS ON *.*": "PROCESS ON *.*",
        "CONNECTION ADMIN ON *.*": "CONNECTION ADMIN ON *.*",
        "SELECT ON mysql.global_priv": "SELECT ON mysql.global_priv",
    }
    login, subject = Login("may", secret(VALUE), MARK), Subject("app@%")
    mariadb.run(f"CREATE USER may@'%' IDENTIFIED BY '{VALUE}'")
    try:
        for right in rights:
            mariadb.run(f"GRANT {right} TO may@'%'")
        assert failed(of_rotator("mariadb", "account", mariadb.address, login, subject)) == []
        for name, right in rights.items():
            mariadb.run(f"REVOKE {right} FROM may@'%'")
            checks = of_rotator("mariadb", "account", mariadb.address, login, subject)
            assert failed(checks) == [name]
            mariadb.run(checks[name].fix)  # the printed fix is the statement that repairs it
        assert failed(of_rotator("mariadb", "account", mariadb.address, login, subject)) == []
    finally:
        mariadb.run("DROP USER may@'%'")


@pytest.mark.server
@pytest.mark.parametrize("reads", ["+acl|getuser", "+acl|list", "+acl|getuser +acl|dryrun"])
@pytest.mark.support("redis", "rotation", "real server")
def test_each_command_of_redis_is_read(redis_node, reads: str) -> None:
    needed = ["+acl|setuser", "+acl|deluser", "+client|kill"]
    login, subject = Login("may", secret(VALUE), MARK), Subject("app", {"volatile": "yes"})
    redis_node.run("ACL", "SETUSER", "may", "reset", "on", f">{VALUE}", *reads.split(" "), *needed)
    try:
        assert failed(of_rotator("redis", "user", redis_node.address, login, subject)) == []
        for right in needed:
            redis_node.run("ACL", "SETUSER", "may", right.replace("+", "-"))
            checks = of_rotator("redis", "user", redis_node.address, login, subject)
            assert failed(checks) == [right]
            redis_node.run(*checks[right].fix.split(" "))
        lost = of_rotator("redis", "user", redis_node.address, login, Subject("app"))
        assert failed(lost) == ["change survives a restart"]
    finally:
        redis_node.run("ACL", "DELUSER", "may")


@pytest.mark.server
def test_a_redis_without_a_file_for_its_users_is_refused_before_the_change(redis_node) -> None:
    login = Login("may", secret(VALUE), MARK)
    redis_node.run("ACL", "SETUSER", "may", "reset", "on", f">{VALUE}", "+@all")
    try:
        checks = of_rotator("redis", "user", redis_node.address, login, Subject("app"))
        assert failed(checks) == ["change survives a restart"]
        assert "volatile" in checks["change survives a restart"].fix
    finally:
        redis_node.run("ACL", "DELUSER", "may")


def test_rules_of_redis_count_from_left_to_right() -> None:
    assert allowed(["-@all", "+acl|setuser"], "acl|setuser") is True
    assert allowed(["+@all", "-acl"], "acl|setuser") is False
    assert allowed(["allcommands"], "client|kill") is True
    assert allowed(["-@all", "+@admin"], "acl|setuser") is None
    assert allowed(["+@admin", "-@all"], "acl|setuser") is False
    assert allowed([], "acl|setuser") is False


@pytest.mark.server
@pytest.mark.support("ldap", "rotation", "real server")
def test_the_right_to_write_a_password_is_asked_for_by_a_change_that_cannot_happen(slapd) -> None:
    one, other, strict = (f"cn=right{next_number()},dc=quiet" for _ in range(3))
    quality = f"cn=quality{next_number()},dc=quiet"
    policy = ["objectClass: pwdPolicy", "pwdAttribute: userPassword", "pwdCheckQuality: 2"]
    slapd.add(quality, VALUE, *policy)
    for entry in (one, other):
        slapd.add(entry, VALUE)
    slapd.add(strict, VALUE, f"pwdPolicySubentry: {quality}")
    before = slapd.tool("ldapsearch", "-b", one, "-s", "base", "userPassword", "+")

    def bad(who: str, password: str, entry: str) -> list[str]:
        checks = of_rotator("ldap", "entry", slapd.address, Login(who, secret(password), MARK), Subject(entry))
        assert all(one.passed is not None for one in checks.values())
        return failed(checks)

    try:
        assert bad("cn=root,dc=quiet", ROOT, one) == []
        assert slapd.tool("ldapsearch", "-b", one, "-s", "base", "userPassword", "+") == before
        assert bad(one, VALUE, one) == []
        assert "write userPassword" in bad(other, VALUE, one)
        assert bad(strict, VALUE, strict) == ["policy takes a hash"]
        assert bad("cn=root,dc=quiet", ROOT, strict) == []
    finally:
        for entry in (one, other, strict, quality):
            slapd.delete(entry)


@pytest.fixture
def token(bao) -> Callable[[str], Login]:
    def made(policy: str) -> Login:
        name = f"may{next_number()}"
        bao.call("PUT", f"sys/policies/acl/{name}", {"policy": policy})
        value = bao.call("POST", "auth/token/create", {"policies": [name]})["auth"]["client_token"]
        return Login("rotator", secret(value), MARK)

    return made


_PATHS = {
    "auth/approle/role/app/secret-id": ("list", "update"),
    "auth/approle/role/app/secret-id-accessor/lookup": ("update",),
    "auth/approle/role/app/secret-id-accessor/destroy": ("update",),
    "auth/approle/role/app/role-id": ("read",),
    "auth/token/accessors": ("list", "sudo"),
    "auth/token/lookup-accessor": ("update",),
    "auth/token/revoke-accessor": ("update",),
}


def policy_of(paths: dict[str, tuple[str, ...]]) -> str:
    return "\n".join(
        f'path "{path}" {{ capabilities = [{", ".join(map(repr, rights))}] }}'.replace("'", '"')
        for path, rights in paths.items()
    )


@pytest.mark.server
@pytest.mark.support("openbao", "rotation", "real server")
def test_each_capability_of_openbao_is_read(bao, token) -> None:
    subject = Subject("app")
    assert failed(of_rotator("openbao", "approle", bao.address, token(policy_of(_PATHS)), subject)) == []
    for path, rights in _PATHS.items():
        without = {**_PATHS, path: rights[:-1]} if rights[1:] else {k: v for k, v in _PATHS.items() if k != path}
        checks = of_rotator("openbao", "approle", bao.address, token(policy_of(without)), subject)
        assert failed(checks) == [f"{', '.join(rights)} on {path}"]
    token_checks = of_rotator("openbao", "token", bao.address, token(policy_of(_PATHS)), subject)
    assert failed(token_checks) == ["update, sudo on auth/token/create-orphan"]


@pytest.mark.server
@pytest.mark.support("openbao", "delivery", "real server")
def test_the_capabilities_on_a_place_of_openbao_are_read(bao, token) -> None:
    place = f"openbao:{bao.address}/secret/data/rights{next_number()}#password"
    path = place.partition("/v1/")[0].partition("secret/")[2].partition("#")[0]
    path = f"secret/{path}"
    assert failed(of_place(place, token(policy_of({path: ("read", "create")})))) == []
    assert failed(of_place(place, token(policy_of({path: ("read", "update")})))) == [f"read, create on {path}"]
    bao.call("POST", path, {"data": {"password": "x"}})
    assert failed(of_place(place, token(policy_of({path: ("read", "create")})))) == [f"read, update on {path}"]
    assert failed(of_place(place, token(policy_of({path: ("read", "update")})))) == []


@pytest.mark.server
@pytest.mark.long
@pytest.mark.support("rabbitmq", "rotation", "real server")
def test_the_tag_and_the_limits_of_rabbitmq_are_read(rabbitmq) -> None:
    for name, tags in (("may-all", "administrator"), ("may-see", "monitoring"), ("may-app", "")):
        rabbitmq.call("PUT", f"users/{name}", {"password": VALUE, "tags": tags})
    subject = Subject("may-app", {"partner": "may-app-b"})
    good, bad = (Login(name, secret(VALUE), MARK) for name in ("may-all", "may-see"))
    try:
        assert failed(of_rotator("rabbitmq", "user", rabbitmq.address, good, subject)) == []
        assert failed(of_rotator("rabbitmq", "user", rabbitmq.address, bad, subject)) == ["tag administrator"]
        rabbitmq.call("PUT", "user-limits/may-app/max-connections", {"value": 5})
        assert failed(of_rotator("rabbitmq", "user", rabbitmq.address, good, subject)) == ["limits of may-app"]
    finally:
        for name in ("may-all", "may-see", "may-app"):
            rabbitmq.call("DELETE", f"users/{name}")


class Simulator:
    """IAM's simulator as the service description has it: one decision an action."""

    def __init__(self, **decisions: str) -> None:
        self.decisions = decisions

    def simulate_principal_policy(self, **given: Any) -> dict[str, Any]:
        assert given["PolicySourceArn"] == "arn:aws:iam::123456789012:role/ops"
        (action,) = given["ActionNames"]
        decision = self.decisions.get(action.partition(":")[2], "allowed")
        if decision == "AccessDenied":
            raise ClientError({"Error": {"Code": decision}, "ResponseMetadata": {"HTTPStatusCode": 403}}, "Simulate")
        return {"EvaluationResults": [{"EvalActionName": action, "EvalDecision": decision}]}


def simulated(action: str, decision: str) -> bool | None:
    caller = "arn:aws:sts::123456789012:assumed-role/ops/me"
    sts = SimpleNamespace(get_caller_identity=lambda: {"Arn": caller})
    (check,) = aws_rights.read(Simulator(**{action.partition(":")[2]: decision}), sts, {action: "arn:aws:x"})
    return check.passed


def test_what_the_policies_of_aws_allow_is_simulated() -> None:
    assert simulated("iam:CreateAccessKey", "allowed") is True
    assert simulated("iam:CreateAccessKey", "implicitDeny") is False
    assert simulated("iam:CreateAccessKey", "AccessDenied") is None
    # A policy of the secret itself may allow it, and is not read.
    assert simulated("secretsmanager:PutSecretValue", "implicitDeny") is None
    assert simulated("secretsmanager:PutSecretValue", "explicitDeny") is False
    root = SimpleNamespace(get_caller_identity=lambda: {"Arn": "arn:aws:iam::123456789012:root"})
    assert [one.passed for one in aws_rights.read(Simulator(), root, {"iam:TagUser": "arn:aws:x"})] == [True]


def test_a_program_that_cannot_run_is_named(tmp_path: Path) -> None:
    program = tmp_path / "put"
    program.write_text("#!/bin/sh\n")
    assert failed(of_place(f"command:{program} app", None)) == [f"run {program}"]
    program.chmod(0o700)
    assert failed(of_place(f"command:{program} app", None)) == []
    assert failed(of_place(f"command:{program} app?read={tmp_path}/get", None)) == [f"run {tmp_path}/get"]
    assert os.access(program, os.X_OK)


def test_each_kind_of_place_and_each_rotator_reads_its_rights_or_declares_why_not() -> None:
    rotators = [(name, one) for name in catalogue.providers() for one in catalogue.rotators(name)]
    for name, one in rotators:
        assert (one.checks is None) == bool(one.unchecked_because), (name, one.kind)
    for scheme, delivery in catalogue.deliveries().items():
        assert (delivery.checks is None) == bool(delivery.unchecked_because), scheme
    assert sum(one.checks is not None for _, one in rotators) > 12
