"""Okta, GitLab, Jira and Confluence: answers that were written down before keyroll was asked, each in a small world.

Whoever is asked about holds one thing; ``yes`` is reached by known steps, ``possible`` by steps of which one is not
known.
"""

import csv
from pathlib import Path
from typing import Any

import pytest

from keyroll.model.source import Source
from keyroll.providers.confluence.permissions import read_space_permissions
from keyroll.providers.contracts.survey import SurveyPage
from keyroll.providers.jira.permissions import read_role_actors, read_schemes
from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.closure import falls
from keyroll.reach.system import Granted, SystemListing, SystemReads, systems
from small_world import at

HERE = Path(__file__).parent
Made = tuple[SystemReads, str]


def listings(system: str, pages: dict[str, list[Any]]) -> dict[str, SystemListing]:
    return {one: SystemListing(tuple(pages.get(one, ()))) for one in systems()[system].endpoints}


def okta(held: str) -> Made:
    """root is a super administrator, bob is in a group that has the app pay, eve holds what is asked about."""
    word, _, what = held.partition(" ")
    grants = [("user:root", "SUPER_ADMIN", "okta:administration"), ("app:sync", "okta.users.read", "okta:api")]
    pages: dict[str, list[Any]] = {
        "apps": [[{"id": "wiki", "label": "Wiki"}, {"id": "pay", "label": "Pay"}]],
        "group_members": [[{"group": "g1", "groupName": "staff", "id": "bob"}]],
        "app_groups": [[{"app": "pay", "id": "g1"}]],
    }
    if word == "role":
        grants.append(("user:eve", what, "okta:administration"))
    else:
        grants += [("user:eve", "Custom", "okta:administration"), ("role:Custom", what, "okta:role")]
        kinds = ("directory:{}:users", "directory:{}:groups", "idp:{}:apps")
        everything = [{"orn": f"orn:okta:{one.format('00o')}"} for one in kinds]
        pages["resource_sets"] = [{"resourceSet": "all", "resources": everything}]
        pages["user_roles"] = [[{
            "type": "CUSTOM", "label": "Custom", "resource-set": "all", "user": "eve",
            "_links": {"assignee": {"href": "https://a.okta.example/api/v1/users/eve"}},
        }]]  # fmt: skip
    people = tuple((f"okta@main:user:{one}", "person") for one in ("root", "bob", "eve"))
    held_ = tuple(Granted(f"okta@main:{who}", of, where) for who, of, where in grants)
    return SystemReads("okta@main", listings("okta", pages), held_, people), "user:eve"


def gitlab(held: str) -> Made:
    """Project 7 is in the group 3, which has a variable too; another project is 8."""
    word, _, what = held.partition(" ")
    member = {"id": 1, "username": "eve", "state": "blocked" if word == "blocked" else "active"}
    of: dict[str, Any] = {"of": "project 7", "path": "acme/web", "members": []}
    group: dict[str, Any] = {"of": "group 3", "path": "acme", "members": []}
    pages: dict[str, list[Any]] = {
        "project_members": [of, {"of": "project 8", "path": "other/x", "members": []}], "group_members": [group],
        "users": [[{"id": 1, "state": member["state"], "is_admin": word == "instance-admin",
                    "is_auditor": word == "auditor"}]],
    }  # fmt: skip
    if word in ("project", "blocked", "token"):
        of["members"] = [member | {"access_level": 40 if word == "token" else int(what)}]
    elif word == "group":
        # What is listed of a project has the members of the groups above it.
        of["members"] = group["members"] = [member | {"access_level": int(what)}]
    start = {"token": "access_token:5", "deploy-key": "deploy_key:3", "deploy-token": "deploy_token:4"}.get(word)
    if word == "token":
        pages["personal_access_tokens"] = [[{"id": 5, "user_id": 1, "scopes": [what]}]]
    elif word == "deploy-key":
        project = [{"id": 7, "path_with_namespace": "acme/web"}]
        pages["deploy_keys"] = [[{
            "id": 3, "projects_with_write_access": project if what == "write" else [],
            "projects_with_readonly_access": project if what == "read" else [],
        }]]  # fmt: skip
    elif word == "deploy-token":
        pages["deploy_tokens"] = [[{"id": 4, "scopes": [what]}]]
    names = ("project 7/*/KEY", "project 8/*/PIN", "group 3/*/GRP", "instance/*/TOP")
    places = tuple(f"gitlab@main:ci_variable:{one}" for one in names)
    return SystemReads("gitlab@main", listings("gitlab", pages), places=places), start or "user:1"


def granted(read: Any, name: str, body: Any) -> list[Granted]:
    found = read(SurveyPage(Source.parse(f"{name}@main"), "x", at("10-20"), 1, body))
    return [Granted(one.subject.text, one.facts["privilege"], one.facts["resource"]) for one in found]


def jira(held: str) -> Made:
    """eve is in the group staff and in the role 7 of the project."""
    word, _, what = held.partition(" ")
    kinds = {"user": ("user", "eve"), "group": ("group", "staff"), "role": ("projectRole", "7"),
             "other-role": ("projectRole", "8"), "anyone": ("anyone", ""),
             "application": ("applicationRole", "")}  # fmt: skip
    kind, value = kinds.get(word, (word, ""))
    entries = [{"permission": one, "holder": {"type": kind, "parameter": value}} for one in what.split("+")]
    first = {"permission": "BROWSE_PROJECTS", "holder": {"type": "projectRole", "parameter": "9"}}
    grants = granted(read_schemes, "jira", {"project": "SHOP", "permissions": [*entries, first]})
    for number, actors in (("7", [{"type": "atlassian-user-role-actor", "name": "eve"}]), ("8", []), ("9", [])):
        grants += granted(read_role_actors, "jira", {"project": "SHOP", "id": number, "actors": actors})
    grants.append(Granted("jira@main:account:eve", "member", "group:staff"))
    if word in ("user", "group") and "ADMINISTER_PROJECTS" in what:
        role = {"permission": "BROWSE_PROJECTS", "holder": {"type": "projectRole", "parameter": "7"}}
        grants += granted(read_schemes, "jira", {"project": "SHOP", "permissions": [role]})
    people = (("jira@main:account:eve", "account"),)
    return SystemReads("jira@main", listings("jira", {}), tuple(grants), people), "account:eve"


def confluence(held: str) -> Made:
    """eve is in the group staff."""
    word, _, what = held.partition(" ")
    kinds = {"user": {"type": "user", "username": "eve"}, "group": {"type": "group", "name": "staff"},
             "other-group": {"type": "group", "name": "x"}, "anonymous": {"type": "anonymous"}}  # fmt: skip
    body = [
        {"operation": {"targetType": one.partition(" ")[2], "operationKey": one.partition(" ")[0]},
         "subject": kinds[word], "spaceKey": "HR", "spaceId": 1}
        for one in what.split("+")
    ]  # fmt: skip
    grants = granted(read_space_permissions, "confluence", body)
    grants.append(Granted("confluence@main:account:eve", "member", "group:staff"))
    people = (("confluence@main:account:eve", "account"),)
    return SystemReads("confluence@main", listings("confluence", {}), tuple(grants), people), "account:eve"


WORLDS = {"okta": okta, "gitlab": gitlab, "jira": jira, "confluence": confluence}


def answer(system: str, held: str, aim: str) -> str:
    reads, start = WORLDS[system](held)
    found = systems()[system].steps(reads)
    graph = Graph.of(found.nodes, found.edges)
    for word, one in (("yes", graph.certain), ("possible", graph)):
        place = one.place.get(f"{system}@main:{start}")
        end = one.place.get(f"{system}@main:{aim}")
        if place is not None and end is not None and end in falls(one, [place]).nodes.tolist():
            return word
    return "no"


def rows() -> list[dict[str, str]]:
    return list(csv.DictReader((HERE / "own_answers.csv").read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("row", rows(), ids=lambda one: f"{one['system']}: {one['held']} → {one['aim']}")
def test_what_was_written_down_is_what_is_answered(row: dict[str, str]):
    assert answer(row["system"], row["held"], row["aim"]) == row["answer"]
