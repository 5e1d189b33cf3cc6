"""What a policy document of AWS allows, and whom a trust policy lets in."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.model.identifier import Identifier
from keyroll.model.observation import grant
from keyroll.model.source import Source
from keyroll.providers.aws.policies import allows_everything, escalates, lets_in_people_only, trust
from keyroll.providers.catalogue import endpoints

NAME = "aws@123456789012"
SOURCE = Source.parse(NAME)
ISSUER = "token.actions.githubusercontent.com"
OIDC = f"arn:aws:iam::123456789012:oidc-provider/{ISSUER}"
DETAILS = endpoints("aws")["account_authorization_details"]


def allow(action: Any = "*", resource: Any = "*", **over: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource} | over


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def trusted(principal: Any, action: Any = "sts:AssumeRole", **over: Any) -> dict[str, Any]:
    return document({"Effect": "Allow", "Principal": principal, "Action": action} | over)


@pytest.mark.parametrize(
    ("statement", "wide"),
    [
        (allow(), True),
        (allow(["s3:Get*", "*"], ["*"]), True),
        (allow("iam:*"), True),
        ({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}, True),
        ({"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::logs"}, True),
        (allow("s3:*"), False),
        (allow("*", "arn:aws:s3:::logs/*"), False),
        (allow(Effect="Deny"), False),
    ],
)
def test_what_allows_everything(statement: dict[str, Any], *, wide: bool) -> None:
    assert allows_everything(document(statement)) is wide
    assert allows_everything(document(allow("s3:Get*"), statement)) is wide
    # A lone statement stands without a list, and a document may come as text with URL encoding.
    assert allows_everything({"Statement": statement}) is wide
    assert allows_everything(quote(json.dumps(document(statement)))) is wide


@pytest.mark.parametrize("nothing", [None, {}, "", "%7Bbroken", [], {"Statement": []}, 7])
def test_a_document_that_is_not_there_says_nothing(nothing: Any) -> None:
    assert allows_everything(nothing) is None
    assert list(trust(SOURCE, "deploy", nothing)) == []


def test_a_role_that_trusts_an_issuer_under_conditions() -> None:
    conditions = {
        "StringEquals": {f"{ISSUER}:aud": "sts.amazonaws.com"},
        "StringLike": {f"{ISSUER}:sub": ["repo:ours/app:*"]},
    }
    found = list(
        trust(SOURCE, "deploy", trusted({"Federated": OIDC}, "sts:AssumeRoleWithWebIdentity", Condition=conditions))
    )
    told = '{"aud":{"exact":["sts.amazonaws.com"]},"sub":{"pattern":["repo:ours/app:*"]}}'
    subject = Identifier.of(SOURCE, "oidc_issuer", ISSUER)
    assert found == [grant(subject, "sts:AssumeRoleWithWebIdentity", "role:deploy", conditions=told)]


@pytest.mark.parametrize(
    ("principal", "kind", "value"),
    [
        ("*", "anyone", "*"),
        ({"AWS": "*"}, "anyone", "*"),
        ({"AWS": "arn:aws:iam::210987654321:root"}, "account", "210987654321"),
        ({"AWS": "210987654321"}, "account", "210987654321"),
        ({"Service": "ec2.amazonaws.com"}, "service", "ec2.amazonaws.com"),
        ({"Federated": "arn:aws:iam::123456789012:saml-provider/okta"}, "saml_provider", "okta"),
        ({"Federated": "cognito-identity.amazonaws.com"}, "oidc_issuer", "cognito-identity.amazonaws.com"),
    ],
)
def test_whom_a_role_trusts(principal: Any, kind: str, value: str) -> None:
    (found,) = trust(SOURCE, "deploy", trusted(principal))
    assert found == grant(Identifier.of(SOURCE, kind, value), "sts:AssumeRole", "role:deploy")


_SAML = {"Federated": "arn:aws:iam::123456789012:saml-provider/AWSSSO_1f_DO_NOT_DELETE"}


@pytest.mark.parametrize(
    ("principals", "people"),
    [
        ([_SAML], True),
        ([_SAML, {"Federated": [_SAML["Federated"]]}], True),
        ([_SAML, {"Service": "ec2.amazonaws.com"}], False),
        ([_SAML | {"AWS": "210987654321"}], False),
        ([{"Federated": "cognito-identity.amazonaws.com"}], False),
        (["*"], False),
        ([], False),
    ],
)
def test_a_role_that_only_saml_lets_in_is_people_s(principals: list[Any], *, people: bool) -> None:
    allowed = [{"Effect": "Allow", "Principal": one, "Action": "sts:AssumeRoleWithSAML"} for one in principals]
    assert lets_in_people_only(document(*allowed)) is people


@pytest.mark.parametrize(
    ("operator", "how"),
    [
        ("StringEquals", "exact"),
        ("StringEqualsIgnoreCase", "exact"),
        ("ForAnyValue:StringEquals", "exact"),
        ("StringLike", "pattern"),
        ("ForAnyValue:StringLike", "pattern"),
        ("StringEqualsIfExists", "other"),
        ("ForAllValues:StringLike", "other"),
        ("StringNotLike", "other"),
        ("Bool", "other"),
    ],
)
def test_only_comparisons_that_narrow_count_as_such(operator: str, how: str) -> None:
    statement = trusted({"Federated": OIDC}, Condition={operator: {f"{ISSUER}:sub": "a"}})
    (found,) = trust(SOURCE, "deploy", statement)
    assert found.facts
    assert json.loads(str(found.facts["conditions"])) == {"sub": {how: ["a"]}}


def test_a_denial_lets_nobody_in() -> None:
    assert list(trust(SOURCE, "deploy", trusted("*", Effect="Deny"))) == []


def test_the_survey_tells_of_trust_and_of_documents(read_all: Any) -> None:
    policy = {
        "PolicyName": "ours",
        "PolicyVersionList": [
            {"VersionId": "v1", "IsDefaultVersion": False, "Document": document(allow())},
            {"VersionId": "v2", "IsDefaultVersion": True, "Document": document(allow("s3:Get*"))},
        ],
    }
    role = {
        "RoleName": "deploy",
        "AssumeRolePolicyDocument": trusted({"Service": "ec2.amazonaws.com"}),
        "RolePolicyList": [{"PolicyName": "all", "PolicyDocument": document(allow())}],
    }
    body = {"UserDetailList": [], "RoleDetailList": [role], "GroupDetailList": [], "Policies": [policy]}
    grants = [one for one in read_all(DETAILS, body, NAME) if one.entity == "grant"]
    assert grants == [
        grant(Identifier.of(SOURCE, "role", "deploy"), "all", "aws:account"),
        grant(Identifier.of(SOURCE, "policy", "role:deploy/all"), "*", "aws:account"),
        grant(Identifier.of(SOURCE, "service", "ec2.amazonaws.com"), "sts:AssumeRole", "role:deploy"),
        grant(Identifier.of(SOURCE, "policy", "ours"), "limited", "aws:account"),
    ]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["*", "Allow", OIDC]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["Statement", "Effect", "Action", "Resource", "Principal", "AWS", "Federated", "Condition", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(document=_JSON)
def test_any_document_is_read_or_left(document: Any) -> None:
    assert allows_everything(document) in (True, False, None)
    for one in trust(SOURCE, "deploy", document):
        assert Identifier.parse(one.subject.text) == one.subject


@pytest.mark.parametrize(
    ("statement", "answer"),
    [
        ({"Effect": "Allow", "Action": "iam:PutUserPolicy", "Resource": "*"}, True),
        ({"Effect": "Allow", "Action": ["s3:*", "iam:Attach*"], "Resource": "*"}, True),
        ({"Effect": "Allow", "Action": "iam:PutUserPolicy", "Resource": "arn:aws:iam::1:user/x"}, None),
        ({"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}, None),
        (
            {"Effect": "Allow", "Action": "iam:CreateAccessKey", "Resource": "*", "Condition": {"Bool": {"x": "y"}}},
            None,
        ),
        ({"Effect": "Allow", "NotAction": "s3:*", "Resource": "arn:aws:s3:::x"}, None),
        ({"Effect": "Deny", "Action": "iam:*", "Resource": "*"}, False),
        ({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}, False),
    ],
)
def test_a_document_that_gives_more_rights_escalates(statement, answer):
    assert escalates({"Statement": statement}) is answer
