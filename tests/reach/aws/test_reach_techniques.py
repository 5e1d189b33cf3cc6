"""Each technique: a case in which it works, one in which it does not, and what a denial or a boundary does to it."""

import json
import os
from pathlib import Path

import pytest

from keyroll.model.truth import Answer
from keyroll.reach.aws.account import read_account
from keyroll.reach.aws.asking import Asking
from keyroll.reach.aws.escalation import escalations
from keyroll.reach.aws.technique import Case, Technique, TechniqueFault, read, techniques
from reach.aws.accounts import arn, around, dump, statement, user

EVERY = {one.id: one for one in techniques()}


def steps(technique: Technique, case: Case, *more, boundary: str = ""):
    """Return what the principal "starter" gets in an account that has a target of each kind."""
    body = around(technique, case, *more, boundary=boundary)
    found = escalations(Asking(read_account([body])), [technique])
    return [one for one in found if one.start.endswith("/starter")]


@pytest.mark.parametrize("name", EVERY)
def test_a_technique_works_where_all_it_needs_is_allowed(name):
    technique = EVERY[name]
    found = steps(technique, technique.matches)
    assert found
    unknown = technique.unlisted or technique.most_keys is not None
    assert {one.truth.answer for one in found} == {Answer.UNKNOWN if unknown else Answer.YES}
    assert all(one.end == "" or one.end.startswith("arn:aws:iam::") for one in found)


@pytest.mark.parametrize("name", EVERY)
def test_a_technique_does_not_work_where_one_thing_is_missing(name):
    technique = EVERY[name]
    assert technique.misses != technique.matches
    assert not steps(technique, technique.misses)


@pytest.mark.parametrize("name", EVERY)
def test_a_denial_and_a_boundary_stop_a_technique(name):
    technique = EVERY[name]
    denied = technique.matches.allow[0]
    assert not steps(technique, technique.matches, statement(denied, effect="Deny"))
    assert not steps(technique, technique.matches, boundary=arn("policy", "narrow"))


@pytest.mark.parametrize("name", EVERY)
def test_an_unread_boundary_makes_a_technique_unknown(name):
    technique = EVERY[name]
    found = steps(technique, technique.matches, boundary=arn("policy", "lost"))
    assert found
    assert {one.truth.answer for one in found} == {Answer.UNKNOWN}


def test_a_third_access_key_is_refused():
    technique = EVERY["iam-002"]
    account = read_account([dump(users=[user("starter", statement("iam:CreateAccessKey")), user("other")])])
    for keys, answers in (
        ({"other": 2}, []),
        ({"other": 1}, [Answer.YES]),
        ({}, [Answer.YES]),
        (None, [Answer.UNKNOWN]),
    ):
        found = escalations(Asking(account, keys=keys), [technique])
        assert [one.truth.answer for one in found] == answers


def test_each_published_path_has_a_technique_that_needs_the_same():
    if "KEYROLL_DATA" not in os.environ:
        pytest.skip("KEYROLL_DATA is not set: no sample data beside the project")
    lines = (Path(os.environ["KEYROLL_DATA"]) / "pathfinding/paths.ndjson").read_text().splitlines()
    published = {one["id"]: one for one in map(json.loads, lines)}
    assert EVERY.keys() >= published.keys()
    for name in published:
        technique = EVERY[name]
        wanted = {one["permission"] for one in published[name]["permissions"]["required"]}
        own = {need.action for need in technique.needs}
        assumes = {"sts:AssumeRole"} if technique.target.startswith(("assumable", "policy of an assumable")) else set()
        assert own | assumes == wanted


def test_a_file_that_cannot_be_read_is_named():
    with pytest.raises(TechniqueFault, match="x-001"):
        read("x-001", "target: nobody")
    with pytest.raises(TechniqueFault, match="x-002"):
        read("x-002", "a: [")
