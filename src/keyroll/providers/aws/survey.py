"""AWS lists users, roles, groups, policies, access keys, and a credential report; see also ``further.py``."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from keyroll.clock import iso
from keyroll.errors import VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, Record
from keyroll.model.observation import (
    CredentialState,
    Observation,
    PrincipalKind,
    credential,
    grant,
    principal,
)
from keyroll.model.source import Source
from keyroll.providers.aws import organization, policies, resource_policies
from keyroll.providers.aws.further import FURTHER
from keyroll.providers.contracts.survey import Endpoint, SurveyPage

ACCOUNT = "aws:account"
#: The ARN of an element itself (IAM's JSON), and of a user in the credential report.
_OWN_ARN = re.compile(rb'(?:"[aA]rn"\s*:\s*"|,)arn:aws[\w-]*:[a-z0-9-]*:[a-z0-9-]*:(\d{12}):')
_REPORT = ("user", "arn", "password_enabled", "access_key_1_active", "access_key_2_active")


def user_identifier(source: Source, name: str) -> Identifier:
    """Return the identifier of an IAM user, with the name that the vendor's lists and logs use."""
    return Identifier.of(source, "user", name)


def read_authorization_details(page: SurveyPage) -> Iterator[Observation]:
    """Yield users, roles and groups with their grants, and whom each role trusts. Raises VendorChanged.

    For a policy with a known document, a further grant shows whether it allows everything (``*``) or less.
    """
    answer = page.record()
    for user in answer.records("UserDetailList"):
        identifier = user_identifier(page.source, user.text("UserName"))
        yield principal(
            identifier,
            "iam_user",
            name=user.text("UserName"),
            created=user.time("CreateDate"),
            owner=_owner(user),
        )
        yield from _policies(identifier, user, "UserPolicyList")
        for group in _texts(user, "GroupList"):
            yield grant(identifier, "member", f"group:{group}")
    for role in answer.records("RoleDetailList"):
        identifier = Identifier.of(page.source, "role", role.text("RoleName"))
        people = policies.lets_in_people_only(role.body.get("AssumeRolePolicyDocument"))
        yield principal(
            identifier,
            "role",
            kind=PrincipalKind.HUMAN if people else PrincipalKind.NONHUMAN,
            name=role.text("RoleName"),
            created=role.time("CreateDate"),
            owner=_owner(role),
        )
        yield from _policies(identifier, role, "RolePolicyList")
        yield from policies.trust(page.source, role.text("RoleName"), role.body.get("AssumeRolePolicyDocument"))
    for group_detail in answer.records("GroupDetailList"):
        identifier = Identifier.of(page.source, "group", group_detail.text("GroupName"))
        yield from _policies(identifier, group_detail, "GroupPolicyList")
    for policy in _objects(answer, "Policies"):
        for version in _objects(policy, "PolicyVersionList"):
            if version.flag("IsDefaultVersion"):
                yield from _document(page.source, policy.text("PolicyName"), version.body.get("Document"))


def _document(source: Source, name: str, document: Json) -> Iterator[Observation]:
    wide = policies.allows_everything(document)
    if wide is not None:
        says = {True: "escalates", None: "may escalate", False: "limited"}[policies.escalates(document)]
        yield grant(Identifier.of(source, "policy", name), "*" if wide else says, ACCOUNT)


def _policies(identifier: Identifier, record: Record, inline: str) -> Iterator[Observation]:
    for field in ("AttachedManagedPolicies", inline):
        for policy in _objects(record, field):
            name = policy.text("PolicyName")
            yield grant(identifier, name, ACCOUNT)
            # An inline policy belongs to its principal: other principals may have a policy of the same name.
            own = f"{identifier.kind}:{identifier.value}/{name}"
            yield from _document(Source.parse(identifier.issuer), own, policy.body.get("PolicyDocument"))


def _objects(record: Record, field: str) -> Iterator[Record]:
    """Yield the objects of a list field; the vendor's own example has a single object in place of a list of one."""
    value = record.body.get(field)
    if isinstance(value, dict):
        yield Record(value, f"{record.where}: {field}")
    elif value is not None:
        yield from record.records(field)


def _texts(record: Record, field: str) -> Iterator[str]:
    value = record.body.get(field)
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise VendorChanged(f"{record.where}: {field}")
    yield from (str(one) for one in value)


def _owner(record: Record) -> str:
    tags = _objects(record, "Tags")
    return next((tag.maybe("Value") for tag in tags if tag.maybe("Key").lower() == "owner"), "")


def read_access_keys(page: SurveyPage) -> Iterator[Observation]:
    """Yield the access keys of a user. Raises VendorChanged."""
    for key in page.record().records("AccessKeyMetadata"):
        user, status, created = key.text("UserName"), key.text("Status"), key.time("CreateDate")
        slot = (_slot(page.source, user, created),) if created else ()
        yield credential(
            Identifier.anywhere("aws", "access_key_id", key.text("AccessKeyId")),
            "access_key",
            identifiers=slot,
            vendor_kind="access key",
            state=CredentialState.ACTIVE if status == "Active" else CredentialState.SUSPENDED,
            created=created,
            principal=user_identifier(page.source, user),
        )


def _slot(source: Source, user: str, created: datetime) -> Identifier:
    # The report counts whole seconds.
    return Identifier.of(source, "access_key_slot", f"{user}/{iso(created.replace(microsecond=0))}")


def read_credential_report(page: SurveyPage) -> Iterator[Observation]:
    """Yield when each key was last used, and which users sign in with a password. Raises VendorChanged."""
    for row in page.records():
        user = row.text("user")
        if row.text("password_enabled").lower() == "true":
            yield principal(user_identifier(page.source, user), "iam_user", kind=PrincipalKind.HUMAN, name=user)
        for number in ("1", "2"):
            active = row.text(f"access_key_{number}_active").lower() == "true"
            rotated = row.time(f"access_key_{number}_last_rotated")
            if rotated is None:
                continue
            yield credential(
                _slot(page.source, user, rotated),
                "access_key",
                vendor_kind="access key",
                state=CredentialState.ACTIVE if active else CredentialState.SUSPENDED,
                created=rotated,
                last_used=row.time(f"access_key_{number}_last_used_date"),
                principal=user_identifier(page.source, user),
            )


def truncated(page: SurveyPage) -> bool:
    """Return whether this response has a further page (``IsTruncated``).

    Access keys are listed for one user at a time, so a whole reading is many lists in sequence: a page with
    ``IsTruncated`` must be followed by another page of the same user, and the last page must not have it.
    """
    return page.record().flag("IsTruncated") is True


def _is_details(body: Json) -> bool:
    return isinstance(body, dict) and {"UserDetailList", "RoleDetailList"} <= body.keys()


def _is_access_keys(body: Json) -> bool:
    return isinstance(body, dict) and "AccessKeyMetadata" in body


def _is_report(body: Json) -> bool:
    return isinstance(body, list) and all(isinstance(one, str) for one in body) and set(_REPORT) <= {*map(str, body)}


def _account(head: bytes) -> str:
    """Return the account of which all ARNs of a listing's own elements are; empty if they are of several or of none.

    Documents of policies name other accounts as texts of lists and under other members.
    """
    found = {match[1] for match in _OWN_ARN.finditer(head)}
    return found.pop().decode() if len(found) == 1 else ""


_LISTS = (
    Endpoint(
        "account_authorization_details",
        "iam:GetAccountAuthorizationDetails",
        read_authorization_details,
        more=truncated,
        recognise=_is_details,
        lists=("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"),
    ),
    Endpoint("access_keys", "iam:ListAccessKeys", read_access_keys, more=truncated, recognise=_is_access_keys),
    Endpoint(
        "credential_report",
        "iam:GetCredentialReport",
        read_credential_report,
        recognise=_is_report,
        format="csv",
    ),
    *organization.ENDPOINTS,
    *resource_policies.ENDPOINTS,
    *FURTHER,
)
ENDPOINTS = tuple(replace(one, source_name=_account) for one in _LISTS)
