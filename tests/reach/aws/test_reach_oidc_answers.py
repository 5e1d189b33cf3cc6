"""Subjects of OIDC tokens that a role takes: answers that were written down before keyroll was asked.

acme/web and acme/other are repositories of GitHub, or projects of GitLab; acme/web has the environment prod. The
columns of ``oidc_answers.csv`` say whether a workflow (or pipeline) of acme/web, its environment, a workflow of
acme/other, and anyone get in.
"""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from keyroll.reach.aws.account import read_account
from keyroll.reach.aws.asking import Asking
from keyroll.reach.aws.steps import account_steps
from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.closure import falls
from keyroll.reach.graph.model import Edge, Node
from keyroll.reach.inventory.joins import pipeline_tokens, workflow_tokens
from reach.aws.accounts import NUMBER, document, dump, role

HERE = Path(__file__).parent
SOURCE = f"aws@{NUMBER}"
ISSUERS = {"github": "token.actions.githubusercontent.com", "gitlab": "gitlab.com"}
STARTS = {
    "github": {
        "workflow": "github@acme:workflow:acme/web", "environment": "github@acme:environment:acme/web/prod",
        "other": "github@acme:workflow:acme/other",
    },
    "gitlab": {"workflow": "gitlab@main:pipeline:project 7", "other": "gitlab@main:pipeline:project 8"},
}  # fmt: skip
ELSEWHERE = (
    *(Node(one, "code", one) for each in STARTS.values() for one in each.values()),
    Node("gitlab@main:owner:project 7", "resource", "acme/web"),
    Node("gitlab@main:owner:project 8", "resource", "acme/other"),
)


def trusting(conditions: dict[str, Any], issuer: str) -> Any:
    """A trust policy whose conditions are about the subject (SUB) and the audience; DENY is a statement of its own."""

    def named(body: dict[str, Any]) -> dict[str, Any]:
        return json.loads(json.dumps(body).replace('"SUB"', f'"{issuer}:sub"').replace('"AUD"', f'"{issuer}:aud"'))

    def statement(effect: str, condition: dict[str, Any]) -> dict[str, Any]:
        provider = f"arn:aws:iam::{NUMBER}:oidc-provider/{issuer}"
        return {"Effect": effect, "Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": condition}  # fmt: skip

    denied = conditions.get("DENY")
    allowed = named({key: one for key, one in conditions.items() if key != "DENY"})
    further = [statement("Deny", named({"StringLike": {"SUB": denied}}))] if denied else []
    return document(statement("Allow", allowed), *further)


def edges_of(conditions: dict[str, Any], issuer: str) -> tuple[dict[str, Node], list[Edge]]:
    account = read_account([dump(roles=[role("deploy", trusting(conditions, issuer))])])
    steps = account_steps(Asking(account), SOURCE, "dump")
    nodes = {one.id: one for one in (*steps.nodes, *ELSEWHERE)}
    return nodes, [*steps.edges, *workflow_tokens(nodes), *pipeline_tokens(nodes)]


def answers(number: str, conditions: dict[str, Any]) -> dict[str, str]:
    system = "gitlab" if number.startswith("g") else "github"
    nodes, edges = edges_of(conditions, ISSUERS[system])
    graph = Graph.of(nodes.values(), edges)
    anyone = [one.id for one in nodes.values() if one.kind == "anyone"]
    found = {}
    for column, starts in {**{key: [one] for key, one in STARTS[system].items()}, "anyone": anyone}.items():
        found[column] = "no"
        for word, one in (("possible", graph), ("yes", graph.certain)):
            places = [one.place[each] for each in starts if each in one.place]
            if places and one.place[f"{SOURCE}:role:deploy"] in falls(one, places).nodes.tolist():
                found[column] = word
    return found


def rows() -> list[dict[str, str]]:
    return list(csv.DictReader((HERE / "oidc_answers.csv").read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("row", rows(), ids=lambda one: one["number"])
def test_who_gets_in_is_what_was_written_down(row: dict[str, str]):
    wanted = {key: one for key, one in row.items() if key not in ("number", "conditions") and one}
    assert answers(row["number"], json.loads(row["conditions"])) == wanted
