"""Okta: each technique in a case of its own, random roles against rules written again, and what was not read."""

from typing import Any

import pytest
from evaluated import check_case, reached, taken_by
from hypothesis import given
from hypothesis import strategies as st

from keyroll.reach.escalations import Escalation, escalations
from keyroll.reach.system import Granted, SystemListing, SystemReads
from keyroll.reach.systems.okta import SYSTEM

NAME = "okta@main"
PEOPLE = ("ann", "bob", "eve")
ROLES = ("SUPER_ADMIN", "ORG_ADMIN", "APP_ADMIN", "USER_ADMIN", "HELP_DESK_ADMIN", "READ_ONLY_ADMIN", "Desk")


def source(grants: list[tuple[str, str, str]], leave: tuple[str, ...] = (), **pages: list[Any]) -> SystemReads:
    listings = {
        one: SystemListing((pages[one],) if one in pages else ()) for one in SYSTEM.endpoints if one not in leave
    }
    people = tuple((f"{NAME}:user:{one}", "person") for one in PEOPLE)
    given_ = tuple(Granted(f"{NAME}:{who}", what, where) for who, what, where in grants)
    return SystemReads(NAME, listings, given_, people)


APPS = [{"id": "wiki", "label": "Wiki"}, {"id": "pay", "label": "Pay"}]
GROUPS = [{"group": "g1", "groupName": "staff", "id": "bob"}]


def case_of(texts: tuple[str, ...]) -> tuple[str, SystemReads]:
    """Whoever starts, with the facts of a case as Okta lists them."""
    grants, start = [], "user:ann"
    for text in texts:
        word, _, what = text.partition(" ")
        if word in ("scope", "app-role"):
            start = "app:bot"
            grants.append((start, what, "okta:api" if word == "scope" else "okta:administration"))
        elif word == "role":
            grants.append((start, what, "okta:administration"))
        else:
            grants += [(start, "Custom", "okta:administration"), ("role:Custom", what, "okta:role")]
    return start, source([*grants, ("app:other", "okta.users.read", "okta:api")], apps=APPS, group_members=GROUPS)


@pytest.mark.parametrize("technique", escalations("okta"), ids=lambda one: one.id)
@pytest.mark.parametrize("case", ["matches", "misses"])
def test_each_technique(technique: Escalation, case: str):
    start, made = case_of(getattr(technique, case))
    taken = taken_by(technique, SYSTEM.steps(made).edges, f"{NAME}:{start}")
    check_case(technique, case, taken, unknown=technique.matches[0].startswith("permission"))


@given(st.dictionaries(st.sampled_from(PEOPLE), st.sets(st.sampled_from(ROLES), max_size=3)), st.booleans())
def test_random_roles_give_what_the_vendors_table_says(roles: dict[str, set[str]], whole: bool):
    grants = [(f"user:{who}", role, "okta:administration") for who, each in roles.items() for role in each]
    leave = () if whole else ("role_permissions",)
    found = SYSTEM.steps(source([*grants, ("role:Desk", "okta.users.read", "okta:role")][: None if whole else -1],
                                leave, apps=APPS))  # fmt: skip
    for who in PEOPLE:
        held = roles.get(who, set())
        sure, maybe = (reached(found, f"user:{who}", known=known) for known in (True, False))
        resets = held & {"SUPER_ADMIN", "ORG_ADMIN"}
        others = {f"user:{one}" for one in PEOPLE if one != who and not roles.get(one)}
        assert ("administration" in sure) is ("SUPER_ADMIN" in held)
        assert others <= sure if resets else not others & sure
        if held & {"HELP_DESK_ADMIN", "USER_ADMIN"}:
            assert others <= maybe
        if "Desk" in held and not whole:
            assert "administration" in maybe
        if not held:
            assert maybe == {f"user:{who}"}
        unread = "Desk" in held and not whole
        assert ("app:pay" in maybe) is (bool(held & {"SUPER_ADMIN", "APP_ADMIN"}) or unread)


def test_an_assignment_leads_into_the_app_and_a_group_counts_for_its_members():
    found = SYSTEM.steps(source(
        [], apps=APPS, group_members=GROUPS,
        app_users=[{"id": "ann", "app": "wiki", "scope": "USER"}, {"id": "bob", "app": "pay", "scope": "GROUP"}],
        app_groups=[{"id": "g1", "app": "pay", "priority": 0}],
    ))  # fmt: skip
    assert reached(found, "user:ann", known=True) == {"user:ann", "app:wiki"}
    assert reached(found, "user:bob", known=True) == {"user:bob", "group:g1", "app:pay"}
    assert [one.reason for one in found.edges if one.end.endswith("app:pay") and one.kind == "assigned"] == [
        "staff may sign in to Pay"
    ]
    assert set(found.judged) == {f"{NAME}:user:{one}" for one in PEOPLE}


def test_what_was_not_read_is_possible():
    found = SYSTEM.steps(source([], ("user_roles",)))
    assert "administration" in reached(found, "user:ann")
    assert "administration" not in reached(found, "user:ann", known=True)
    assert not found.judged
    app = SYSTEM.steps(source([("app:bot", "okta.roles.manage", "okta:api")], ("client_roles",)))
    assert "administration" in reached(app, "app:bot") - reached(app, "app:bot", known=True)


@pytest.mark.parametrize(
    ("status", "factors", "wanted"),
    [
        ("ACTIVE", {"okta_email": "ACTIVE", "okta_sms": "INACTIVE"}, {"okta_email"}),
        ("INACTIVE", {"okta_email": "ACTIVE"}, set()),
        (None, {}, {"okta_email", "okta_sms", "okta_call", "recovery_question"}),
    ],
)
def test_a_password_is_recovered_by_what_a_policy_takes(status: str | None, factors: dict[str, str], wanted: set[str]):
    recovery = {"factors": {name: {"status": said} for name, said in factors.items()}}
    policies = [{"id": "p", "name": "all", "status": status, "settings": {"recovery": recovery}}]
    made = source([], password_policies=policies) if status else source([], ("password_policies",))
    found = SYSTEM.steps(made)
    assert {one.id.rpartition(":")[2] for one in found.nodes if one.kind == "outside"} == wanted
    for factor in wanted:
        start = f"outside:{factor}"
        assert "user:ann" in reached(found, start) - reached(found, start, known=True)


SETS: tuple[Any, ...] = ({"resourceSet": "s1", "resources": [
    {"id": "r1", "orn": "orn:okta:directory:00o1:groups:g1:contained_resources"},
    {"id": "r2", "orn": "orn:okta:idp:00o1:apps:oidc:pay"},
]}, {"resourceSet": "s2", "resources": [{"id": "r3", "orn": "orn:okta:directory:00o1:users"}]})  # fmt: skip


@pytest.mark.parametrize(
    ("resources", "permission", "sure", "maybe"),
    [
        ("s1", "okta.users.credentials.resetPassword", {"user:bob"}, {"user:bob"}),
        ("s1", "okta.apps.assignment.manage", {"app:pay"}, {"app:pay"}),
        ("s1", "okta.groups.members.manage", set(), set()),
        ("s2", "okta.users.credentials.resetPassword", {"user:bob", "user:eve"}, {"user:bob", "user:eve"}),
        ("s2", "okta.apps.assignment.manage", set(), set()),
        ("unread", "okta.users.credentials.resetPassword", set(), {"user:bob", "user:eve"}),
    ],
)
def test_a_custom_role_holds_for_what_its_resource_set_has(
    resources: str, permission: str, sure: set[str], maybe: set[str]
):
    links = {"assignee": {"href": "https://x.okta.com/api/v1/users/ann"}}
    given_ = {"type": "CUSTOM", "label": "Desk", "status": "ACTIVE", "resource-set": resources, "_links": links}
    grants = [("user:ann", "Desk", "okta:administration"), ("role:Desk", permission, "okta:role")]
    made = source(grants, apps=APPS, group_members=GROUPS, user_roles=[given_])
    listings = {**made.listings, "resource_sets": SystemListing(SETS)}
    found = SYSTEM.steps(SystemReads(NAME, listings, made.grants, made.principals))
    about = {"user:bob", "user:eve", "app:pay", "app:wiki", "group:g1"}
    assert reached(found, "user:ann", known=True) & about - {"group:g1"} == sure
    assert reached(found, "user:ann") & {"user:bob", "user:eve", "app:pay", "app:wiki"} == maybe
