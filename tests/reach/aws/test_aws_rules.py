"""Steps within an account name the statements that they rest on; the expected ones were written by hand first."""

import json
from collections.abc import Iterator
from typing import Any, Final

import pytest

from keyroll.model.json import Json
from keyroll.reach.aws.account import read_account
from keyroll.reach.aws.asking import Asking
from keyroll.reach.aws.rules import rules
from keyroll.reach.aws.steps import account_steps
from keyroll.reach.rules import Asked, ListingPage
from reach.aws.accounts import ADMIN, NUMBER, arn, document, dump, group, role, statement, trust, user

SOURCE: Final = f"aws@{NUMBER}"


def policy(name: str, *statements: Json, version: str = "v3") -> dict[str, Any]:
    old = {"VersionId": "v1", "IsDefaultVersion": False, "Document": document(statement("*"))}
    now = {"VersionId": version, "IsDefaultVersion": True, "Document": document(*statements)}
    return {"PolicyName": name, "Arn": arn("policy", name), "PolicyVersionList": [old, now]}


FIRST: Final[Json] = dump(
    users=[
        user("all", statement("s3:ListBucket"), statement("*", Sid="Everything")),
        user("named", attached=(ADMIN,)),
        user("passer", statement("iam:PassRole", resource=arn("role", "power"), Sid="Pass"),
             statement("sqs:*"), statement("lambda:CreateFunction", "lambda:InvokeFunction", Sid="Make")),
        user("assumer", statement("sts:AssumeRole", resource=arn("role", "other"), Sid="Other"),
             statement("sts:AssumeRole", resource=arn("role", "open"), Sid="Open")),
        user("member", groups=("ops",)),
        user("writer", attached=(arn("policy", "self"),)),
        user("keys", statement("iam:CreateAccessKey", resource=arn("user", "all"), Sid="Keys")),
        user("stopped", statement("iam:*", Sid="Iam"), statement("iam:Put*", effect="Deny", Sid="NoPut")),
        user("reader", statement("dynamodb:Query", Sid="Query"), statement("s3:GetObject", Sid="Get")),
        user("not", statement("x:y") | {"Sid": "NotThis"}, {"Effect": "Allow", "NotAction": "s3:*", "Resource": "*",
                                                            "Sid": "AllBut"}),
    ],
    roles=[
        role("power", trust(Service="lambda.amazonaws.com"), attached=(ADMIN,)),
        role("open", trust(AWS=f"arn:aws:iam::{NUMBER}:root"), statement("secretsmanager:GetSecretValue", Sid="Sec")),
        role("other", trust(AWS=f"arn:aws:iam::{NUMBER}:root")),
    ],
    groups=[group("ops", statement("ssm:GetParameter", Sid="Params"), attached=(arn("policy", "team"),))],
)  # fmt: skip
SECOND: Final[Json] = {
    "Policies": [
        policy("self", statement("ec2:*"), statement("iam:CreatePolicyVersion", Sid="Rewrite")),
        policy("team", statement("iam:PutUserPolicy", Sid="Put"), version="v7"),
    ]
}
#: Start, end, and what the step rests on: policy, version, number and Sid of the statement, page.
CASES: Final = (
    ("user:all", "administration", {("own", "", 2, "Everything", 1)}),
    ("user:named", "administration", {("AdministratorAccess", "", 1, "", None)}),
    (
        "user:passer", "role:power",
        {("own", "", 1, "Pass", 1), ("own", "", 3, "Make", 1), ("trust policy", "", 1, "", 1)},
    ),
    ("user:assumer", "role:open", {("own", "", 2, "Open", 1), ("trust policy", "", 1, "", 1)}),
    ("user:assumer", "role:other", {("own", "", 1, "Other", 1), ("trust policy", "", 1, "", 1)}),
    ("user:member", "administration", {("team", "v7", 1, "Put", 2)}),
    ("user:writer", "administration", {("self", "v3", 2, "Rewrite", 2)}),
    ("user:keys", "user:all", {("own", "", 1, "Keys", 1)}),
    ("role:power", "administration", {("AdministratorAccess", "", 1, "", None)}),
    ("user:reader", "tables", {("own", "", 1, "Query", 1)}),
    ("user:member", "parameters", {("ops-own", "", 1, "Params", 1)}),
    ("role:open", "secrets", {("own", "", 1, "Sec", 1)}),
)  # fmt: skip


def pages() -> Iterator[tuple[ListingPage, Json]]:
    yield ListingPage("one.json", 1), FIRST
    yield ListingPage("two.json", 2), SECOND


@pytest.fixture(scope="module")
def found():
    asking = Asking(read_account([FIRST, SECOND]), 1_790_000_000.0, keys={})
    edges = account_steps(asking, SOURCE, f"{SOURCE} account dump").edges
    return edges, rules(pages, SOURCE, [Asked(one.start, one.end, one.kind, one.evidence) for one in edges])


@pytest.mark.parametrize(("start", "end", "expected"), CASES)
def test_a_step_names_the_statements_that_it_rests_on(found, start: str, end: str, expected: set[Any]):
    edges, _ = found
    ends = f"{SOURCE}:{start}", f"{SOURCE}:{end}"
    (edge, *_) = [one for one in edges if (one.start, one.end) == ends]
    step = Asked(*ends, edge.kind, edge.evidence)
    got = rules(pages, SOURCE, [step])[ends]
    assert {
        (one.policy, one.version, one.statement, one.sid, one.place.page if one.place else None) for one in got
    } == {(name if name != "ops-own" else "own", *rest) for name, *rest in expected}


def test_a_rule_has_its_own_text_its_file_and_how_it_is_held(found):
    _, every = found
    ends = f"{SOURCE}:user:writer", f"{SOURCE}:administration"
    (one,) = [rule for rule in every[ends] if rule.sid == "Rewrite"]
    assert json.loads(one.text) == statement("iam:CreatePolicyVersion", Sid="Rewrite")
    assert one.place == ListingPage("two.json", 2)
    assert one.held == "attached to the user writer"
    assert one.record == f"Policies {arn('policy', 'self')}"


def test_a_denial_is_among_the_rules():
    ends = f"{SOURCE}:user:stopped", f"{SOURCE}:administration"
    step = Asked(*ends, "escalates", f"{SOURCE} account dump · technique iam-007")
    assert [(one.sid, one.allows) for one in rules(pages, SOURCE, [step])[ends]] == [("Iam", True), ("NoPut", False)]


def test_every_step_of_a_principal_has_a_rule(found):
    edges, every = found
    # What a principal may do after it changed itself rests on the change, which is a step of its own.
    own = [one for one in edges if one.kind != "becomes" and "#" not in one.start]
    bare = {one.reason for one in own if not every[one.start, one.end]}
    assert not {one for one in bare if not one.startswith("who administers") and "may use the data of" not in one}
