"""GitHub: each technique in a case of its own, random permissions against rules written down a second time."""

from typing import Any

import pytest
from evaluated import check_case, reached, taken_by
from hypothesis import given
from hypothesis import strategies as st

from keyroll.reach.escalations import Escalation, escalations
from keyroll.reach.system import Granted, SystemListing, SystemReads
from keyroll.reach.systems.github import SYSTEM

NAME, TOKEN, USER = "github@acme", "token_id:7", "user:ann"
PLACES = (
    "repository_secret:acme/shop/Actions/DB", "repository_secret:acme/shop/environment live/KEY",
    "repository_secret:acme/wiki/Actions/WIKI", "repository_secret:acme/shop/Dependabot/FEED", "actions_secret:ORG",
)  # fmt: skip
LEVELS = ("pull", "triage", "push", "maintain", "admin")


def source(**pages: list[Any]) -> SystemReads:
    listings = {one: SystemListing(tuple(pages[one])) for one in SYSTEM.endpoints if one in pages}
    grants = tuple(Granted(f"{NAME}:{one}", "x", "acme/shop") for one in (TOKEN, USER))
    return SystemReads(NAME, listings, grants, places=tuple(f"{NAME}:{one}" for one in PLACES))


def collaborator(login: str, level: str) -> dict[str, Any]:
    # GitHub sets the flags of all narrower levels too.
    return {"login": login, "permissions": {one: LEVELS.index(one) <= LEVELS.index(level) for one in LEVELS}}


def on(repository: str, **levels: str) -> dict[str, Any]:
    return {"repository": repository, "collaborators": [collaborator(*one) for one in levels.items()]}


def environment(name: str, *rules: str, branches: bool = False) -> dict[str, Any]:
    policy = {"protected_branches": True, "custom_branch_policies": False} if branches else None
    return {"name": name, "protection_rules": [{"type": one} for one in rules], "deployment_branch_policy": policy}


def token(organisation: dict[str, str], repository: dict[str, str], selection: str = "all") -> dict[str, Any]:
    return {"token_id": 7, "repository_selection": selection, "owner": {"login": "ann"},
            "permissions": {"organization": organisation, "repository": repository}}  # fmt: skip


def case_of(texts: tuple[str, ...]) -> tuple[str, SystemReads]:
    """Whoever starts, with the facts of a case as GitHub lists them."""
    if any(one.startswith("organisation ") for one in texts):
        permissions = dict(one.partition(" ")[2].split(":") for one in texts)
        return TOKEN, source(personal_access_tokens=[[token(permissions, {})]])
    if texts == ("owner",):
        return USER, source(members=[[{"login": "ann", "role": "admin"}]])
    if texts == ("push acme/shop",):  # a token without the permission for workflows
        return TOKEN, source(personal_access_tokens=[[token({}, {"contents": "write"})]])
    level = {"push": "push", "read": "pull", "repository-admin": "admin"}[texts[0].split()[0]]
    return USER, source(collaborators=[on("acme/shop", ann=level)])


@pytest.mark.parametrize("technique", escalations("github"), ids=lambda one: one.id)
@pytest.mark.parametrize("case", ["matches", "misses"])
def test_each_technique(technique: Escalation, case: str):
    start, made = case_of(getattr(technique, case))
    check_case(technique, case, taken_by(technique, SYSTEM.steps(made).edges, f"{NAME}:{start}"))


@given(
    st.dictionaries(st.sampled_from(("acme/shop", "acme/wiki")), st.sampled_from(LEVELS)),
    st.sampled_from((None, (), ("required_reviewers",), ("wait_timer",))), st.booleans(), st.booleans(),
)  # fmt: skip
def test_random_levels_and_environments(levels: dict[str, str], rules: Any, branches: bool, owner: bool):
    environments = [
        {"repository": "acme/shop", "environments": [environment("live", *(rules or ()), branches=branches)]}
    ]
    pages: dict[str, Any] = {
        "collaborators": [on(name, ann=level) for name, level in levels.items()] or [on("acme/x", bob="pull")]
    }
    pages |= {"environments": environments} if rules is not None else {}
    pages |= {"members": [[{"login": "ann", "role": "admin" if owner else "member"}]]}
    found = SYSTEM.steps(source(**pages))
    sure, maybe = (reached(found, USER, known=known) for known in (True, False)) if owner or levels else ({USER},) * 2
    for repository, secret in (("acme/shop", "DB"), ("acme/wiki", "WIKI")):
        level = levels.get(repository, "")
        runs = owner or level in ("push", "maintain", "admin")
        assert (f"repository_secret:{repository}/Actions/{secret}" in sure) is runs
        assert (f"repository:{repository}" in sure) is (owner or bool(level))
    pushes = owner or levels.get("acme/shop", "pull") in ("push", "maintain", "admin")
    opens = owner or levels.get("acme/shop") == "admin" or (pushes and rules in ((), ("wait_timer",)) and not branches)
    live = "repository_secret:acme/shop/environment live/KEY"
    assert (live in sure) is opens
    assert (live in maybe) is (opens or pushes)
    assert "repository_secret:acme/shop/Dependabot/FEED" not in maybe
    assert ("administration" in maybe) is owner


def test_a_token_has_its_own_permissions_and_no_more():
    found = SYSTEM.steps(source(personal_access_tokens=[[token({}, {"contents": "read"})]]))
    assert f"{NAME}:{TOKEN}" in found.narrowed
    assert reached(found, TOKEN, known=True) >= {"data", "repository:acme/shop"}
    assert not any("secret" in one for one in reached(found, TOKEN))
    some = SYSTEM.steps(
        source(personal_access_tokens=[[token({}, {"contents": "write", "workflows": "write"}, "subset")]])
    )
    assert reached(some, TOKEN, known=True) == {TOKEN}
    assert "repository_secret:acme/shop/Actions/DB" in reached(some, TOKEN)


def test_a_deploy_key_that_writes_runs_workflows_and_runners_are_possible():
    key = {"id": 9, "read_only": False, "url": "https://api.github.com/repos/acme/shop/keys/9"}
    runner = {"id": 1, "name": "build-01", "os": "linux", "labels": []}
    found = SYSTEM.steps(source(deploy_keys=[[key]], runners=[{"runners": [runner]}]))
    assert "repository_secret:acme/shop/Actions/DB" in reached(found, "deploy_key:9", known=True)
    app = {"app_slug": "ci", "repository_selection": "all", "permissions": {"contents": "write", "workflows": "write"}}
    apps = SYSTEM.steps(source(installations=[{"installations": [app]}], runners=[{"runners": [runner]}]))
    assert {"runner:1", "host:build-01"} <= reached(apps, "user:ci[bot]") - reached(apps, "user:ci[bot]", known=True)
