"""What everything reaches, counted: against brute force; and who administers an account of AWS, by the graph."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.model.json import Json
from keyroll.model.truth import Truth
from keyroll.reach.aws.account import read_account
from keyroll.reach.aws.asking import Asking
from keyroll.reach.aws.identifiers import identifier
from keyroll.reach.aws.steps import account_steps
from keyroll.reach.aws.technique import Case, Technique, techniques
from keyroll.reach.blast.counting import Administering, administering, counted
from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.model import Edge, Node
from reach.aws.accounts import ADMIN, arn, around, dump, role, statement, trust, user

SOURCE = "aws@111122223333"
EVERY = {one.id: one for one in techniques()}
PUBLISHED = {name for name, one in EVERY.items() if one.source.startswith("pathfinding.cloud")}
#: Those that need no second principal and no change of oneself.
ALONE = sorted(name for name, one in EVERY.items() if one.target in {EVERY[each].target for each in PUBLISHED})


def said(body: Json) -> dict[str, Administering]:
    """Who administers an account, by the last part of the id."""
    account = read_account([body])
    steps = account_steps(Asking(account), SOURCE, "test")
    evaluated = [identifier(SOURCE, one.arn) for one in account.holders]
    seen = Node(f"{SOURCE}:user:seen", "principal", "seen")  # by a log alone
    found = administering(Graph.of([*steps.nodes, seen], steps.edges), {SOURCE: evaluated})
    answers = {one.node.removeprefix(f"{SOURCE}:"): one for one in found}
    assert "user:seen" not in answers, "no policy of it was evaluated"
    return answers


def starter(technique: Technique, case: Case) -> Administering:
    (one,) = [one for name, one in said(around(technique, case)).items() if name.endswith(":starter")]
    return one


def test_the_techniques_are_the_published_paths():
    if "KEYROLL_DATA" not in os.environ:
        pytest.skip("KEYROLL_DATA is not set: no sample data beside the project")
    lines = (Path(os.environ["KEYROLL_DATA"]) / "pathfinding/paths.ndjson").read_text().splitlines()
    assert {json.loads(line)["id"] for line in lines} == PUBLISHED
    assert len(PUBLISHED) == 65


@pytest.mark.parametrize("name", ALONE)
def test_whoever_begins_a_published_path_is_not_said_not_to_administer(name: str):
    technique = EVERY[name]
    one = starter(technique, technique.matches)
    # What is not in a dump, or what a group gives to whoever joins it, may be unknown; the rest is known.
    perhaps = technique.unlisted or technique.most_keys is not None or "group" in technique.target
    assert one.answer in ("yes", "unknown" if perhaps else "yes"), one
    assert "starter" in one.because


def test_users_who_may_do_nothing_of_that_kind_do_not_administer():
    found = said(dump(
        users=[user("reader", statement("s3:GetObject")), user("none"), user("admin", attached=(ADMIN,))],
        roles=[role("web", trust(Service="ec2.amazonaws.com"), statement("s3:ListBucket"))],
    ))  # fmt: skip
    answers = {name: one.answer for name, one in found.items()}
    assert answers == {"user:reader": "no", "user:none": "no", "user:admin": "yes", "role:web": "no"}


def test_a_denial_counts_which_the_names_of_policies_do_not_show():
    found = said(dump(users=[user("held", statement("*", effect="Deny"), attached=(ADMIN,))]))
    assert found["user:held"].answer == "no"


def test_what_was_not_read_is_unknown_with_the_reason():
    found = said(dump(users=[user("lost", attached=(arn("policy", "gone"),)), user("apart", groups=("unread",))]))
    assert {one.answer for one in found.values()} == {"unknown"}
    assert "gone" in found["user:lost"].because
    assert "the group unread is not in the account dump" in found["user:apart"].because


def test_a_way_over_two_roles_is_found():
    found = said(dump(
        users=[user("first", statement("sts:AssumeRole", resource=arn("role", "second")))],
        roles=[
            role("second", trust(AWS=arn("user", "first")), statement("sts:AssumeRole", resource=arn("role", "third"))),
            role("third", trust(AWS=arn("role", "second")), attached=(ADMIN,)),
        ],
    ))  # fmt: skip
    assert found["user:first"].answer == "yes"
    assert "second" in found["user:first"].because


KINDS = ("credential", "principal", "administration", "host")


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Node], list[Edge]]:
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=8))
    nodes = [Node(f"n@{at}:x", kind, f"n{at}") for at, kind in enumerate(kinds)]
    ends = st.integers(0, len(nodes) - 1)
    pairs = draw(st.lists(st.tuples(ends, ends, st.booleans(), st.booleans()), max_size=16))
    edges = [
        Edge(
            nodes[a].id, nodes[b].id, "administers" if granted else "network", "r",
            truth=Truth.yes() if known else Truth.unknown("?"),
        )
        for a, b, granted, known in pairs
    ]  # fmt: skip
    return nodes, edges


def brute(nodes: list[Node], edges: list[Edge], start: str, kind: str, *, known: bool) -> int:
    seen, front = {start}, [start]
    while front:
        at = front.pop()
        for edge in edges:
            granted = edge.kind == "administers" and (not known or not edge.detail.because)
            if edge.start == at and granted and edge.end not in seen:
                seen.add(edge.end)
                front.append(edge.end)
    return sum(node.id in seen - {start} and node.kind == kind for node in nodes)


@given(graphs())
def test_the_counts_equal_brute_force(drawn: tuple[list[Node], list[Edge]]):
    nodes, edges = drawn
    found = {one.node: one for one in counted(Graph.of(nodes, edges))}
    assert found.keys() == {one.id for one in nodes if one.kind in ("credential", "principal")}
    for name, one in found.items():
        assert [one.protected, one.protected_possible, one.credentials, one.credentials_possible] == [
            brute(nodes, edges, name, kind, known=known)
            for kind in ("administration", "credential")
            for known in (True, False)
        ]
