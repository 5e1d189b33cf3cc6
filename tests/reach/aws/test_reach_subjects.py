"""Sets of subjects against the evaluator of conditions, which is asked about each subject by itself."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from keyroll.model.truth import Answer
from keyroll.reach.aws.evaluate import Caller, Request, decide
from keyroll.reach.aws.policy import parse
from keyroll.reach.aws.subjects import SubjectSet, taken

ISSUER = "token.actions.githubusercontent.com"
PROVIDER = f"arn:aws:iam::111122223333:oidc-provider/{ISSUER}"
ROLE = "arn:aws:iam::111122223333:role/deploy"
ACTION = "sts:AssumeRoleWithWebIdentity"
SUBJECTS = (
    "repo:acme/web:ref:refs/heads/main", "repo:acme/web:pull_request", "repo:acme/web:environment:prod",
    "repo:acme/other:ref:refs/heads/main", "repo:acme-2/web:pull_request", "repo:Evil/x:ref:refs/tags/v1",
)  # fmt: skip
PATTERNS = (
    *SUBJECTS, "*", "repo:acme/*", "repo:acme/web:*", "repo:acme*", "repo:*/web:*", "repo:acme/we?:pull_request",
    "*:pull_request", "REPO:ACME/WEB:PULL_REQUEST", "repo:evil/*", "repo:*:ref:refs/heads/main",
)  # fmt: skip
OPERATORS = (
    "StringEquals", "StringLike", "StringNotEquals", "StringNotLike", "StringEqualsIgnoreCase", "StringLikeIfExists",
    "StringNotEqualsIgnoreCase", "ForAnyValue:StringLike", "ForAllValues:StringEquals",
)  # fmt: skip
condition = st.dictionaries(
    st.sampled_from(OPERATORS),
    st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=2).map(lambda values: {f"{ISSUER}:sub": values}),
    max_size=2,
)


def statement(effect: str, conditions: dict[str, Any]) -> dict[str, Any]:
    return {"Effect": effect, "Principal": {"Federated": PROVIDER}, "Action": ACTION, "Condition": conditions}


@given(condition, st.lists(condition, max_size=2))
def test_a_subject_is_in_a_set_where_the_policy_takes_it(allowed: dict[str, Any], denied: list[dict[str, Any]]):
    body: list[Any] = [statement("Allow", allowed), *(statement("Deny", one) for one in denied)]
    trust = parse("trust", {"Version": "2012-10-17", "Statement": body})
    sets = list(taken(trust, trust.statements[0], PROVIDER, ISSUER))
    for subject in SUBJECTS:
        values = {f"{ISSUER}:sub": (subject,)}
        decided = decide(Request(Caller(PROVIDER, kind="Federated"), ACTION, ROLE, values), (), (trust,))
        holding = [one for one in sets if one.has(subject)]
        if decided.answer is Answer.YES:
            assert holding
        else:
            assert all(one.because for one in holding)


@given(st.sampled_from(PATTERNS), st.lists(st.sampled_from(PATTERNS), max_size=3))
def test_a_set_is_read_again_from_its_text(pattern: str, without: list[str]):
    one = SubjectSet(pattern, tuple(without))
    assert SubjectSet.read(one.text) == one
