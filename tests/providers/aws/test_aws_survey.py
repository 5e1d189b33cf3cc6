"""AWS's lists of users, roles, access keys, and the credential report."""

import csv
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.errors import VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.observation import CredentialState, PrincipalKind, credential, grant, principal
from keyroll.model.source import Source
from keyroll.providers.catalogue import endpoints, kind
from keyroll.providers.contracts.survey import Endpoint

NAME = "aws@123456789012"
SOURCE = Source.parse(NAME)
DETAILS = endpoints("aws")["account_authorization_details"]
KEYS = endpoints("aws")["access_keys"]
REPORT = endpoints("aws")["credential_report"]
MADE = datetime(2021, 6, 4, 18, 17, 34, tzinfo=UTC)
USED = datetime(2024, 12, 1, 13, 5, tzinfo=UTC)
BOB = Identifier.of(SOURCE, "user", "bob")


def policy(name: str) -> dict[str, str]:
    return {"PolicyName": name, "PolicyArn": f"arn:aws:iam::aws:policy/{name}"}


def user(**over: Any) -> dict[str, Any]:
    return {
        "Path": "/",
        "UserName": "bob",
        "UserId": "AIDA1",
        "Arn": "arn:aws:iam::123456789012:user/bob",
        "CreateDate": "2021-06-04T18:17:34Z",
        "GroupList": ["Admins"],
        "AttachedManagedPolicies": [policy("ReadOnlyAccess")],
        "UserPolicyList": [{"PolicyName": "deny-billing", "PolicyDocument": {}}],
        "Tags": [{"Key": "team", "Value": "x"}, {"Key": "Owner", "Value": "ann@example.org"}],
    } | over


def details(*users: dict[str, Any], **over: Any) -> dict[str, Any]:
    role = {"RoleName": "ec2", "CreateDate": "2021-06-04T18:17:34Z", "AttachedManagedPolicies": [policy("S3Full")]}
    group = {"GroupName": "Admins", "AttachedManagedPolicies": policy("AdministratorAccess"), "GroupPolicyList": []}
    lists = {"UserDetailList": list(users), "RoleDetailList": [role], "GroupDetailList": [group], "Policies": []}
    return lists | {"IsTruncated": False} | over


def key(**over: Any) -> dict[str, Any]:
    return {
        "UserName": "bob",
        "Status": "Active",
        "CreateDate": "2021-06-04T18:17:34+00:00",
        "AccessKeyId": "AKIAIOSFODNN7EXAMPLE",
    } | over


def row(**over: str) -> dict[str, str]:
    return {
        "user": "bob",
        "arn": "arn:aws:iam::123456789012:user/bob",
        "user_creation_time": "2021-05-04T18:17:34+00:00",
        "password_enabled": "false",
        "access_key_1_active": "true",
        "access_key_1_last_rotated": "2021-06-04T18:17:34+00:00",
        "access_key_1_last_used_date": "2024-12-01T13:05:00+00:00",
        "access_key_2_active": "false",
        "access_key_2_last_rotated": "N/A",
        "access_key_2_last_used_date": "N/A",
    } | over


def test_users_roles_and_groups_with_what_they_may_do(read_all):
    ec2, admins = Identifier.of(SOURCE, "role", "ec2"), Identifier.of(SOURCE, "group", "Admins")
    assert read_all(DETAILS, details(user()), NAME) == [
        principal(BOB, "iam_user", name="bob", created=MADE, owner="ann@example.org"),
        grant(BOB, "ReadOnlyAccess", "aws:account"),
        grant(BOB, "deny-billing", "aws:account"),
        grant(BOB, "member", "group:Admins"),
        principal(ec2, "role", kind=PrincipalKind.NONHUMAN, name="ec2", created=MADE),
        grant(ec2, "S3Full", "aws:account"),
        grant(admins, "AdministratorAccess", "aws:account"),
    ]


def test_a_key_is_named_by_its_id_and_by_its_slot(read_all):
    assert read_all(KEYS, {"AccessKeyMetadata": [key()], "IsTruncated": False}, NAME) == [
        credential(
            Identifier.anywhere("aws", "access_key_id", "AKIAIOSFODNN7EXAMPLE"),
            "access_key",
            identifiers=(Identifier.of(SOURCE, "access_key_slot", "bob/2021-06-04T18:17:34Z"),),
            vendor_kind="access key",
            created=MADE,
            principal=BOB,
        )
    ]


def test_an_inactive_key_is_suspended(read_all):
    (found,) = read_all(KEYS, {"AccessKeyMetadata": [key(Status="Inactive")]}, NAME)
    assert found.facts["state"] == CredentialState.SUSPENDED


def test_the_report_tells_last_use_under_the_same_slot(read_all):
    (listed,) = read_all(KEYS, {"AccessKeyMetadata": [key()]}, NAME)
    (reported,) = read_all(REPORT, [row()], NAME)
    assert reported == credential(
        listed.identifiers[0],
        "access_key",
        vendor_kind="access key",
        created=MADE,
        last_used=USED,
        principal=BOB,
    )


def test_who_signs_in_with_a_password_is_human(read_all):
    found = read_all(REPORT, [row(password_enabled="true", access_key_1_last_rotated="N/A")], NAME)
    assert found == [principal(BOB, "iam_user", kind=PrincipalKind.HUMAN, name="bob")]


def test_a_second_key_that_was_never_used_and_is_off(read_all):
    _, second = read_all(REPORT, [row(access_key_2_last_rotated="2023-10-20T09:00:00+00:00")], NAME)
    assert second.subject.value == "bob/2023-10-20T09:00:00Z"
    assert second.facts["state"] == CredentialState.SUSPENDED
    assert "last_used" not in second.facts


@pytest.mark.parametrize(
    ("endpoint", "body"),
    [
        (DETAILS, []),
        (DETAILS, {"UserDetailList": []}),
        (DETAILS, details(user(UserName=None))),
        (DETAILS, details(user(GroupList="Admins"))),
        (DETAILS, details(user(AttachedManagedPolicies=[{"PolicyArn": "x"}]))),
        (KEYS, {}),
        (KEYS, {"AccessKeyMetadata": [key(AccessKeyId="")]}),
        (KEYS, {"AccessKeyMetadata": [key(Status=None)]}),
        (KEYS, {"AccessKeyMetadata": [key(CreateDate="0001-01-01T00:00:00+23:59")]}),
        (KEYS, {"AccessKeyMetadata": [key(CreateDate=1e300)]}),
        (REPORT, {}),
        (REPORT, [{"user": "bob"}]),
    ],
)
def test_another_shape_is_named(read_all, endpoint, body):
    with pytest.raises(VendorChanged):
        read_all(endpoint, body, NAME)


@pytest.mark.parametrize("endpoint", [DETAILS, KEYS])
def test_a_truncated_answer_goes_on(page_of, endpoint):
    assert endpoint.more(page_of(endpoint.name, {"IsTruncated": True, "Marker": "x"}, NAME))
    assert not endpoint.more(page_of(endpoint.name, {"IsTruncated": False}, NAME))


def test_each_endpoint_recognises_only_its_own_pages():
    others: list[Any] = [[], {}, None, 3, ["user"], [row()]]
    pages: dict[str, Any] = {
        "account_authorization_details": details(),
        "access_keys": {"AccessKeyMetadata": []},
        "credential_report": list(row()),
    }
    for endpoint in (DETAILS, KEYS, REPORT):
        assert [name for name, body in pages.items() if endpoint.recognise(body)] == [endpoint.name]
        assert not any(endpoint.recognise(other) for other in others)


def test_temporary_credentials_are_said_to_be_unlistable():
    session = kind("aws", "session")
    assert session is not None
    assert session.unlistable_because


def test_the_vendors_examples_are_read(read_all, sample):
    body = orjson.loads(sample("surveys/aws/iam_get-account-authorization-details.json").read_bytes())
    assert DETAILS.recognise(body)
    found = read_all(DETAILS, body, NAME)
    assert {one.subject.value for one in found if one.kind == "iam_user"} == {"Alice", "Bob", "Charlie"}
    assert grant(Identifier.of(SOURCE, "group", "Admins"), "AdministratorAccess", "aws:account") in found
    body = orjson.loads(sample("surveys/aws/iam_list-access-keys.json").read_bytes())
    assert KEYS.recognise(body)
    assert [one.facts["state"] for one in read_all(KEYS, body, NAME)] == ["active", "suspended"]


def test_a_report_file_is_read(read_all, sample):
    rows = list(csv.DictReader(sample("surveys/aws/iam_credential_report.shape.csv").read_text("utf-8").splitlines()))
    assert REPORT.recognise(list(rows[0]))
    found = read_all(REPORT, rows, NAME)
    assert sorted(one.subject.value for one in found if one.kind == "access_key") == [
        "Bob/2021-06-04T18:17:34Z",
        "Bob/2021-06-06T20:42:26Z",
        "svc-backup/2020-03-01T00:05:00Z",
        "svc-backup/2023-10-20T09:00:00Z",
        "svc-unused/2022-08-09T10:12:00Z",
    ]
    assert [one.subject.value for one in found if one.kind == "iam_user"] == ["Bob"]


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
FIELDS = st.sampled_from([*user(), *details(), *key(), *row(), "RoleName", "GroupName", "PolicyName"])
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=6), max_leaves=12
)


@given(body=JSON, field=FIELDS, value=JSON | st.datetimes().map(datetime.isoformat))
def test_any_json_gives_observations_or_a_changed_vendor(read_all, body, field, value):
    pages: list[tuple[Endpoint, Any]] = [
        (DETAILS, body),
        (KEYS, body),
        (REPORT, body),
        (DETAILS, details(user() | {field: value})),
        (DETAILS, details(user()) | {field: value}),
        (KEYS, {"AccessKeyMetadata": [key() | {field: value}]}),
        (REPORT, [row() | {field: value}]),
    ]
    for endpoint, page in pages:
        endpoint.recognise(page)
        try:
            read_all(endpoint, page, NAME)
        except VendorChanged:
            continue
