"""An account as nodes and edges: escalation to the administration, traps, and who gets in from outside."""

import pytest

from keyroll.model.truth import Answer
from keyroll.reach.aws.account import read_account
from keyroll.reach.aws.asking import Asking
from keyroll.reach.aws.escalation import escalations
from keyroll.reach.aws.federation import outsiders
from keyroll.reach.aws.steps import account_steps
from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.closure import falls
from reach.aws.accounts import NUMBER, arn, document, dump, group, role, statement, trust, user

ADMIN = ("arn:aws:iam::aws:policy/AdministratorAccess",)
SOURCE = f"aws@{NUMBER}"
LAMBDA = trust(Service="lambda.amazonaws.com")
NOW = 1_700_000_000.0


def admin_of(*users, roles=(), groups=()):
    """Return for each user whether its steps lead to the account's administration."""
    account = read_account([dump(users=list(users), roles=list(roles), groups=list(groups))])
    steps = account_steps(Asking(account, NOW), SOURCE, "dump")
    graph = Graph.of(steps.nodes, steps.edges)
    end = graph.place[f"{SOURCE}:administration"]
    answers = {}
    for one in account.users:
        reached = falls(graph, [graph.place[f"{SOURCE}:user:{one.name}"]])
        sure = set(reached.nodes[reached.certain].tolist())
        every = set(reached.nodes.tolist())
        answers[one.name] = Answer.YES if end in sure else Answer.UNKNOWN if end in every else Answer.NO
    return answers


def when(operator, key, value):
    return {"Condition": {operator: {key: value}}}


PAST = "2020-01-01T00:00:00Z"
CREATES = ("lambda:CreateFunction", "lambda:InvokeFunction")


@pytest.mark.parametrize(
    ("statements", "answer"),
    [
        ([statement("iam:AttachUserPolicy")], Answer.YES),
        ([statement("iam:PassRole", *CREATES)], Answer.YES),
        # Traps that are missed: the role by a pattern, NotAction, a condition that holds.
        ([statement("iam:PassRole", resource="arn:aws:iam::*:role/pow*"), statement(*CREATES)], Answer.YES),
        ([{"Effect": "Allow", "NotAction": ["s3:*"], "Resource": "*"}], Answer.YES),
        ([statement("iam:*") | when("DateGreaterThan", "aws:CurrentTime", PAST)], Answer.YES),
        ([statement("iam:Put*", resource="arn:aws:iam::*:user/${aws:username}")], Answer.YES),
        # Traps that are no escalation: a denial, the wrong resource, a condition that cannot hold.
        ([statement("iam:*"), statement("iam:*", effect="Deny")], Answer.NO),
        ([statement("*"), statement("*", effect="Deny")], Answer.NO),
        ([statement("iam:PassRole", resource="arn:aws:iam::*:role/none"), statement(*CREATES)], Answer.NO),
        ([statement("iam:AttachUserPolicy", resource=arn("user", "nobody"))], Answer.NO),
        ([statement("iam:*") | when("DateLessThan", "aws:CurrentTime", PAST)], Answer.NO),
        ([statement("iam:PassRole", *CREATES) | when("StringEquals", "iam:PassedToService", "ec2.amazonaws.com")],
         Answer.NO),
        ([statement("iam:*") | {"Condition": {"StringEquals": {"aws:made-up": "x"}}}], Answer.UNKNOWN),
        ([{"Effect": "Perhaps"}], Answer.UNKNOWN),
        ([statement("s3:GetObject")], Answer.NO),
    ],
)  # fmt: skip
def test_who_gets_to_the_administration(statements, answer):
    assert admin_of(user("me", *statements), roles=[role("power", LAMBDA, attached=ADMIN)])["me"] is answer


def test_steps_go_on_over_several_principals():
    to_root = trust(AWS=f"arn:aws:iam::{NUMBER}:root")
    answers = admin_of(
        user("first", statement("sts:AssumeRole", resource=arn("role", "middle"))),
        user("joins", statement("iam:AddUserToGroup")),
        user("idle"),
        roles=[role("middle", to_root, statement("sts:AssumeRole")), role("last", to_root, attached=ADMIN)],
        groups=[group("admins", attached=ADMIN)],
    )
    assert answers == {"first": Answer.YES, "joins": Answer.YES, "idle": Answer.NO}


def test_who_joins_a_group_has_the_techniques_that_it_gives():
    answers = admin_of(
        user("joins", statement("iam:AddUserToGroup")),
        user("stays", statement("iam:AddUserToGroup", resource=arn("group", "readers"))),
        groups=[group("operators", statement("iam:*")), group("readers", statement("s3:Get*"))],
    )
    assert answers == {"joins": Answer.UNKNOWN, "stays": Answer.NO}


def test_who_administers_needs_no_technique():
    account = read_account([dump(users=[user("root", statement("*")), user("me")])])
    assert not list(escalations(Asking(account)))


def test_roles_that_assume_each_other_end():
    both = trust(AWS=[arn("role", "a"), arn("role", "b")])
    assert admin_of(user("me"), roles=[role("a", both), role("b", both)])["me"] is Answer.NO


GITHUB = "token.actions.githubusercontent.com"


def let_in(condition, issuer=GITHUB):
    one = {
        "Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": f"arn:aws:iam::{NUMBER}:oidc-provider/{issuer}"},
    }  # fmt: skip
    account = read_account(
        [dump(roles=[role("deploy", document(one | ({"Condition": condition} if condition else {})))])]
    )
    return list(outsiders(account.roles[0]))


@pytest.mark.parametrize(
    ("condition", "anyone"),
    [
        ({}, True),
        ({"StringEquals": {f"{GITHUB}:aud": "sts.amazonaws.com"}}, True),
        ({"StringLike": {f"{GITHUB}:sub": "repo:*"}}, True),
        ({"StringLike": {f"{GITHUB}:sub": "repo:acme*"}}, True),
        ({"StringLike": {f"{GITHUB}:sub": "*:ref:refs/heads/main"}}, True),
        ({"StringLike": {f"{GITHUB}:sub": "repo:acme/*"}}, False),
        ({"StringEquals": {f"{GITHUB}:sub": "repo:acme/web:ref:refs/heads/main"}}, False),
        ({"StringLike": {f"{GITHUB}:sub": "repo:acme@12/web@34:*"}}, False),
        ({"StringLike": {f"{GITHUB}:sub": "repo:*@12/*"}}, False),
        ({"StringLike": {f"{GITHUB}:sub": "repo:acme@*/web@*:*"}}, False),
        ({"StringLike": {f"{GITHUB}:sub": "repo:*@*/web@34:*"}}, True),
        ({"StringLike": {f"{GITHUB}:sub": "repo:acme*@1*/web:*"}}, True),
    ],
)
def test_whose_tokens_a_role_takes(condition, anyone):
    (one,) = let_in(condition)
    assert one.anyone is anyone
    assert one.truth.answer is Answer.YES


def test_a_negated_condition_on_the_subject_lets_in_everybody_else():
    (one,) = let_in({"StringNotLike": {f"{GITHUB}:sub": "repo:acme/*"}})
    assert one.anyone
    assert one.truth.answer is Answer.YES
    assert "except repo:acme/*" in one.reason


def test_an_issuer_of_one_organisation_is_nobody_elses():
    (one,) = let_in({}, "login.acme.example")
    assert not one.anyone
