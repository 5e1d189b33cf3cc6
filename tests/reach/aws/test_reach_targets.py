"""The targets that are found by ARN are all for which the answer is not no: the same steps as with every pair."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.reach.aws.account import read_account
from keyroll.reach.aws.asking import Asking
from keyroll.reach.aws.escalation import escalations
from keyroll.reach.aws.targets import Targets
from reach.aws.accounts import NUMBER, arn, document, dump, group, role, statement, trust, user

NAMES = ("team-a-app", "team-a-job", "team-b-app", "other")
PATTERNS = (
    "*", arn("role", "team-a-*"), arn("role", "team-?-app"), arn("role", "other"), arn("user", "${aws:username}"),
    f"arn:aws:iam::{NUMBER}:*/team-a-*", f"arn:aws:iam::{NUMBER}:policy/team-*", "arn:aws:iam::9:role/*",
    arn("group", "*"),
)  # fmt: skip
ACTIONS = (
    "*", "iam:*", "iam:PassRole", "sts:AssumeRole", "iam:CreatePolicyVersion", "iam:PutRolePolicy",
    "iam:AttachUserPolicy",
    "iam:UpdateAssumeRolePolicy", "lambda:*", "ssm:*", "ec2:*", "iam:CreateAccessKey", "iam:UpdateSAMLProvider",
)  # fmt: skip
TRUSTS = (
    trust(Service="lambda.amazonaws.com"), trust(Service="ec2.amazonaws.com"), trust(AWS=NUMBER), trust(AWS="*"),
    trust(AWS=f"arn:aws:iam::{NUMBER}:root"), trust(AWS=arn("user", "team-a-app")), trust(AWS=arn("role", "other")),
    document({"Effect": "Allow", "NotPrincipal": {"AWS": arn("user", "other")}, "Action": "sts:AssumeRole"}),
    document({"Effect": "Perhaps", "Principal": "*", "Action": "sts:AssumeRole"}), "no JSON",
    trust(Federated=f"arn:aws:iam::{NUMBER}:saml-provider/corp"),
)  # fmt: skip


@st.composite
def statements(draw):
    one = statement(
        *draw(st.lists(st.sampled_from(ACTIONS), min_size=1, max_size=3)),
        effect=draw(st.sampled_from(("Allow", "Allow", "Allow", "Deny", "Perhaps"))),
        resource=draw(st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=2)),
    )
    for plain in draw(st.sets(st.sampled_from(("Action", "Resource")), max_size=1)):
        one[f"Not{plain}"] = one.pop(plain)
    if draw(st.booleans()):
        one["Condition"] = {"StringEquals": {"iam:ResourceTag/team": "a"}}
    return one


@st.composite
def accounts(draw):
    some = st.lists(statements(), max_size=2)
    customer = f"arn:aws:iam::{NUMBER}:policy/team-a-policy"
    attached = st.sampled_from(((), (customer,), (f"arn:aws:iam::{NUMBER}:policy/unlisted",)))
    users = [
        user(one, *draw(some), groups=draw(st.sampled_from(((), ("g",)))), attached=draw(attached)) for one in NAMES[:3]
    ]
    roles = [
        role(one, draw(st.sampled_from(TRUSTS)), *draw(some), attached=draw(attached), profile=draw(st.booleans()))
        for one in NAMES
    ]
    policy = {"Arn": customer, "PolicyName": "team-a-policy", "PolicyVersionList": [
        {"VersionId": "v1", "IsDefaultVersion": True, "Document": document(*draw(some))},
        {"VersionId": "v2", "IsDefaultVersion": False, "Document": document(*draw(some))},
    ]}  # fmt: skip
    return read_account([dump(users=users, roles=roles, groups=[group("g", *draw(some))], policies=[policy])])


@settings(max_examples=36, deadline=None)
@given(accounts())
def test_the_steps_are_those_of_every_pair(account):
    found = list(escalations(Asking(account)))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Targets, "users", lambda self, holder, technique: iter(account.users))
        patched.setattr(Targets, "roles", lambda self, holder, technique: iter(account.roles))
        every = list(escalations(Asking(account)))
    assert found == every
