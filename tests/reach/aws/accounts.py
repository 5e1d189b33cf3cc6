"""Small accounts for the tests, in the shape of ``aws iam get-account-authorization-details``."""

from collections.abc import Sequence
from typing import Any

from keyroll.model.json import Json
from keyroll.reach.aws.technique import Case, Technique, TechniqueTarget

NUMBER = "111122223333"
ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"


_TAGGED: Json = {"StringEquals": {"aws:PrincipalTag/team": "platform"}}


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


def policy(name: str, *statements: Json, more: Json = None) -> dict[str, Any]:
    versions = [{"VersionId": "v1", "IsDefaultVersion": True, "Document": document(*statements)}]
    if more:
        versions.append({"VersionId": "v2", "IsDefaultVersion": False, "Document": document(more)})
    return {"PolicyName": name, "Arn": arn("policy", name), "PolicyVersionList": versions}


def dump(
    *, users: Sequence[Any] = (), roles: Sequence[Any] = (), groups: Sequence[Any] = (), policies: Sequence[Any] = ()
) -> dict[str, Any]:
    lists = {"UserDetailList": users, "RoleDetailList": roles, "GroupDetailList": groups, "Policies": policies}
    return {name: list(one) for name, one in lists.items()}


def around(technique: Technique, case: Case, *more: Any, boundary: str = "") -> dict[str, Any]:
    """An account with the principal "starter" of a technique's case, and a target of each kind."""
    services: list[Any] = [case.trusts] if case.trusts else list(technique.services) or ["none.amazonaws.com"]
    trusted: dict[str, Any] = {"Service": services, "AWS": f"arn:aws:iam::{NUMBER}:root"}
    statements = ([statement(*case.allow)] if case.allow else []) + list(more)
    limits = {"PermissionsBoundary": {"PermissionsBoundaryArn": boundary}} if boundary else {}
    if technique.target is TechniqueTarget.OWN_BOUNDARY and not boundary:
        limits = {"PermissionsBoundary": {"PermissionsBoundaryArn": arn("policy", "roomy")}}
    own = (arn("policy", "shared"),)
    kept = statement("s3:DeleteBucket", effect="Deny")
    if technique.target is TechniqueTarget.OWN_INLINE_DENIAL:
        statements.append(kept)
    starter: dict[str, Any] = (
        {"roles": [role("starter", trust(Service="ec2.amazonaws.com"), *statements, attached=own) | limits]}
        if technique.target is TechniqueTarget.OWN_ROLE or technique.kind == "role"
        else {"users": [user("starter", *statements, groups=("team",), attached=own) | limits]}
    )
    return dump(
        users=[*starter.get("users", []), user("other", attached=(ADMIN,)), user("plain", attached=own)],
        roles=[
            *starter.get("roles", []),
            role("target", document({"Effect": "Allow", "Principal": trusted, "Action": "sts:AssumeRole"}),
                 attached=(ADMIN, arn("policy", "shared")), profile=True),
            role("plain", trust(Federated=f"arn:aws:iam::{NUMBER}:saml-provider/corp")),
        ],
        groups=[
            group("team", *([kept] if technique.target is TechniqueTarget.OWN_GROUP_DENIAL else [])),
            group("admins", statement("s3:GetObject", Condition=_TAGGED), attached=(ADMIN,)),
            group("crew", attached=(arn("policy", "shared"),)),
        ],
        policies=[
            policy("shared", statement("s3:ListBucket"),
                   *([kept] if technique.target is TechniqueTarget.OWN_ATTACHED_DENIAL else []), more=statement("*")),
            policy("narrow", statement("s3:GetObject")), policy("roomy", statement("iam:Delete*")),
        ],
    )  # fmt: skip
