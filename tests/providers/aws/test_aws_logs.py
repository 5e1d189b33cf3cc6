"""CloudTrail in OCSF's words."""

import json
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from keyroll.intake.masking.mask import Fingerprints, RecordMask
from keyroll.model.event import COLUMNS
from keyroll.providers.catalogue import logs
from keyroll.secret import Secret

TRAIL = logs("aws")["cloudtrail"]
NAME = "aws@123456789012"
ANN = {
    "type": "IAMUser",
    "principalId": "AIDA1",
    "arn": "arn:aws:iam::123456789012:user/ann",
    "accountId": "123456789012",
    "accessKeyId": "AKIAIOSFODNN7EXAMPLE",
    "userName": "ann",
}


def told(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name in COLUMNS and value is not None}


def event(name: str, service: str = "iam", asked: Any = None, answered: Any = None, **more: Any) -> str:
    return json.dumps(
        {
            "eventVersion": "1.09",
            "userIdentity": ANN,
            "eventTime": "2023-11-14T09:22:49Z",
            "eventSource": f"{service}.amazonaws.com",
            "eventName": name,
            "awsRegion": "us-east-1",
            "sourceIPAddress": "203.0.113.7",
            "userAgent": "aws-cli/2.13",
            "requestParameters": asked,
            "responseElements": answered,
            "requestID": "r",
            "eventID": "6ffb6978-7b42-47d1-9aa1-1838ec08b514",
            "readOnly": name.startswith(("Get", "List", "Describe")),
            "eventType": "AwsApiCall",
            "recipientAccountId": "123456789012",
            "eventCategory": "Management",
        }
        | more
    )


def test_a_new_key_is_told_by_its_id(view_rows):
    made = {"accessKey": {"accessKeyId": "AKIAI44QH8DHBEXAMPLE", "userName": "bob", "status": "Active"}}
    (row,) = view_rows(TRAIL, NAME, [event("CreateAccessKey", asked={"userName": "bob"}, answered=made)])
    assert told(row) == {
        "class_uid": 3001,
        "activity_id": 1,
        "status_id": 1,
        "operation": "CreateAccessKey",
        "actor": f"{NAME}:user:ann",
        "actor_name": "ann",
        "credential": "aws@*:access_key_id:AKIAIOSFODNN7EXAMPLE",
        "resource_type": "iam",
        "resource_uid": "bob",
        "resource_group": "iam.amazonaws.com",
        "region": "us-east-1",
        "target": "aws@*:access_key_id:AKIAI44QH8DHBEXAMPLE",
        "src_ip": "203.0.113.7",
        "user_agent": "aws-cli/2.13",
    }
    assert row["event_id"] == "6ffb6978-7b42-47d1-9aa1-1838ec08b514"
    assert row["happened_at"] == datetime(2023, 11, 14, 9, 22, 49, tzinfo=UTC)


KEY = {"userName": "bob", "accessKeyId": "AKIAI44QH8DHBEXAMPLE"}
KEY_HANDLE = "aws@*:access_key_id:AKIAI44QH8DHBEXAMPLE"
BOB = f"{NAME}:user:bob"


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (event("UpdateAccessKey", asked=KEY | {"status": "Inactive"}), (3001, 5, KEY_HANDLE, None)),
        (event("UpdateAccessKey", asked=KEY | {"status": "Active"}), (3001, 2, KEY_HANDLE, None)),
        (event("DeleteAccessKey", asked=KEY), (3001, 6, KEY_HANDLE, None)),
        (event("CreateUser", asked={"userName": "bob"}), (3001, 1, BOB, None)),
        (event("DeleteUser", asked={"userName": "bob"}), (3001, 6, BOB, None)),
        (event("CreateLoginProfile", asked={"userName": "bob"}), (3001, 3, BOB, None)),
        (event("ChangePassword"), (3001, 3, f"{NAME}:user:ann", None)),
        (event("CreateRole", asked={"roleName": "r"}), (3001, 1, f"{NAME}:role:r", None)),
        (
            event("AttachUserPolicy", asked={"userName": "bob", "policyArn": "arn:aws:iam::aws:policy/Admin"}),
            (3005, 1, BOB, "Admin"),
        ),
        (
            event("DeleteRolePolicy", asked={"roleName": "r", "policyName": "p"}),
            (3005, 2, f"{NAME}:role:r", "p"),
        ),
        (
            event("PutGroupPolicy", asked={"groupName": "g", "policyName": "p"}),
            (3005, 1, f"{NAME}:group:g", "p"),
        ),
        (event("AddUserToGroup", asked={"userName": "bob", "groupName": "g"}), (3006, 3, BOB, "g")),
        (event("RemoveUserFromGroup", asked={"userName": "bob", "groupName": "g"}), (3006, 4, BOB, "g")),
        (
            event(
                "AssumeRole",
                "sts",
                {"roleArn": "arn:aws:iam::123456789012:role/r"},
                {"credentials": {"accessKeyId": "ASIAIOSFODNN7EXAMPLE", "sessionToken": "s3cr3t"}},
            ),
            (3002, 1, "aws@*:session_key:ASIAIOSFODNN7EXAMPLE", None),
        ),
        (event("ListUsers"), (6003, 2, None, None)),
        (event("GetSecretValue", "secretsmanager", {"secretId": "a/b"}), (6005, 1, None, None)),
        (event("GetParametersByPath", "ssm"), (6005, 1, None, None)),
        (event("GetParameters", "other"), (6003, 2, None, None)),
        (event("RunInstances", "ec2"), (6003, 1, None, None)),
        (event("StopLogging", "cloudtrail"), (6003, 3, None, None)),
        (event("DeleteTrail", "cloudtrail"), (6003, 4, None, None)),
        (event("CreateUser", "rds"), (6003, 1, None, None)),
    ],
)
def test_what_a_call_did_to_whom(view_rows, record, expected):
    (row,) = view_rows(TRAIL, NAME, [record])
    assert tuple(row[name] for name in ("class_uid", "activity_id", "target", "target_group")) == expected


@pytest.mark.parametrize(
    ("error", "status"),
    [
        ("AccessDenied", 2),
        ("ThrottlingException", 0),
        ("SlowDown", 0),
        ("ServiceUnavailable", 0),
        ("InternalError", 0),
    ],
)
def test_a_service_that_is_overloaded_refuses_nobody(view_rows, error, status):
    (row,) = view_rows(TRAIL, NAME, [event("ListUsers", errorCode=error)])
    assert row["status_id"] == status


def assumed(**issuer: str) -> dict[str, Any]:
    return {
        "type": "AssumedRole",
        "arn": "arn:aws:sts::123456789012:assumed-role/deploy/i-1",
        "accessKeyId": "ASIAIOSFODNN7EXAMPLE",
        "sessionContext": {"sessionIssuer": {"type": "Role"} | issuer},
    }


@pytest.mark.parametrize(
    ("who", "actor", "key", "session"),
    [
        (ANN, f"{NAME}:user:ann", "aws@*:access_key_id:AKIAIOSFODNN7EXAMPLE", None),
        (ANN | {"accessKeyId": "ASIA1"}, f"{NAME}:user:ann", None, "ASIA1"),
        (
            {"type": "IAMUser", "arn": "arn:aws:iam::1:user/a/b/ann", "accessKeyId": ""},
            f"{NAME}:user:ann",
            None,
            None,
        ),
        ({"type": "Root", "arn": "arn:aws:iam::1:root"}, f"{NAME}:user:<root_account>", None, None),
        (assumed(userName="deploy"), f"{NAME}:role:deploy", None, "ASIAIOSFODNN7EXAMPLE"),
        (assumed(), f"{NAME}:role:deploy", None, "ASIAIOSFODNN7EXAMPLE"),
        (
            {"type": "WebIdentityUser", "userName": "system:serviceaccount:a:b"},
            f"{NAME}:federated:system:serviceaccount:a:b",
            None,
            None,
        ),
        ({"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}, f"{NAME}:service:ec2.amazonaws.com", None, None),
        ({"type": "IdentityCenterUser", "principalId": "9"}, f"{NAME}:identitycenteruser:9", None, None),
        (None, None, None, None),
    ],
)
def test_who_called_and_with_what(view_rows, who, actor, key, session):
    (row,) = view_rows(TRAIL, NAME, [event("GetObject", "s3", userIdentity=who)])
    assert (row["actor"], row["credential"], row["session_uid"]) == (actor, key, session)


@pytest.mark.parametrize(
    ("more", "expected"),
    [({}, 1), ({"errorCode": "AccessDenied"}, 2), ({"responseElements": {"ConsoleLogin": "Failure"}}, 2)],
)
def test_an_error_is_a_failure(view_rows, more, expected):
    (row,) = view_rows(TRAIL, NAME, [event("ConsoleLogin", "signin", **more)])
    assert (row["status_id"], row["class_uid"], row["activity_id"]) == (expected, 3002, 1)


def test_an_answer_of_the_console_has_the_result_under_the_event_s_name(view_rows):
    failed = event("PasswordUpdated", "signin", responseElements={"PasswordUpdated": "Failure"})
    other = event("PasswordUpdated", "signin", responseElements={"Other": "Failure"})
    assert [row["status_id"] for row in view_rows(TRAIL, NAME, [failed, other])] == [2, 1]


def test_what_was_read_and_how_much(view_rows):
    record = event(
        "GetObject",
        "s3",
        {"bucketName": "b", "key": "k/1"},
        resources=[{"type": "AWS::S3::Object", "ARN": "arn:aws:s3:::b/k/1"}],
        additionalEventData={"bytesTransferredOut": 2356.0},
    )
    (row,) = view_rows(TRAIL, NAME, [record])
    names = ("resource_type", "resource_uid", "resource_name", "resource_group", "bytes_out")
    assert tuple(row[name] for name in names) == (
        "AWS::S3::Object",
        "arn:aws:s3:::b/k/1",
        "k/1",
        "s3.amazonaws.com",
        2356,
    )


def test_a_service_is_no_address(view_rows):
    (row,) = view_rows(TRAIL, NAME, [event("Decrypt", "kms", sourceIPAddress="lambda.amazonaws.com")])
    assert (row["src_ip"], row["activity_id"]) == (None, 2)


def test_the_session_token_of_an_answer_is_masked():
    token = b"IQoJb3JpZ2luX2VjEXAMPLE"
    record = json.dumps({"responseElements": {"credentials": {"sessionToken": token.decode()}}}).encode()
    mask = RecordMask(Fingerprints(Secret(b"a key of a test")), TRAIL.values)
    assert token.decode() not in mask.text(record.decode())
    assert TRAIL.envelope == "Records"


def test_fields_of_another_type_cost_only_themselves(view_rows):
    record = event("GetObject", "s3", asked="text", answered=[1], resources="none", additionalEventData=7)
    (row,) = view_rows(TRAIL, NAME, [record])
    assert (row["operation"], row["resource_uid"]) == ("GetObject", None)


def test_records_without_name_or_time_are_left_to_quarantine(view_rows):
    assert view_rows(TRAIL, NAME, ["{}", event("x", eventTime="soon"), event("", eventName=None, eventType=None)]) == []


def placed(rows: list[dict[str, Any]]) -> bool:
    return all(row["operation"] and row["happened_at"] and row["class_uid"] for row in rows)


def test_real_records(view_rows, sample_lines):
    lines = sample_lines("samples/aws/cloudtrail.ndjson")
    rows = view_rows(TRAIL, NAME, lines)
    assert len(rows) == len(lines)
    assert placed(rows)
    assert [row["operation"] for row in rows if not row["actor"]] == ["GetBucketPolicy"]  # an insight has no caller


def test_real_records_of_known_techniques(view_rows, sample):
    lines = [
        orjson.dumps(record).decode()
        for file in sorted(sample("stratus").glob("*.json"))
        for record in orjson.loads(file.read_bytes())
    ]
    rows = view_rows(TRAIL, NAME, lines)
    assert len(rows) == len(lines)
    assert placed(rows)
    assert all(row["actor"] for row in rows)
