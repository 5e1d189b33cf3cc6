"""GitLab: each technique in a case of its own, and random levels against rules written down a second time."""

from typing import Any

import pytest
from evaluated import check_case, reached, taken_by
from hypothesis import given
from hypothesis import strategies as st

from keyroll.reach.escalations import Escalation, escalations
from keyroll.reach.system import Granted, SystemListing, SystemReads
from keyroll.reach.systems.gitlab import SYSTEM

NAME = "gitlab@main"
USER, TOKEN = "user:1", "access_token:5"
PLACES = tuple(f"{NAME}:ci_variable:{one}" for one in ("project 7/*/KEY", "project 8/*/PIN", "instance/*/TOP"))
LEVELS = (10, 20, 30, 40, 50)


def source(**pages: list[Any]) -> SystemReads:
    listings = {one: SystemListing(tuple(pages[one])) for one in SYSTEM.endpoints if one in pages}
    grants = (Granted(f"{NAME}:{USER}", "x", "project 7"),)
    return SystemReads(NAME, listings, grants, places=PLACES)


def members(of: str, *levels: tuple[int, int]) -> dict[str, Any]:
    return {"of": of, "path": f"acme/{of[-1]}", "members": [{"id": who, "access_level": one} for who, one in levels]}


def token(*scopes: str) -> dict[str, Any]:
    return {"id": 5, "user_id": 1, "scopes": list(scopes)}


def case_of(text: str) -> tuple[str, SystemReads]:
    word, _, what = text.partition(" ")
    if word == "scope":
        return TOKEN, source(personal_access_tokens=[[token(what)]])
    if word == "instance-admin":
        return USER, source(users=[[{"id": 1, "is_admin": True}]])
    return USER, source(project_members=[members("project 7", (1, int(what)))])


@pytest.mark.parametrize("technique", escalations("gitlab"), ids=lambda one: one.id)
@pytest.mark.parametrize("case", ["matches", "misses"])
def test_each_technique(technique: Escalation, case: str):
    start, made = case_of(getattr(technique, case)[0])
    check_case(technique, case, taken_by(technique, SYSTEM.steps(made).edges, f"{NAME}:{start}"))


@given(st.dictionaries(st.sampled_from((7, 8)), st.sampled_from(LEVELS)), st.booleans())
def test_random_levels(levels: dict[int, int], administers: bool):
    pages = [members(f"project {one}", (1, level)) for one, level in levels.items()]
    found = SYSTEM.steps(source(project_members=pages, users=[[{"id": 1, "is_admin": administers}]]))
    if not levels and not administers:
        return
    sure, maybe = (reached(found, USER, known=known) for known in (True, False))
    assert ("administration" in sure) is administers is ("administration" in maybe)
    for number, variable in ((7, "ci_variable:project 7/*/KEY"), (8, "ci_variable:project 8/*/PIN")):
        level = 60 if administers else levels.get(number, 0)
        assert (f"owner:project {number}" in sure) is (level >= 20)
        assert (variable in sure) is (level >= 40)
        assert (variable in maybe) is (level >= 30)
    assert ("ci_variable:instance/*/TOP" in sure) is administers


def test_a_token_does_what_its_scopes_say():
    pages = {"project_members": [members("project 7", (1, 40))]}
    whole = SYSTEM.steps(source(personal_access_tokens=[[token("api")]], **pages))
    assert "ci_variable:project 7/*/KEY" in reached(whole, TOKEN, known=True)
    assert not whole.narrowed
    reads = SYSTEM.steps(source(personal_access_tokens=[[token("read_repository")]], **pages))
    assert reads.narrowed == {f"{NAME}:{TOKEN}"}
    assert "owner:project 7" in reached(reads, TOKEN) - reached(reads, TOKEN, known=True)
    assert not any("variable" in one for one in reached(reads, TOKEN))


def test_a_deploy_key_writes_where_it_may_and_runners_are_possible():
    project = {"id": 7, "path_with_namespace": "acme/7"}
    key = {"id": 3, "projects_with_write_access": [project], "projects_with_readonly_access": []}
    runner = {"id": 9, "description": "build", "runner_type": "instance_type"}
    found = SYSTEM.steps(source(deploy_keys=[[key]], runners=[[runner]]))
    assert reached(found, "deploy_key:3", known=True) >= {"owner:project 7", "pipeline:project 7"}
    assert "ci_variable:project 7/*/KEY" in reached(found, "runner:9") - reached(found, "runner:9", known=True)
