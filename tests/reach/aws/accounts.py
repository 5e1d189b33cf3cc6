"""Small accounts for the tests, in the shape of ``aws iam get-account-authorization-details``."""

from collections.abc import Sequence
from typing import Any

from keyroll.model.json import Json

NUMBER = "111122223333"


def arn(kind: str, name: str) -> str:
    return f"arn:aws:iam::{NUMBER}:{kind}/{name}"


def statement(*actions: str, effect: str = "Allow", resource: Json = "*", **more: Json) -> dict[str, Any]:
    return {"Effect": effect, "Action": list(actions), "Resource": resource} | more


def document(*statements: Json) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def trust(**principal: Json) -> dict[str, Any]:
    return document({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"})


def user(
    name: str, *statements: Json, groups: tuple[str, ...] = (), attached: tuple[str, ...] = (), **more: Json
) -> dict[str, Any]:
    return {
        "UserName": name,
        "Arn": arn("user", name),
        "GroupList": list(groups),
        "UserPolicyList": [{"PolicyName": "own", "PolicyDocument": document(*statements)}] if statements else [],
        "AttachedManagedPolicies": [{"PolicyName": one.rpartition("/")[2], "PolicyArn": one} for one in attached],
    } | more  # fmt: skip


def role(
    name: str, trusted: Json, *statements: Json, attached: tuple[str, ...] = (), profile: bool = False
) -> dict[str, Any]:
    return {
        "RoleName": name,
        "Arn": arn("role", name),
        "AssumeRolePolicyDocument": trusted,
        "RolePolicyList": [{"PolicyName": "own", "PolicyDocument": document(*statements)}] if statements else [],
        "AttachedManagedPolicies": [{"PolicyName": one.rpartition("/")[2], "PolicyArn": one} for one in attached],
        "InstanceProfileList": [{"InstanceProfileName": name}] if profile else [],
    }  # fmt: skip


def group(name: str, *statements: Json, attached: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "GroupName": name,
        "Arn": arn("group", name),
        "GroupPolicyList": [{"PolicyName": "own", "PolicyDocument": document(*statements)}] if statements else [],
        "AttachedManagedPolicies": [{"PolicyName": one.rpartition("/")[2], "PolicyArn": one} for one in attached],
    }  # fmt: skip


def policy(name: str, *statements: Json) -> dict[str, Any]:
    version = {"VersionId": "v1", "IsDefaultVersion": True, "Document": document(*statements)}
    return {"PolicyName": name, "Arn": arn("policy", name), "PolicyVersionList": [version]}


def dump(
    *, users: Sequence[Any] = (), roles: Sequence[Any] = (), groups: Sequence[Any] = (), policies: Sequence[Any] = ()
) -> dict[str, Any]:
    lists = {"UserDetailList": users, "RoleDetailList": roles, "GroupDetailList": groups, "Policies": policies}
    return {name: list(one) for name, one in lists.items()}
