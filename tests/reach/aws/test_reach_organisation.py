"""Service and resource control policies: level by level, against rules written down a second time."""

from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from keyroll.model.json import Json
from keyroll.model.truth import Answer
from keyroll.reach.aws.account import read_account
from keyroll.reach.aws.asking import Asking
from keyroll.reach.aws.organisation import read_organisation
from reach.aws.accounts import dump, statement, user

NUMBER, ROOT, UNIT = "111122223333", "r-root", "ou-1"
ACCOUNTS = {"Accounts": [{"Id": NUMBER, "Path": [ROOT, UNIT]}, {"Id": "999", "Path": [ROOT], "Management": True}]}
ALLOW = {"Effect": "Allow", "Action": "*", "Resource": "*"}
DENY = {"Effect": "Deny", "Action": "secretsmanager:*", "Resource": "*"}


def policy(name: str, targets: list[str], *statements: Any, kind: str = "SERVICE_CONTROL_POLICY") -> dict[str, Any]:
    return {"PolicySummary": {"Id": name, "Name": name, "Type": kind}, "Content": {"Statement": list(statements)},
            "Targets": [{"TargetId": one} for one in targets]}  # fmt: skip


def may(*policies: Any, action: str = "secretsmanager:GetSecretValue", number: str = NUMBER) -> Answer:
    account = read_account([dump(users=[user("ann", statement("*"))])])
    organisation = read_organisation([{"Policies": list(policies)}], cast("list[Json]", [ACCOUNTS]))
    (ann,) = account.users
    return Asking(account, limits=organisation.limits(number)).may(ann, action, "*").answer


FULL = policy("p-FullAWSAccess", [ROOT, UNIT, NUMBER])


def test_a_denial_at_any_level_counts_and_each_level_must_allow():
    assert may() is Answer.YES
    assert may(FULL) is Answer.YES
    assert may(FULL, policy("no", [UNIT], DENY)) is Answer.NO
    assert may(FULL, policy("no", [UNIT], DENY), action="s3:GetObject") is Answer.YES
    some = policy("some", [NUMBER], {"Effect": "Allow", "Action": "s3:*", "Resource": "*"})
    assert may(policy("p-FullAWSAccess", [ROOT, UNIT]), some) is Answer.NO
    assert may(policy("p-FullAWSAccess", [ROOT, UNIT]), some, action="s3:GetObject") is Answer.YES


def test_what_was_not_read_is_unknown_and_the_managing_account_is_not_limited():
    assert may(policy("p-FullAWSAccess", [ROOT, NUMBER])) is Answer.UNKNOWN
    assert may(FULL, {"PolicySummary": {"Id": "x", "Type": "SERVICE_CONTROL_POLICY"}, "Content": "{",
                      "Targets": [{"TargetId": UNIT}]}) is Answer.UNKNOWN  # fmt: skip
    assert may(policy("no", [ROOT], DENY), number="999") is Answer.YES


def test_a_resource_control_policy_denies_whoever_asks():
    kind = "RESOURCE_CONTROL_POLICY"
    full = policy("p-RCPFullAWSAccess", [ROOT, UNIT, NUMBER], kind=kind)
    assert may(full) is Answer.YES
    assert may(full, policy("no", [ROOT], DENY | {"Principal": "*"}, kind=kind)) is Answer.NO
    far = DENY | {"Principal": "*", "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}}
    assert may(full, policy("no", [ROOT], far, kind=kind)) is Answer.UNKNOWN


attached = st.lists(
    st.tuples(st.sampled_from((ROOT, UNIT, NUMBER)), st.sampled_from(("all", "s3", "deny"))), max_size=6
)


@given(attached)
def test_random_levels(given_: list[tuple[str, str]]):
    texts = {"all": ALLOW, "s3": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}, "deny": DENY}
    got = may(*(policy(f"p{at}", [where], texts[what]) for at, (where, what) in enumerate(given_)))
    levels = {level: {what for where, what in given_ if where == level} for level in (ROOT, UNIT, NUMBER)}
    if not given_:
        assert got is Answer.YES
    elif any("deny" in each for each in levels.values()) or any(each and "all" not in each for each in levels.values()):
        assert got is Answer.NO
    else:
        assert got is (Answer.YES if all(levels.values()) else Answer.UNKNOWN)
