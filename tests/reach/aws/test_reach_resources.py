"""Resources with their own policies: who in the account and outside may use them, and what nobody could read."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.model.truth import Answer
from keyroll.providers.aws.resource_policies import ACCOUNT_SETTING
from keyroll.reach.aws import resource_steps
from keyroll.reach.aws.account import read_account
from keyroll.reach.aws.asking import Asking
from keyroll.reach.aws.steps import account_steps
from reach.aws.accounts import NUMBER, arn, document, dump, role, statement, trust, user

SOURCE, OTHER = f"aws@{NUMBER}", "999988887777"
BUCKET, QUEUE = "arn:aws:s3:::invoices", f"arn:aws:sqs:eu-west-1:{NUMBER}:orders"
KEY = f"arn:aws:kms:eu-west-1:{NUMBER}:key/1234"
SECRET = f"arn:aws:secretsmanager:eu-west-1:{NUMBER}:secret:db/app-AbCdEf"
FUNCTION = f"arn:aws:lambda:eu-west-1:{NUMBER}:function:bill"
OPEN = {"PublicAccessBlockConfiguration": {"RestrictPublicBuckets": False},
        ACCOUNT_SETTING: {"Error": {"Code": "NoSuchPublicAccessBlockConfiguration"}}}  # fmt: skip
CLOSED = {"PublicAccessBlockConfiguration": {"RestrictPublicBuckets": True}}


def allow(who: Any, *actions: str, resource: Any = "*", effect: str = "Allow", **more: Any) -> dict[str, Any]:
    principal = who if who == "*" else {"AWS": who}
    return {"Effect": effect, "Principal": principal, "Action": list(actions), "Resource": resource} | more


def listed(resource: str, *statements: Any, **beside: Any) -> dict[str, Any]:
    text = {"Policy": json.dumps(document(*statements))} if statements else {}
    return {"ResourceArn": resource, **text, **beside}


ANN = user("ann", statement("s3:GetObject", "kms:*", "secretsmanager:GetSecretValue", "sqs:*"))
BOB = user("bob", statement("iam:ListUsers"))


def steps(
    *resources: Any, users: tuple[Any, ...] = (BOB,), roles: tuple[Any, ...] = ()
) -> dict[tuple[str, str, str], Answer]:
    account = read_account([dump(users=users, roles=roles), {"ResourcePolicies": list(resources)}])
    found = account_steps(Asking(account), SOURCE, "dump")
    known = {one.id for one in found.nodes}
    assert all(one.start in known and one.end in known for one in found.edges)
    short = {f"{SOURCE}:{one.kind.name}:{one.arn}": one.kind.name for one in account.resources}
    return {
        (one.start.removeprefix(f"{SOURCE}:"), short[one.end], one.kind): one.truth.answer
        for one in found.edges
        if one.end in short
    }


ROOT = f"arn:aws:iam::{NUMBER}:root"
THEIRS = f"arn:aws:iam::{OTHER}:root"
PUBLIC = "outside:public"


def test_a_bucket_is_read_by_the_account_by_whom_its_policy_names_and_by_nobody_whom_it_denies():
    got = steps(listed(BUCKET, allow(arn("user", "bob"), "s3:GetObject", resource=f"{BUCKET}/*")), users=(ANN, BOB))
    assert got["user:ann", "bucket", "reads"] is got["user:bob", "bucket", "reads"] is Answer.YES
    assert ("user:ann", "bucket", "changes") not in got
    got = steps(listed(BUCKET, allow(arn("user", "ann"), "s3:*", effect="Deny", resource=[BUCKET, f"{BUCKET}/*"])),
                users=(ANN, BOB))  # fmt: skip
    assert not [one for one in got if one[0] in ("user:ann", "user:bob")]


def test_a_bucket_without_a_policy_is_read_by_whom_identity_policies_allow():
    answered = {"ResourceArn": BUCKET, "Error": {"Code": "NoSuchBucketPolicy"}}
    got = steps(answered, users=(ANN, BOB))
    assert got["user:ann", "bucket", "reads"] is Answer.YES
    assert ("user:bob", "bucket", "reads") not in got
    assert got["administration", "bucket", "reads"] is got["administration", "bucket", "changes"] is Answer.YES


@pytest.mark.parametrize(
    ("beside", "more", "answer"),
    [
        (OPEN, {}, Answer.YES),
        ({}, {}, Answer.UNKNOWN),
        (CLOSED, {}, None),
        (OPEN, {"Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}, Answer.UNKNOWN),
        (OPEN, {"Condition": {"StringEquals": {"aws:PrincipalAccount": NUMBER}}}, None),
        (OPEN, {"Condition": {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{NUMBER}:role/*"}}}, None),
        (OPEN, {"Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/reader"}}}, Answer.YES),
        (OPEN, {"Condition": {"StringEquals": {"aws:SourceAccount": NUMBER}}}, None),
    ],
)
def test_anyone_reads_a_bucket_whose_policy_says_so_and_that_nothing_closes(beside: Any, more: Any, answer: Any):
    got = steps(listed(BUCKET, allow("*", "s3:GetObject", resource=f"{BUCKET}/*", **more), **beside))
    assert got.get((PUBLIC, "bucket", "reads")) is answer
    assert (PUBLIC, "bucket", "changes") not in got


def test_another_account_is_let_in_and_a_public_policy_that_is_ignored_lets_it_in_no_more():
    theirs = allow(THEIRS, "s3:GetObject", resource=f"{BUCKET}/*")
    assert steps(listed(BUCKET, theirs, **CLOSED))[f"outside:account:{OTHER}", "bucket", "reads"] is Answer.YES
    public = allow("*", "s3:GetObject", resource=f"{BUCKET}/*")
    assert not [one for one in steps(listed(BUCKET, theirs, public, **CLOSED)) if one[0].startswith("outside")]
    named = f"arn:aws:iam::{OTHER}:role/reader"
    got = steps(listed(BUCKET, allow(named, "s3:PutObject", "s3:PutBucketPolicy")))
    assert got[f"outside:principal:{named}", "bucket", "changes"] is Answer.YES
    assert (f"outside:principal:{named}", "bucket", "reads") not in got


def test_what_nobody_could_read_is_a_possible_way_of_everybody_with_its_reason():
    account = read_account([
        dump(users=[ANN, BOB]), {"ResourcePolicies": [{"ResourceArn": BUCKET, "Error": {"Code": "AccessDenied"}}]},
    ])  # fmt: skip
    found = account_steps(Asking(account), SOURCE, "dump")
    middle, end = f"{SOURCE}:unread-policies", f"{SOURCE}:bucket:{BUCKET}"
    into = {one.start.removeprefix(f"{SOURCE}:"): one.truth for one in found.edges if one.end == middle}
    assert set(into) == {"user:ann", "user:bob", "outside:anyone"}
    (to_it,) = [one for one in found.edges if one.start == middle]
    assert to_it.end == end
    assert to_it.truth.answer is Answer.UNKNOWN
    assert "AccessDenied" in to_it.truth.because
    assert "1 of 1 resources" in resource_steps.unread_note(account, SOURCE)
    direct = {one.start.removeprefix(f"{SOURCE}:"): one.truth.answer for one in found.edges if one.end == end}
    assert direct["user:ann"] is Answer.UNKNOWN
    assert "user:bob" not in direct


def test_a_policy_that_is_no_json_is_as_unread():
    got = steps({"ResourceArn": QUEUE, "Attributes": {"Policy": "{"}}, users=(ANN,))
    assert got["unread-policies", "queue", "reads"] is Answer.UNKNOWN
    assert got["user:ann", "queue", "reads"] is Answer.UNKNOWN


def test_a_key_needs_its_own_policy_and_grants_count_as_statements():
    nobody = listed(KEY, allow(arn("role", "app"), "kms:Decrypt"), Grants=[])
    got = steps(nobody, users=(ANN,), roles=(role("app", trust(Service="ec2.amazonaws.com")),))
    assert got["role:app", "key", "reads"] is Answer.YES
    assert ("user:ann", "key", "reads") not in got
    assert ("administration", "key", "reads") not in got
    delegated = listed(KEY, allow(ROOT, "kms:*"), Grants=[])
    assert steps(delegated, users=(ANN, BOB))["user:ann", "key", "reads"] is Answer.YES
    bob, limits = arn("user", "bob"), {"EncryptionContextEquals": {"a": "b"}}
    for more, answer in (({}, Answer.YES), ({"Constraints": limits}, Answer.UNKNOWN)):
        given_ = {"GranteePrincipal": bob, "Operations": ["Decrypt"], "KeyId": KEY} | more
        got = steps(listed(KEY, allow(ROOT, "kms:*"), Grants=[given_]), users=(ANN, BOB))
        assert got["user:bob", "key", "reads"] is answer
    assert steps(listed(KEY, allow(ROOT, "kms:*")))["unread-policies", "key", "reads"] is Answer.UNKNOWN


def test_a_key_of_aws_that_a_service_uses_lets_nobody_in_directly():
    only = {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com", "kms:CallerAccount": NUMBER}}
    got = steps(listed(KEY, allow("*", "kms:Decrypt", Condition=only), Grants=[]), users=(ANN,))
    assert not got


@pytest.mark.parametrize(
    ("key", "answer"), [({"KmsKeyId": KEY}, Answer.YES), ({"KmsKeyId": None}, None), ({}, Answer.UNKNOWN)]
)
def test_a_secret_is_read_from_another_account_with_its_key_alone(key: Any, answer: Any):
    theirs = allow(THEIRS, "secretsmanager:GetSecretValue")
    secret = {"ARN": SECRET, "Name": "db/app", "ResourcePolicy": json.dumps(document(theirs)), **key}
    opened = listed(KEY, allow(ROOT, "kms:*"), allow(THEIRS, "kms:Decrypt"), Grants=[])
    assert steps(secret, opened).get((f"outside:account:{OTHER}", "secret", "reads")) is answer
    closed = listed(KEY, allow(ROOT, "kms:*"), Grants=[])
    assert (f"outside:account:{OTHER}", "secret", "reads") not in steps(secret | {"KmsKeyId": KEY}, closed)


def test_a_secret_of_the_account_needs_the_key_too():
    secret = {"ARN": SECRET, "Name": "db/app", "KmsKeyId": KEY}
    cat = user("cat", statement("secretsmanager:GetSecretValue"))
    got = steps(secret, listed(KEY, allow(ROOT, "kms:*"), Grants=[]), users=(ANN, cat))
    assert got["user:ann", "secret", "reads"] is Answer.YES
    assert ("user:cat", "secret", "reads") not in got
    assert steps(secret, users=(cat,))["user:cat", "secret", "reads"] is Answer.UNKNOWN
    assert steps(secret | {"KmsKeyId": None}, users=(cat,))["user:cat", "secret", "reads"] is Answer.YES


def test_whoever_writes_a_policy_lets_itself_in_unless_its_own_policies_deny_that():
    dan = user("dan", statement("s3:PutBucketPolicy"))
    eve = user("eve", statement("s3:PutBucketPolicy"), statement("s3:GetObject", effect="Deny"))
    got = steps(listed(BUCKET), users=(dan, eve))
    assert got["user:dan", "bucket", "reads"] is Answer.YES
    assert ("user:eve", "bucket", "reads") not in got


def test_a_queue_and_a_topic_by_their_attributes():
    topic = f"arn:aws:sns:eu-west-1:{NUMBER}:news"
    own = allow("*", "SNS:Publish", "SNS:Subscribe", resource=topic,
                Condition={"StringEquals": {"AWS:SourceOwner": NUMBER}})  # fmt: skip
    got = steps(
        {"Attributes": {"QueueArn": QUEUE, "Policy": json.dumps(document(allow("*", "sqs:SendMessage")))}},
        {"Attributes": {"TopicArn": topic, "Policy": json.dumps(document(own))}},
        users=(BOB,),
    )
    assert got[PUBLIC, "queue", "changes"] is got["user:bob", "queue", "changes"] is Answer.YES
    assert (PUBLIC, "queue", "reads") not in got
    assert got["user:bob", "topic", "changes"] is Answer.YES
    assert not [one for one in got if one[:2] == (PUBLIC, "topic")]


def test_a_function_is_invoked_and_whoever_changes_its_code_acts_as_its_role():
    text = json.dumps(document(allow(THEIRS, "lambda:*", resource=FUNCTION)))
    account = read_account([
        dump(roles=[role("bill", trust(Service="lambda.amazonaws.com"))]),
        {"ResourcePolicies": [{"Policy": text, "Role": arn("role", "bill")}]},
    ])  # fmt: skip
    found = account_steps(Asking(account), SOURCE, "dump")
    ends = {(one.kind, one.end) for one in found.edges if one.start == f"{SOURCE}:outside:account:{OTHER}"}
    function = f"{SOURCE}:function:{FUNCTION}"
    assert ends == {("invokes", function), ("changes", function), ("escalates", f"{SOURCE}:role:bill")}


def test_more_pairs_than_are_decided_are_a_possible_way(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(resource_steps, "MOST_USES", 1)
    got = steps(listed(BUCKET, allow(THEIRS, "s3:GetObject")), users=(ANN, BOB))
    assert got["unread-policies", "bucket", "reads"] is Answer.UNKNOWN
    assert got[f"outside:account:{OTHER}", "bucket", "reads"] is Answer.YES
    assert ("user:ann", "bucket", "reads") not in got


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(
    st.sampled_from(("ResourceArn", "Policy", "Error", "Attributes", "Grants", "KmsKeyId", "Role", "ResourcePolicy",
                     "PublicAccessBlockConfiguration")), json_values | st.sampled_from((BUCKET, KEY, SECRET)),
))  # fmt: skip
def test_whatever_comes_in_place_of_an_answer_ends_no_account(one: dict[str, Any]):
    account = read_account([dump(users=[ANN]), {"ResourcePolicies": [one]}, one])
    account_steps(Asking(account), SOURCE, "dump")
