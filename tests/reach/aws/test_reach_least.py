"""A narrower policy allows every call that was made, allows nothing new, and keeps what no log can show."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.errors import UsageError
from keyroll.model.truth import Answer
from keyroll.reach.aws.account import read_account
from keyroll.reach.aws.asking import Asking
from keyroll.reach.aws.least.calls import DATA, Call
from keyroll.reach.aws.least.narrow import narrow
from keyroll.reach.aws.policy import parse
from keyroll.reach.wildcards import like, overlap
from reach.aws.accounts import dump, statement, user

WHEN = datetime(2026, 3, 1, tzinfo=UTC)


def call(service: str, operation: str) -> Call:
    return Call(f"{service}.amazonaws.com", operation, 1, WHEN)


def actions(policies, *calls, shown=frozenset(DATA), reads=True):
    result = narrow([parse(f"p{at}", {"Statement": one}) for at, one in enumerate(policies)], calls, shown, reads=reads)
    return [action for one in result.statements if one.allows for action in one.actions], result


def test_a_wildcard_becomes_the_actions_that_were_used() -> None:
    granted, result = actions([statement("ec2:*", "s3:Get*")], call("ec2", "RunInstances"), call("s3", "GetBucketAcl"))
    assert granted == ["ec2:RunInstances", "s3:GetBucketAcl"]
    assert result.removed == ("ec2:*", "s3:get*")


def test_what_only_data_events_show_is_kept_until_they_are_recorded() -> None:
    granted, result = actions([statement("s3:*")], call("s3", "GetBucketAcl"), shown=frozenset())
    assert "s3:getobject*" in granted
    assert "s3:*" not in granted
    assert {one.because for one in result.kept} == {"only data events show it (--data-events s3)"}
    assert actions([statement("s3:*")], call("s3", "GetBucketAcl"))[0] == ["s3:GetBucketAcl"]


def test_reading_is_kept_where_the_log_has_no_reading_calls() -> None:
    granted, _ = actions([statement("ec2:DescribeImages", "ec2:RunInstances")], reads=False)
    assert granted == ["ec2:describeimages"]


def test_an_action_that_is_no_call_is_kept() -> None:
    granted, _ = actions([statement("iam:*")], call("iam", "CreateUser"))
    assert granted == ["iam:CreateUser", "iam:passrole"]


def test_a_call_that_no_statement_names_keeps_its_service() -> None:
    granted, result = actions([statement("kms:Decr*", "kms:List*")], call("kms", "Strange"))
    assert granted == ["kms:decr*", "kms:list*"]
    assert [one.operation for one in result.unplaced] == ["Strange"]


def test_not_action_becomes_the_actions_that_were_used() -> None:
    everything_else = {"Effect": "Allow", "NotAction": ["iam:*"], "Resource": "*"}
    # What iam:PassRole allows elsewhere is granted by no one here: the statement excludes it, so it is left as it is.
    _, result = actions([everything_else], call("ec2", "RunInstances"))
    assert result.removed == ()
    everything = {"Effect": "Allow", "NotAction": ["aws-portal:*"], "Resource": "*"}
    granted, _ = actions([everything], call("ec2", "RunInstances"))
    assert "ec2:RunInstances" in granted
    assert "*" not in granted


def test_denials_resources_and_conditions_stay() -> None:
    wide = statement("sqs:*", resource="arn:aws:sqs:*:*:jobs", Condition={"Bool": {"aws:SecureTransport": "true"}})
    deny = statement("sqs:DeleteQueue", effect="Deny")
    _, result = actions([wide, deny], call("sqs", "CreateQueue"))
    assert result.document()["Statement"] == [
        {
            "Effect": "Allow", "Action": ["sqs:CreateQueue"], "Resource": ["arn:aws:sqs:*:*:jobs"],
            "Condition": {"Bool": {"aws:securetransport": ["true"]}},
        },
        {"Effect": "Deny", "Action": ["sqs:deletequeue"], "Resource": ["*"]},
    ]  # fmt: skip


def test_a_policy_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(UsageError, match="cannot be narrowed"):
        actions([{"Effect": "Perhaps", "Action": "s3:*", "Resource": "*"}])


@pytest.mark.parametrize(
    ("operation", "action"),
    [
        ("ListFunctions20150331", "lambda:ListFunctions"),
        ("GetFunction20150331v2", "lambda:GetFunction"),
        ("Invoke", "lambda:InvokeFunction"),
    ],
)
def test_calls_are_named_by_their_actions(operation: str, action: str) -> None:
    assert call("lambda", operation).actions == (action,)


ACTIONS = ("s3:GetObject", "s3:GetBucketAcl", "s3:PutObject", "iam:PassRole", "iam:CreateUser", "sqs:SendMessage")
PATTERNS = (*ACTIONS, "*", "s3:*", "s3:Get*", "*:*ser*", "iam:?assRole", "sqs:S*e", "s3:*Object")
RESOURCES = ("*", "arn:aws:s3:::a", "arn:aws:s3:::b*")
STATEMENTS = st.builds(
    lambda effect, key, patterns, resource: {"Effect": effect, key: patterns, "Resource": resource},
    st.sampled_from(["Allow", "Allow", "Deny"]), st.sampled_from(["Action", "Action", "NotAction"]),
    st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=3), st.sampled_from(RESOURCES),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.lists(STATEMENTS, min_size=1, max_size=4),
    st.sets(st.sampled_from(ACTIONS)),
    st.sets(st.sampled_from(sorted(DATA))),
    st.booleans(),
)
def test_every_call_stays_allowed_and_nothing_new_is(statements, used, shown, reads) -> None:
    account = read_account([dump(users=[user("u", *statements)])])
    before = Asking(account)
    (holder,) = account.users
    calls = [call(*one.split(":")) for one in sorted(used)]
    result = narrow(before.policies(holder), calls, shown, reads=reads)
    after = replace(holder, policies=(result.policy("narrower"),))
    asking = Asking(replace(account, users=(after,)))
    kept = [one.pattern for one in result.kept]
    for action in ACTIONS:
        for resource in ("arn:aws:s3:::a", "arn:aws:s3:::b1", "arn:aws:s3:::c"):
            old, new = before.may(holder, action, resource).answer, asking.may(after, action, resource).answer
            assert new in (old, Answer.NO)
            if action in used or any(like(one, action.lower()) for one in kept):
                assert new is old


LETTERS = st.text("ab*?", max_size=6)


@given(LETTERS, LETTERS)
def test_patterns_overlap_where_some_text_fits_both(one: str, other: str) -> None:
    texts = ("".join(part) for size in range(9) for part in itertools.product("ab", repeat=size))
    assert overlap(one, other) is any(like(one, text) and like(other, text) for text in texts)
