"""Cloudflare Access: random policies against the vendor's order written again, and the steps of a source."""

from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.model.json import Json, Record
from keyroll.model.truth import Answer
from keyroll.reach.cloudflare import Visitor, lets
from keyroll.reach.escalations import Escalation, escalations
from keyroll.reach.graph.model import Strength
from keyroll.reach.system import Granted, SystemListing, SystemReads
from keyroll.reach.systems.cloudflare import SYSTEM

NAME = "cloudflare@main"
RULES: tuple[dict[str, Any], ...] = (
    {"everyone": {}}, {"any_valid_service_token": {}}, {"service_token": {"token_id": "t1"}},
    {"email": {"email": "ann@a.example"}}, {"email_domain": {"domain": "a.example"}}, {"group": {"id": "staff"}},
    {"geo": {"country_code": "NL"}}, {"group": {"id": "unread"}},
)  # fmt: skip
GROUPS = {"staff": Record({"id": "staff", "include": [{"email": {"email": "ann@a.example"}}]}, "")}
VISITORS = (
    Visitor(),
    Visitor(token="t1"),
    Visitor(token="t2"),
    Visitor(email="ann@a.example"),
    Visitor(email="x@b.example"),
)
rules = st.lists(st.sampled_from(RULES), max_size=2)
policy = st.fixed_dictionaries({
    "decision": st.sampled_from(("allow", "deny", "bypass", "non_identity")), "include": rules, "require": rules,
    "exclude": rules,
})  # fmt: skip


def worlds(visitor: Visitor, rule: dict[str, Any]) -> set[bool]:
    """What a rule may be, over all requests."""
    name, token, email = next(iter(rule)), visitor.token, visitor.email
    if name == "geo" or rule.get("group") == {"id": "unread"}:
        return {True, False}
    return {{
        "everyone": True, "any_valid_service_token": bool(token), "service_token": token == "t1",
        "email": email == "ann@a.example", "email_domain": email.endswith("@a.example"),
        "group": email == "ann@a.example",
    }[name]}  # fmt: skip


def oracle(policies: list[dict[str, Any]], visitor: Visitor, free: dict[str, bool]) -> bool:
    def holds(rule: dict[str, Any]) -> bool:
        said = worlds(visitor, rule)
        return free[str(rule)] if len(said) == 2 else said.pop()

    def about(one: dict[str, Any]) -> bool:
        return (
            any(map(holds, one["include"])) and all(map(holds, one["require"])) and not any(map(holds, one["exclude"]))
        )

    for one in policies:
        if (one["decision"] == "bypass" or (one["decision"] == "non_identity" and visitor.token)) and about(one):
            return True
    if not visitor.email:
        return False
    for one in policies:
        if one["decision"] in ("allow", "deny") and about(one):
            return one["decision"] == "allow"
    return False


@given(st.lists(policy, max_size=4), st.sampled_from(VISITORS))
def test_random_policies(policies: list[dict[str, Any]], visitor: Visitor):
    got = lets(Record(cast("dict[str, Json]", {"policies": policies}), ""), GROUPS, visitor).truth.answer
    unknown = [str(one) for one in (RULES[6], RULES[7])]
    said = {
        oracle(policies, visitor, dict(zip(unknown, (a, b), strict=True))) for a in (True, False) for b in (True, False)
    }
    if got is not Answer.UNKNOWN:
        assert said == {got is Answer.YES}


def test_a_source_as_steps():
    everyone = [{"decision": "bypass", "include": [{"everyone": {}}]}]
    staff = [{"decision": "allow", "include": [{"group": {"id": "g"}}]}]
    applications = [
        {"id": "1", "domain": "jira.a.example", "policies": [
            {"decision": "non_identity", "include": [{"service_token": {"token_id": "t1"}}]},
            {"decision": "allow", "include": [{"email": {"email": "ann@a.example"}}],
             "require": [{"auth_method": {"auth_method": "hwk"}}]},
        ]},
        {"id": "2", "domain": "open.a.example/docs", "policies": everyone},
        {"id": "3", "domain": "wiki.a.example", "policies": staff},
    ]  # fmt: skip
    listings = {"access_applications": SystemListing((cast("Json", {"success": True, "result": applications}),))}
    tokens = tuple((f"{NAME}:access_service_token:{one}", "access_service_token") for one in ("t1", "t2"))
    found = SYSTEM.steps(SystemReads(NAME, listings, credentials=tokens))
    steps = {(one.start.rpartition(":")[2], one.end, one.strength, one.truth.answer) for one in found.edges}
    assert ("t1", "site:jira.a.example", Strength.STATIC_SECRET, Answer.YES) in steps
    assert ("ann@a.example", "site:jira.a.example", Strength.PHISHING_RESISTANT, Answer.YES) in steps
    assert ("bypass", "site:open.a.example", Strength.NONE, Answer.YES) in steps
    assert ("ann@a.example", "site:wiki.a.example", Strength.SHORT_LIVED, Answer.UNKNOWN) in steps
    assert not [one for one in steps if one[:2] == ("t2", "site:jira.a.example")]


@pytest.mark.parametrize("technique", escalations("cloudflare"), ids=lambda one: one.id)
@pytest.mark.parametrize("case", ["matches", "misses"])
def test_each_technique(technique: Escalation, case: str):
    who = f"{NAME}:account_token:1"
    grants = tuple(Granted(who, one.partition(" ")[2], "account") for one in getattr(technique, case))
    pages = {"success": True, "result": [{"id": "1", "domain": "jira.a.example", "policies": []}]}
    made = SystemReads(NAME, {"access_applications": SystemListing((cast("Json", pages),))}, grants)
    taken = [one for one in SYSTEM.steps(made).edges if one.start == who and one.evidence.endswith(technique.id)]
    assert bool(taken) is (case == "matches")
