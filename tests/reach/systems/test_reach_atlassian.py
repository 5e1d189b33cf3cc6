"""Jira, Confluence and Bitbucket: techniques, and random permissions against rules written down a second time."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.model.source import Source as Named
from keyroll.providers.bitbucket.permissions import read_permissions
from keyroll.providers.confluence.permissions import read_space_permissions
from keyroll.providers.contracts.survey import SurveyPage
from keyroll.providers.jira.permissions import read_role_actors, read_schemes
from keyroll.reach.escalations import Escalation, escalations
from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.closure import falls
from keyroll.reach.system import Evaluated, Granted, SystemListing, SystemReads, systems
from small_world import at

KNOWN = tuple(one for name in ("bitbucket", "jira", "confluence") for one in escalations(name))


def evaluated(name: str, grants: list[tuple[str, str, str]], *, whole: bool = True) -> Evaluated:
    system = systems()[name]
    listings = {one: SystemListing() for one in system.endpoints} if whole else {system.endpoints[0]: SystemListing()}
    return system.steps(
        SystemReads(f"{name}@main", listings, tuple(Granted(f"{name}@main:{who}", *of) for who, *of in grants))
    )


def granted(read: Any, name: str, body: Any) -> list[tuple[str, str, str]]:
    found = read(SurveyPage(Named.parse(f"{name}@main"), "x", at("10-20"), 1, body))
    return [(one.subject.text.split(":", 1)[1], one.facts["privilege"], one.facts["resource"]) for one in found]


def reached(found: Evaluated, start: str, *, known: bool = True) -> set[str]:
    graph = Graph.of(found.nodes, found.edges)
    graph = graph.certain if known else graph
    name = found.nodes[0].id.partition(":")[0]
    if f"{name}:{start}" not in graph.place:
        return set()
    return {graph.ids[one].split(":", 1)[1] for one in falls(graph, [graph.place[f"{name}:{start}"]]).nodes.tolist()}


@pytest.mark.parametrize("technique", KNOWN, ids=lambda one: one.id)
@pytest.mark.parametrize("case", ["matches", "misses"])
def test_each_technique(technique: Escalation, case: str):
    what, _, where = getattr(technique, case)[0].partition(" on ")
    role = ("project_role:SHOP/7", "project:BROWSE_PROJECTS", "project:SHOP")
    found = evaluated(technique.system, [("account:ann", what, where), *([role] if technique.system == "jira" else [])])
    taken = [one for one in found.edges if one.evidence.endswith(technique.id)]
    assert bool(taken) is (case == "matches")
    assert all(one.start.endswith(":account:ann") for one in taken)


PERMISSIONS = ("PROJECT_READ", "PROJECT_WRITE", "REPO_READ", "REPO_ADMIN", "ADMIN", "LICENSED_USER")
who = st.sampled_from(("account:ann", "group:staff"))


@given(st.lists(st.tuples(who, st.sampled_from(PERMISSIONS)), max_size=4), st.booleans())
def test_random_permissions_of_bitbucket(given_: list[tuple[str, str]], member: bool):
    where = {"P": "SHOP", "R": "SHOP/code", "A": "bitbucket", "L": "bitbucket"}
    grants = [(one, what, where[what[0]]) for one, what in given_]
    found = evaluated("bitbucket", [*grants, *([("account:ann", "member", "group:staff")] if member else [])])
    held = {what for one, what in given_ if one == "account:ann" or member}
    got = reached(found, "account:ann")
    assert ("administration" in got) is ("ADMIN" in held)
    assert ("project:SHOP" in got) is bool(held & {"PROJECT_READ", "PROJECT_WRITE"} or ("ADMIN" in held and any(
        what[0] in "PR" for _, what in given_)))  # fmt: skip
    if held & {"REPO_READ", "REPO_ADMIN"}:
        assert "repository:SHOP/code" in got
    if not held:
        assert got <= {"account:ann", "group:staff"}


def test_what_bitbucket_answers_is_read():
    users = {"values": [{"user": {"name": "ann"}, "permission": "SYS_ADMIN"}], "isLastPage": True}
    assert granted(read_permissions, "bitbucket", users) == [("account:ann", "SYS_ADMIN", "bitbucket")]
    groups = {"project": "SHOP", "values": [{"group": {"name": "staff"}, "permission": "PROJECT_READ"}]}
    assert granted(read_permissions, "bitbucket", groups) == [("group:staff", "PROJECT_READ", "SHOP")]


def test_a_role_of_jira_gives_what_the_scheme_gives_it():
    holders = [
        {"permission": "BROWSE_PROJECTS", "holder": {"type": "projectRole", "parameter": "7"}},
        {"permission": "BROWSE_PROJECTS", "holder": {"type": "reporter"}},
        {"permission": "CREATE_ISSUES", "holder": {"type": "anyone"}},
    ]
    actors = [
        {"type": "atlassian-group-role-actor", "name": "staff"},
        {"type": "atlassian-user-role-actor", "name": "ann"},
    ]
    grants = granted(read_schemes, "jira", {"project": "SHOP", "permissions": holders})
    grants += granted(read_role_actors, "jira", {"project": "SHOP", "id": 7, "actors": actors})
    found = evaluated("jira", [*grants, ("account:bob", "member", "group:staff"), ("account:eve", "member", "group:x")])
    assert {"project_role:SHOP/7", "project:SHOP"} <= reached(found, "account:ann") & reached(found, "account:bob")
    assert "project_role:SHOP/7" not in reached(found, "account:eve", known=False)
    # Whoever signs in has what anyone has.
    assert reached(found, "account:eve") == {"account:eve", "group:x", "application:*", "anyone:*", "project:SHOP"}
    assert reached(found, "anyone:*") == {"anyone:*", "project:SHOP"}
    # Without the roles anybody may be in one.
    of_role = {"project": "SHOP", "permissions": holders[:1]}
    unread = evaluated("jira", granted(read_schemes, "jira", of_role), whole=False)
    assert "project:SHOP" in reached(unread, "application:*", known=False) - reached(unread, "application:*")


def test_spaces_of_confluence():
    body = [
        {"operation": {"targetType": "space", "operationKey": "read"}, "subject": {"type": "group", "name": "staff"},
         "spaceKey": "HR", "spaceId": 1},
        {"operation": {"targetType": "space", "operationKey": "read"}, "subject": {"type": "anonymous"},
         "spaceKey": "OPEN", "spaceId": 2},
    ]  # fmt: skip
    found = evaluated("confluence", granted(read_space_permissions, "confluence", body))
    assert reached(found, "group:staff") == {"group:staff", "space:HR"}
    assert reached(found, "anyone:*") == {"anyone:*", "space:OPEN"}
    assert {"space:HR", "space:OPEN"} <= reached(found, "administration")
