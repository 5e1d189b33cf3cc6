"""Policies of resources as the vendor's command line prints them: recognised, named, and read into whom they let in."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.errors import VendorChanged
from keyroll.model.source import Source
from keyroll.providers.aws.resource_policies import ENDPOINTS, resource_policies
from keyroll.providers.contracts.survey import SurveyPage
from small_world import at

(ENDPOINT,) = ENDPOINTS
SOURCE = Source("aws", "123456789012")
KEY = "arn:aws:kms:eu-west-1:123456789012:key/1"
QUEUE, TOPIC = "arn:aws:sqs:eu-west-1:123456789012:q", "arn:aws:sns:eu-west-1:123456789012:t"
SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf"


def policy(resource: str, **principal: str) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": principal or "*", "Action": "*", "Resource": resource},
        {"Effect": "Deny", "Principal": {"AWS": "111122223333"}, "Action": "*", "Resource": resource},
    ]})  # fmt: skip


def read(body: Any) -> set[tuple[str, str, str]]:
    found = ENDPOINT.read(SurveyPage(SOURCE, ENDPOINT.name, at("10-20"), 1, body))
    return {
        (one.subject.value, str((one.facts or {})["privilege"]), str((one.facts or {})["resource"])) for one in found
    }


@pytest.mark.parametrize(
    ("body", "arn", "wanted"),
    [
        ({"Policy": policy("arn:aws:s3:::b/*")}, "arn:aws:s3:::b", {"read", "*"}),
        ({"Policy": policy("arn:aws:lambda:r:1:function:f:live", Service="s3.amazonaws.com"), "RevisionId": "x"},
         "arn:aws:lambda:r:1:function:f", {"read", "s3.amazonaws.com"}),
        ({"Policy": policy("*", AWS="arn:aws:iam::1:root"), "PolicyName": "default", "ResourceArn": KEY}, KEY,
         {"read", "arn:aws:iam::1:root"}),
        ({"ARN": SECRET, "Name": "db", "ResourcePolicy": policy("*")}, SECRET, {"read", "*"}),
        ({"Attributes": {"QueueArn": QUEUE, "Policy": policy(QUEUE)}}, QUEUE, {"read", "*"}),
        ({"Attributes": {"QueueArn": QUEUE}}, QUEUE, {"none"}),
        ({"Attributes": {"TopicArn": TOPIC, "Policy": policy(TOPIC)}}, TOPIC, {"read", "*"}),
        ({"ResourceArn": "arn:aws:s3:::b", "Error": {"Code": "AccessDenied"}}, "arn:aws:s3:::b",
         {"not read: AccessDenied"}),
        ({"ResourceArn": "arn:aws:s3:::b", "Error": {"Code": "NoSuchBucketPolicy"}}, "arn:aws:s3:::b", {"none"}),
    ],
)  # fmt: skip
def test_an_answer_names_its_resource_and_whom_it_lets_in(body: Any, arn: str, wanted: set[str]):
    assert ENDPOINT.recognise(body)
    found = read(body)
    assert {name for name, _, _ in found} == {arn}
    assert {what for _, _, what in found} == wanted
    assert read({"ResourcePolicies": [body]}) == found


def test_the_accounts_own_setting_is_a_page_without_resources():
    answers: tuple[tuple[Any, str], ...] = (
        ({"RestrictPublicBuckets": True}, "public policies are ignored"),
        ({"RestrictPublicBuckets": False}, "public policies count"),
        ({"Error": {"Code": "AccessDenied"}}, "AccessDenied"),
    )
    for answer, said in answers:
        body: Any = {"ResourcePolicies": [], "AccountPublicAccessBlockConfiguration": answer}
        assert ENDPOINT.recognise(body)
        assert {what for _, _, what in read(body)} == {said}


@pytest.mark.parametrize("body", [{"Policy": policy("*")}, {"ResourcePolicies": [{"Policy": policy("*")}]}, {}, [], 1])
def test_an_answer_that_names_no_resource_is_refused(body: Any):
    with pytest.raises(VendorChanged):
        read(body)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)
fields = st.sampled_from(("ResourceArn", "Policy", "Error", "Attributes", "ResourcePolicies", "ResourcePolicy", "ARN"))


@given(json_values | st.dictionaries(fields, json_values))
def test_anything_is_read_or_refused(body: Any):
    list(resource_policies(body))
    ENDPOINT.recognise(body)
    with suppress(VendorChanged):
        read(body)
