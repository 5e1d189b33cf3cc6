"""Narrower administrator roles of Okta allow each event that was made, and nothing new; reading stays."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.errors import NothingToDo
from keyroll.reach.okta.permissions import EVENTS, PARTS
from keyroll.reach.system import SystemListing, SystemReads
from reach.least.uses import logged, narrowed, use

NAME = "okta@main"
EVERYTHING = frozenset({"events"})
USERS, GROUPS, APPS = "directory:users", "directory:groups", "idp:apps"
STAFF, SALES = "directory:groups:g1:contained_resources", "directory:groups:g2:contained_resources"
MEMBERS = (("g1", "bob"), ("g2", "eve"), ("g2", "bob"))


def role(label: str = "Desk", kind: str = "CUSTOM", by: str = "USER") -> dict[str, Any]:
    one = {"id": "r1", "label": label, "type": kind, "status": "ACTIVE", "assignmentType": by,
           "_links": {"assignee": {"href": "https://a.okta.example/api/v1/users/ann"}}}  # fmt: skip
    return one | ({"resource-set": "s1"} if kind == "CUSTOM" else {})


def okta(*permissions: str, resources: tuple[str, ...] = (USERS, GROUPS, APPS), roles: Any = None) -> SystemReads:
    pages: dict[str, Any] = {
        "user_roles": roles if roles is not None else [role()],
        "role_permissions": [{"role": "Desk", "label": one} for one in permissions],
        "resource_sets": {"resourceSet": "s1", "resources": [{"id": one, "orn": orn(one)} for one in resources]},
        "group_members": [{"group": group, "id": who} for group, who in MEMBERS],
    }
    return SystemReads(NAME, {name: SystemListing((page,)) for name, page in pages.items()})


def orn(resource: str) -> str:
    kind, _, rest = resource.partition(":")
    return f"orn:okta:{kind}:00o1:{rest}"


def did(event: str, *targets: str):
    return use("System Log", event, " ".join(targets))


def roles_of(result: Any) -> list[Any]:
    return result.document["roles"]


def test_a_permission_becomes_the_parts_that_were_used() -> None:
    log = logged(did("user.lifecycle.suspend", "User:bob"), did("user.account.reset_password", "User:eve"),
                 shows=EVERYTHING)  # fmt: skip
    result = narrowed(okta("okta.users.manage", "okta.groups.manage"), "ann", log)
    assert roles_of(result) == [{
        "role": "Desk", "resource-set": "s1", "permissions": [
            "okta.groups.read", "okta.users.credentials.resetPassword", "okta.users.lifecycle.suspend",
            "okta.users.read",
        ],
    }]  # fmt: skip
    assert result.removed == ("okta.groups.manage of Desk", "okta.users.manage of Desk")


@pytest.mark.parametrize(
    ("permission", "shows", "events", "because"),
    [
        ("okta.users.read", EVERYTHING, ("group.lifecycle.create",), "no event shows reading"),
        ("okta.workflows.invoke", EVERYTHING, ("group.lifecycle.create",), "no event is known"),
        ("okta.groups.create", frozenset(), ("user.lifecycle.suspend",), "has no group.lifecycle.create of any user"),
        ("okta.users.create", EVERYTHING, ("user.identity_verification",), "the permission that user.identity_v"),
    ],
)  # fmt: skip
def test_what_no_event_shows_stays(permission, shows, events, because) -> None:
    result = narrowed(okta(permission), "ann", logged(*map(did, events), shows=shows))
    assert roles_of(result)[0]["permissions"] == [permission]
    assert result.removed == ()
    assert because in result.kept[0].because


def test_an_event_of_anybody_shows_that_the_log_has_its_type() -> None:
    log = logged(did("user.lifecycle.suspend", "User:bob"), shows=frozenset({"group.lifecycle.create"}))
    result = narrowed(okta("okta.groups.create", "okta.users.lifecycle.suspend"), "ann", log)
    assert result.removed == ("okta.groups.create of Desk",)


def test_a_permission_is_left_for_the_resources_that_it_was_used_for() -> None:
    log = logged(did("user.lifecycle.suspend", "User:eve"), shows=EVERYTHING)
    reads = okta("okta.users.lifecycle.suspend", "okta.users.read", resources=(STAFF, SALES))
    assert roles_of(narrowed(reads, "ann", log)) == [
        {"role": "Desk", "resource-set": "s1", "permissions": ["okta.users.read"]},
        {"role": "Desk", "resources": [orn(SALES)], "permissions": ["okta.users.lifecycle.suspend"]},
    ]
    # Who is in no group now may have been in one: then nothing is taken away.
    for also in ((), (did("user.lifecycle.suspend", "User:eve"),)):
        other = logged(did("user.lifecycle.suspend", "User:zoe"), *also, shows=EVERYTHING)
        assert narrowed(reads, "ann", other).removed == ()


def test_reading_stays_for_all_that_a_set_has() -> None:
    log = logged(did("group.lifecycle.delete", "UserGroup:g1"), shows=EVERYTHING)
    reads = okta("okta.groups.manage", resources=(f"{GROUPS}:g1", f"{GROUPS}:g2"))
    assert roles_of(narrowed(reads, "ann", log)) == [
        {"role": "Desk", "resource-set": "s1", "permissions": ["okta.groups.read"]},
        {"role": "Desk", "resources": [orn(f"{GROUPS}:g1")], "permissions": ["okta.groups.manage"]},
    ]


@pytest.mark.parametrize(
    ("held", "events", "shows", "wanted"),
    [
        ("SUPER_ADMIN", ("user.account.unlock_by_admin",), {"events", "reads"}, "HELP_DESK_ADMIN"),
        ("ORG_ADMIN", ("group.user_membership.add",), {"events", "reads"}, "GROUP_MEMBERSHIP_ADMIN"),
        ("ORG_ADMIN", ("user.lifecycle.create", "user.session.clear"), {"events", "reads"}, "USER_ADMIN"),
        ("ORG_ADMIN", ("policy.rule.update", "zone.update"), {"events", "reads"}, "ORG_ADMIN"),
        ("SUPER_ADMIN", ("user.account.unlock_by_admin",), {"events"}, "SUPER_ADMIN"),
        ("APP_ADMIN", ("application.lifecycle.update",), {"events", "reads"}, "APP_ADMIN"),
    ],
)  # fmt: skip
def test_a_standard_role_becomes_a_smaller_one(held, events, shows, wanted) -> None:
    log = logged(*map(did, events), shows=frozenset(shows))
    assert roles_of(narrowed(okta(roles=[role(held, held)]), "ann", log)) == [{"type": wanted}]


def test_a_role_that_comes_with_a_group_or_was_not_read_stays() -> None:
    log = logged(did("user.session.clear", "User:bob"), shows=frozenset({"events", "reads"}))
    result = narrowed(okta(roles=[role("USER_ADMIN", "USER_ADMIN", "GROUP"), role("Other")]), "ann", log)
    assert {one["label"] for one in roles_of(result)} == {"USER_ADMIN", "Other"}
    assert result.removed == ()


def test_nobody_is_called_unused_whom_no_record_names() -> None:
    with pytest.raises(NothingToDo, match="no record of the log names"):
        narrowed(okta("okta.users.manage"), "ann", logged(shows=frozenset({"user.lifecycle.suspend"})))


PERMISSIONS = sorted(
    {*EVENTS, *(part for parts in PARTS.values() for part in parts), "okta.apps.read", "okta.x.manage"}
)
RESOURCES = (USERS, GROUPS, APPS, STAFF, SALES, f"{GROUPS}:g1", f"{GROUPS}:g2", "idp:apps:saml", "idp:apps:oidc:wiki")
TARGETS = ("User:bob", "User:eve", "UserGroup:g1", "UserGroup:g2", "AppInstance:wiki", "AppInstance:pay")


def parts_of(permission: str) -> set[str]:
    return {permission}.union(*(parts_of(part) for part in PARTS.get(permission, ())))


def taken(resource: str, about: str, target: str) -> bool:
    """Whether a resource covers a target, or may: the rules of the vendor once more."""
    kind, _, number = target.partition(":")
    if kind != {"users": "User", "groups": "UserGroup", "apps": "AppInstance"}[about]:
        return False
    if about == "users":
        return resource == USERS or any(resource.split(":")[2:3] == [g] and "contained" in resource
                                        for g, who in MEMBERS if who == number)  # fmt: skip
    if about == "groups":
        return resource in (GROUPS, f"{GROUPS}:{number}")
    return resource in (APPS, "idp:apps:saml") or resource.endswith(f":{number}")


def allowed(grants: list[tuple[set[str], set[str]]], event: str, targets: list[str]) -> bool:
    """Whether some permission allows an event, on each thing that it names of what the permission is about."""
    for permissions, resources in grants:
        for part in {each for one in permissions for each in parts_of(one)}:
            about = part.split(".")[1]
            kind = {"users": "User", "groups": "UserGroup", "apps": "AppInstance"}.get(about)
            named = [one for one in targets if kind and one.startswith(f"{kind}:")]
            whole = any(resource in (USERS, GROUPS, APPS) and resource.endswith(about) for resource in resources)
            covered = all(any(taken(one, about, each) for one in resources) for each in named) if named else whole
            if event in EVENTS.get(part, ()) and covered:
                return True
    return False


@settings(max_examples=100, deadline=None)
@given(
    st.sets(st.sampled_from(PERMISSIONS), min_size=1, max_size=4),
    st.sets(st.sampled_from(RESOURCES), min_size=1, max_size=4),
    st.lists(
        st.tuples(
            st.sampled_from(sorted({e for each in EVENTS.values() for e in each})),
            st.lists(st.sampled_from(TARGETS), max_size=2, unique=True),
        ),
        min_size=1, max_size=5,
    ),
    st.sets(st.sampled_from(["events", *sorted({e for each in EVENTS.values() for e in each})]), max_size=6),
)  # fmt: skip
def test_each_event_stays_allowed_and_nothing_new_is(permissions, resources, made, shows) -> None:
    log = logged(*(did(event, *targets) for event, targets in made), shows=frozenset(shows))
    entries = roles_of(narrowed(okta(*permissions, resources=tuple(resources)), "ann", log))
    after = [
        (set(one["permissions"]), {r for r in resources if "resources" not in one or orn(r) in one["resources"]})
        for one in entries
    ]
    before = [(permissions, resources)]
    for event, targets in made:
        assert allowed(after, event, targets) or not allowed(before, event, targets)
    everything = {each for one in permissions for each in parts_of(one)}
    left = {each for given_, at in after if at == resources for one in given_ for each in parts_of(one)}
    assert {each for given_, _ in after for one in given_ for each in parts_of(one)} <= everything
    assert {one for one in everything if one.endswith(".read")} <= left
    for one in everything & EVENTS.keys():
        unseen = set(EVENTS[one]) - shows - {event for event, _ in made}
        assert one in left or "events" in shows or not unseen or any(event in EVENTS[one] for event, _ in made)
