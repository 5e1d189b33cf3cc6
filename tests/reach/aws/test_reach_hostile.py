"""Policies that nobody writes on purpose: a clear unknown or the right answer, in a short time, and never a crash."""

import re
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.model.truth import Answer
from keyroll.reach.aws.account import read_account
from keyroll.reach.aws.asking import Asking
from keyroll.reach.aws.steps import account_steps
from keyroll.reach.wildcards import like
from reach.aws.accounts import NUMBER, arn, document, dump, group, role, statement, trust, user


def allowed(*statements, action="s3:GetObject", resource="arn:aws:s3:::a/x", **more):
    account = read_account([dump(users=[user("me", *statements, **more)])])
    (me,) = account.users
    return Asking(account).may(me, action, resource)


def when(operator, key, value):
    return {"Condition": {operator: {key: value}}}


@pytest.mark.parametrize(
    "one",
    [
        statement("s3:*") | when("StringEqualsFoo", "aws:SourceVpc", "v"),
        statement("s3:*") | when("ForSomeValues:StringEquals", "aws:SourceVpc", "v"),
        statement("s3:*") | when("StringEquals", "acme:NoSuchKey", "v"),
        statement("s3:*") | when("Null", "aws:SourceVpc", "perhaps"),
        statement("s3:*") | when("StringEquals", "aws:SourceVpc", {"deep": 1}),
        statement("s3:*") | {"Condition": [["StringEquals"]]},
        statement("s3:*") | {"Resource": "arn:aws:s3:::${aws:PrincipalTag/${aws:username}}/x"},
        statement("s3:*") | {"Resource": [["*"]]},
        {"Effect": "allow", "Action": "s3:*", "Resource": "*"},
        {"Effect": "Allow", "Action": [], "Resource": "*"},
        {"Effect": "Allow", "Action": "s3:*", "NotAction": "iam:*", "Resource": "*"},
        {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Unless": "monday"},
        {"Effect": "Allow", "Action": "s3:*"},
        ["Allow", "s3:*"],
        None,
    ],
)
def test_what_cannot_be_decided_is_unknown_as_an_allow_and_as_a_denial(one):
    assert allowed(one).answer in (Answer.UNKNOWN, Answer.NO)
    assert allowed(one).answer is Answer.UNKNOWN or "Resource" in str(one)
    if isinstance(one, dict):
        denied = allowed(statement("s3:*"), one | {"Effect": "Deny"} if one["Effect"] == "Allow" else one)
        assert denied.answer in (Answer.UNKNOWN, Answer.YES)
    else:
        assert allowed(statement("s3:*"), one).answer is Answer.UNKNOWN, "it may be a denial"


def test_variables_are_plain_text_in_an_old_document_and_in_one_without_a_version():
    own = statement("s3:*", resource="arn:aws:s3:::${aws:username}/x")
    for version, answer in (("2012-10-17", Answer.YES), ("2008-10-17", Answer.NO), (None, Answer.NO)):
        text = {"Statement": [own]} | ({"Version": version} if version else {})
        body = user("me") | {"UserPolicyList": [{"PolicyName": "own", "PolicyDocument": text}]}
        account = read_account([dump(users=[body])])
        assert Asking(account).may(account.users[0], "s3:GetObject", "arn:aws:s3:::me/x").answer is answer
        denial = {"Statement": [statement("s3:*"), own | {"Effect": "Deny"}]} | (
            {"Version": version} if version else {}
        )
        body = user("me") | {"UserPolicyList": [{"PolicyName": "own", "PolicyDocument": denial}]}
        account = read_account([dump(users=[body])])
        denied = Asking(account).may(account.users[0], "s3:GetObject", "arn:aws:s3:::me/x")
        assert denied.answer is (Answer.NO if answer is Answer.YES else Answer.YES)


def test_a_pattern_of_many_stars_takes_no_time():
    begun = time.process_time()
    assert not like("*a" * 40 + "b", "a" * 2000)
    assert like("*a" * 40 + "*", "a" * 2000)
    assert allowed(statement("s3:*", resource="*a" * 40 + "b"), resource="a" * 2000).answer is Answer.NO
    assert time.process_time() - begun < 2


@given(st.text("ab*?", max_size=8), st.text("ab", max_size=8))
def test_patterns_equal_the_plain_expression(pattern, text):
    plain = "".join(".*" if one == "*" else "." if one == "?" else one for one in pattern)
    assert like(pattern, text) is (re.fullmatch(plain, text) is not None)


def test_roles_that_assume_each_other_in_a_circle_end():
    names = [f"r{at}" for at in range(30)]
    circle = [role(one, trust(AWS=arn("role", after))) for one, after in zip(names, [*names[1:], "r0"], strict=True)]
    itself = role("self", trust(AWS=arn("role", "self")), statement("sts:AssumeRole"))
    account = read_account([dump(roles=[*circle, itself])])
    found = account_steps(Asking(account), "aws@1", "dump").edges
    assumed = {(one.start, one.end) for one in found if one.kind == "assumes"}
    assert ("aws@1:role:r1", "aws@1:role:r0") in assumed
    assert len({one for one in assumed if "self" not in one[0]}) == 30
    assert not any(one.kind == "administers" and one.start != "aws@1:administration" for one in found)


def test_a_group_of_many_members_and_principals_of_every_shape():
    many = [user(f"u{at}", groups=("all",)) for at in range(300)]
    shapes: list[Any] = [{"AWS": ["*"]}, {"*": "*"}, {"AWS": 12}, {"Nobody": "x"}, [], "me", {"Service": ["*"]}]
    roles = [
        role(f"r{at}", document({"Effect": "Allow", "Principal": one, "Action": "sts:AssumeRole"}))
        for at, one in enumerate(shapes)
    ]
    body = dump(users=many, roles=roles, groups=[group("all", statement("s3:GetObject"))])
    account = read_account([body])
    asking = Asking(account)
    answers = [asking.assumes(account.users[0], one).answer for one in account.roles]
    assert answers[0] is Answer.YES
    assert set(answers[2:3] + answers[4:6]) == {Answer.UNKNOWN}
    assert answers[6] is Answer.NO
    assert asking.administers(account.users[0]).answer is Answer.NO
    assert len(account_steps(asking, f"aws@{NUMBER}", "dump").nodes) > 300
