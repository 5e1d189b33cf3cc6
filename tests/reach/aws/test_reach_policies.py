"""Decisions: cases from the rules, and an independent oracle that tries every value of what is unknown."""

import json
import os
from fnmatch import fnmatchcase
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.model.truth import Answer, Truth
from keyroll.reach.aws.account import read_account
from keyroll.reach.aws.asking import Asking
from keyroll.reach.aws.conditions import holds
from keyroll.reach.aws.evaluate import Caller, IdentityLimits, Request, decide
from keyroll.reach.aws.matching import fits
from keyroll.reach.aws.policy import Clause, parse
from reach.aws.accounts import NUMBER, arn, document, dump, group, role, statement, trust, user

ACTIONS = ("s3:GetObject", "s3:PutObject", "iam:PassRole")
RESOURCES = ("arn:aws:s3:::a/x", "arn:aws:s3:::b/x", "arn:aws:iam::1:role/r")
KEYS = ("aws:sourcevpc", "aws:multifactorauthpresent")
VALUES = (None, ("true",), ("false",))
ME, MY_ROLE = f"arn:aws:iam::{NUMBER}:user/me", f"arn:aws:iam::{NUMBER}:role/mine"

actions = st.lists(st.sampled_from(("*", "s3:*", "S3:get*", "s3:PutObject", "iam:Pass????")), min_size=1, max_size=2)
resources = st.lists(
    st.sampled_from(("*", "arn:aws:s3:::a/*", "arn:aws:s3:::?/x", RESOURCES[2])), min_size=1, max_size=2
)
operators = st.sampled_from(
    ("StringEquals", "StringNotEquals", "StringLike", "Bool", "BoolIfExists", "StringNotEqualsIfExists", "Null",
     "ForAllValues:StringEquals", "ForAnyValue:StringLike")
)  # fmt: skip
conditions = st.dictionaries(
    operators, st.dictionaries(st.sampled_from(KEYS), st.sampled_from(("true", "false", "t*")), min_size=1), max_size=2
)
principals = st.sampled_from(
    ("*", {"AWS": "*"}, {"AWS": ME}, {"AWS": f"arn:aws:iam::{NUMBER}:root"}, {"AWS": NUMBER}, {"AWS": MY_ROLE},
     {"Service": "ec2.amazonaws.com"}, {"AWS": ["arn:aws:iam::9:root", ME]})
)  # fmt: skip


@st.composite
def documents(draw, *, named=False, conditional=True):
    made = []
    for _ in range(draw(st.integers(1, 3))):
        one = {"Effect": draw(st.sampled_from(("Allow", "Allow", "Deny")))}
        one[draw(st.sampled_from(("Action", "Action", "NotAction")))] = draw(actions)
        one[draw(st.sampled_from(("Resource", "Resource", "NotResource")))] = draw(resources)
        if named:
            one["Principal"] = draw(principals)
        if conditional and (found := draw(conditions)):
            one["Condition"] = {
                operator: {
                    key: "true" if operator == "Null" and value == "t*" else value for key, value in keys.items()
                }
                for operator, keys in found.items()
            }
        made.append(one)
    return document(*made)


# The oracle: written from the rules alone, over two values, with nothing of the package in it.
def oracle_clause(operator, key, wanted, given):
    every, _, plain = operator.rpartition(":")
    optional, plain = plain.endswith("IfExists"), plain.removesuffix("IfExists")
    if plain == "Null":
        return (given.get(key) is None) == (wanted == "true")
    values = given.get(key)
    negated = "Not" in plain
    if values is None:
        return optional or every == "ForAllValues" or negated
    one = [fnmatchcase(v, wanted) if plain == "StringLike" else v == wanted for v in values]
    hits = [not hit for hit in one] if negated else one
    return all(hits) if negated or every == "ForAllValues" else any(hits)


def oracle_statement(one, action, resource, given):
    def covered(what, text, fold):
        negated = f"Not{what}" in one
        patterns = one[f"Not{what}" if negated else what]
        return any(fnmatchcase(fold(text), fold(p)) for p in patterns) != negated

    return (
        covered("Action", action, str.lower)
        and covered("Resource", resource, str)
        and all(oracle_clause(o, k, w, given) for o, ks in one.get("Condition", {}).items() for k, w in ks.items())
    )


def oracle_some(document, effect, request, names=None):
    return any(
        one["Effect"] == effect and oracle_statement(one, *request) and (names is None or names & oracle_names(one))
        for one in document["Statement"]
    )


def oracle_names(one):
    principal = one["Principal"]
    if principal == "*":
        return {"*"}
    names = principal.get("AWS", [])
    return set(names if isinstance(names, list) else [names])


def oracle(request, identity, boundary, scp, resource, *, foreign):
    every = [identity, *([boundary] if boundary else []), *([scp] if scp else [])]
    me, account = {"*", ME}, {NUMBER, f"arn:aws:iam::{NUMBER}:root"}
    if any(oracle_some(one, "Deny", request) for one in every):
        return False
    if resource and oracle_some(resource, "Deny", request, me | account):
        return False
    if scp and not oracle_some(scp, "Allow", request):
        return False
    own = oracle_some(identity, "Allow", request) and (not boundary or oracle_some(boundary, "Allow", request))
    if resource is None:
        return own
    if foreign:
        return own and oracle_some(resource, "Allow", request, me | account)
    return own or oracle_some(resource, "Allow", request, me)


@given(
    documents(), st.none() | documents(), st.none() | documents(), st.none() | documents(named=True), st.booleans(),
    st.sampled_from(ACTIONS), st.sampled_from(RESOURCES),
    st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES)),
)  # fmt: skip
@settings(max_examples=400, deadline=None)
def test_decisions_agree_with_the_oracle(identity, boundary, scp, resource, foreign, action, target, known):
    def parsed(name, body):
        return (parse(name, body),)

    limits = IdentityLimits(parsed("b", boundary) if boundary else None, None, (parsed("s", scp),) if scp else ())
    request = Request(Caller(ME, NUMBER), action, target, known, resource_account="9" if foreign else NUMBER)
    decision = decide(request, parsed("i", identity), parsed("r", resource) if resource else None, limits)
    open_keys = [key for key in KEYS if key not in known]
    possible = {
        oracle((action, target, known | dict(zip(open_keys, values, strict=True))), identity, boundary, scp, resource,
               foreign=foreign)
        for values in product(VALUES, repeat=len(open_keys))
    }  # fmt: skip
    if decision.answer is Answer.UNKNOWN:
        assert open_keys
        assert decision.because
    else:
        assert possible == {decision.answer is Answer.YES}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(("Statement", "Effect", "Action", "NotAction", "Resource", "Principal", "Condition", "x")),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(JSON)
@settings(max_examples=400, deadline=None)
def test_a_malformed_policy_never_crashes_and_what_it_hides_is_unknown(body):
    read = parse("p", body)
    request = Request(Caller(ME, NUMBER), "s3:GetObject", RESOURCES[0])
    alone = decide(request, (read,))
    if read.fault or any(one.fault for one in read.statements):
        assert alone.answer is not Answer.YES or alone.because
        everything = parse("all", document(statement("*")))
        assert decide(request, (read, everything)).answer is not Answer.YES


@given(
    st.dictionaries(st.sampled_from(("UserDetailList", "RoleDetailList", "GroupDetailList", "Policies")), JSON), JSON
)
@settings(max_examples=200, deadline=None)
def test_a_malformed_dump_never_crashes(body, other):
    account = read_account([body, other])
    for one in (*account.users, *account.roles):
        Asking(account).administers(one)


@pytest.mark.parametrize(
    ("pattern", "text", "values", "answer"),
    [
        ("arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::1:user/ann", {"aws:username": ("ann",)}, Answer.YES),
        ("arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::1:user/bob", {"aws:username": ("ann",)}, Answer.NO),
        ("arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::1:user/bob", {}, Answer.UNKNOWN),
        ("arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::1:role/bob", {}, Answer.NO),
        ("x/${aws:username, 'nobody'}", "x/nobody", {"aws:username": None}, Answer.YES),
        ("x/${aws:username}", "x/a", {"aws:username": None}, Answer.NO),
        ("a${*}b", "a*b", {}, Answer.YES),
        ("a${*}b", "axb", {}, Answer.NO),
        ("a?b", "a\nb", {}, Answer.YES),
    ],
)
def test_variables(pattern, text, values, answer):
    assert fits(pattern, text, values).answer is answer


@pytest.mark.parametrize(
    ("operator", "wanted", "given", "answer"),
    [
        ("IpAddress", "10.0.0.0/8", ("10.1.2.3",), Answer.YES),
        ("NotIpAddress", "10.0.0.0/8", ("10.1.2.3",), Answer.NO),
        ("IpAddress", "nowhere", ("10.1.2.3",), Answer.UNKNOWN),
        ("NumericLessThan", "3", ("2",), Answer.YES),
        ("NumericLessThan", "x", ("2",), Answer.UNKNOWN),
        ("DateGreaterThan", "2020-01-01T00:00:00Z", ("1700000000",), Answer.YES),
        ("DateLessThan", "2020-01-01T00:00:00Z", ("1700000000",), Answer.NO),
        ("ArnLike", "arn:aws:iam::*:role/x", ("arn:aws:iam::1:role/x",), Answer.YES),
        ("ArnLike", "arn:aws:*", ("arn:aws:iam::1:role/x",), Answer.NO),
        ("StringNewOperator", "x", ("x",), Answer.UNKNOWN),
        ("ForNoValue:StringEquals", "x", ("x",), Answer.UNKNOWN),
    ],
)
def test_conditions(operator, wanted, given, answer):
    truth = holds((Clause(operator, "k", (wanted,)),), {"k": given})
    assert truth.answer is answer
    assert truth.because or answer is not Answer.UNKNOWN


def test_a_key_that_is_not_known_is_unknown_with_its_name():
    assert holds((Clause("StringEquals", "aws:made-up", ("x",)),), {}) == Truth.unknown(
        "the condition key aws:made-up is not known"
    )


def asked(*statements, trusted, boundary=None, groups=()):
    extra: dict[str, Any] = {"PermissionsBoundary": {"PermissionsBoundaryArn": boundary}} if boundary else {}
    body = dump(
        users=[user("me", *statements, groups=groups) | extra], roles=[role("mine", trusted)],
        groups=[group("team", statement("sts:AssumeRole"))],
    )  # fmt: skip
    account = read_account([body])
    return Asking(account).assumes(account.users[0], account.roles[0]).answer


def test_who_may_assume_a_role():
    root, me = trust(AWS=f"arn:aws:iam::{NUMBER}:root"), trust(AWS=arn("user", "me"))
    assert asked(trusted=me) is Answer.YES
    assert asked(trusted=root) is Answer.NO
    assert asked(statement("sts:AssumeRole"), trusted=root) is Answer.YES
    assert asked(trusted=root, groups=("team",)) is Answer.YES
    assert asked(trusted=root, groups=("lost",)) is Answer.UNKNOWN
    assert asked(statement("sts:*", effect="Deny"), trusted=me) is Answer.NO
    assert asked(trusted=trust(AWS="*")) is Answer.YES
    assert asked(statement("sts:AssumeRole"), trusted=trust(AWS="arn:aws:iam::9:root")) is Answer.NO
    assert asked(statement("sts:AssumeRole"), trusted="no JSON") is Answer.UNKNOWN
    assert asked(statement("sts:AssumeRole"), trusted=root, boundary=arn("policy", "lost")) is Answer.UNKNOWN
    named: dict[str, Any] = {"Effect": "Allow", "NotPrincipal": {"AWS": arn("user", "me")}, "Action": "sts:AssumeRole"}
    assert asked(statement("sts:AssumeRole"), trusted=document(named)) is Answer.NO


def test_a_boundary_limits_a_role_that_is_named_and_no_user_that_is():
    narrow = parse("narrow", document(statement("s3:GetObject")))
    named = (parse("trust", trust(AWS=[ME, MY_ROLE])),)
    for caller, answer in ((Caller(ME, NUMBER), Answer.YES), (Caller(MY_ROLE, NUMBER, role=MY_ROLE), Answer.NO)):
        request = Request(caller, "sts:AssumeRole", "arn:aws:iam::1:role/other", needs_resource=True)
        assert decide(request, (), named).answer is Answer.YES
        assert decide(request, (), named, IdentityLimits(boundary=(narrow,))).answer is answer
        assert decide(request, (), named, IdentityLimits(service_control=((narrow,),))).answer is Answer.NO


def test_an_administrator_with_a_denial_does_not_administer():
    def administers(*statements):
        account = read_account([dump(users=[user("me", *statements)])])
        return Asking(account).administers(account.users[0]).answer

    everything = statement("*")
    assert administers(everything) is Answer.YES
    assert administers(everything, statement("iam:*", effect="Deny")) is Answer.NO
    assert administers(statement("s3:*", "iam:*")) is Answer.NO
    assert administers(everything | {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}) is Answer.UNKNOWN
    assert administers({"Effect": "Allow", "NotAction": "aws-portal:*", "Resource": "*"}) is Answer.YES


#: What moto reads in another way: it tells upper from lower case in actions, and takes ? for a part of an expression.
ITS_OWN = {"S3:get*": "s3:Get*", "iam:Pass????": "iam:Pass*", "arn:aws:s3:::?/x": "arn:aws:s3:::a/x"}


def for_moto(body):
    """Return a document without what moto does not know (NotResource), in its words; none where nothing is left."""
    known = [one for one in body["Statement"] if "NotResource" not in one]
    return [
        {key: [ITS_OWN.get(v, v) for v in value] if isinstance(value, list) else value for key, value in one.items()}
        for one in known
    ]


@given(
    st.lists(documents(conditional=False).map(for_moto).filter(bool), min_size=1, max_size=2),
    st.sampled_from(ACTIONS),
    st.sampled_from(RESOURCES),
)
@settings(max_examples=int(os.environ.get("KEYROLL_EXAMPLES", "100")), deadline=None)
def test_decisions_agree_with_another_evaluator(bodies, action, resource):
    access = pytest.importorskip("moto.iam.access_control")
    texts = [json.dumps({"Statement": body}) for body in bodies]
    theirs = {access.IAMPolicy(text).is_action_permitted(action, resource) for text in texts}
    allowed = access.PermissionResult.PERMITTED in theirs and access.PermissionResult.DENIED not in theirs
    ours = decide(Request(Caller(ME, NUMBER), action, resource), tuple(parse("p", text) for text in texts))
    assert ours.answer is (Answer.YES if allowed else Answer.NO)
