"""An account of 106 principals whose answers were written down before keyroll was run on it.

``own_answers.csv`` says who gets to the administration, who may, and who does not, and why. Six who get there are shown
as possible: a dump has no access keys, no passwords, and not which service role a cluster takes.
"""

import csv
import json
from pathlib import Path

import pytest

from keyroll.model.truth import Answer
from keyroll.reach.aws.account import read_account
from keyroll.reach.aws.asking import Asking
from keyroll.reach.aws.organisation import read_organisation
from keyroll.reach.aws.steps import account_steps
from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.closure import falls

HERE = Path(__file__).parent
#: Who is shown as possible, since the dump leaves out what decides.
NOT_IN_A_DUMP = {
    "e-createaccesskey", "e-createloginprofile", "e-updateloginprofile", "e-emr", "m-deny-other", "m-boundary-allows",
}  # fmt: skip
NOW = 1_795_975_000.0


@pytest.fixture(scope="module")
def answers():
    body = json.loads((HERE / "own_account.json").read_text())
    account = read_account([body])
    limits = read_organisation([body["Organization"]], [body["Organization"]]).limits(account.number)
    steps = account_steps(Asking(account, NOW, limits), "aws@1", "dump")
    graph = Graph.of(steps.nodes, steps.edges)
    found = {}
    for one in (*account.users, *account.roles):
        reached = falls(graph, [graph.place[f"aws@1:{one.kind}:{one.name}"]])
        certain = {graph.ids[int(node)] for node in reached.nodes[reached.certain]}
        every = {graph.ids[int(node)] for node in reached.nodes}
        end = "aws@1:administration"
        found[one.name] = Answer.YES if end in certain else Answer.UNKNOWN if end in every else Answer.NO
    return found


def expected():
    with (HERE / "own_answers.csv").open() as file:
        return [(row["principal"], row["answer"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize(("name", "answer"), expected())
def test_each_principal_gets_the_answer_that_was_written_down(answers, name, answer):
    wanted = {"yes": Answer.YES, "possible": Answer.UNKNOWN, "no": Answer.NO}[answer]
    assert answers[name] is (Answer.UNKNOWN if name in NOT_IN_A_DUMP else wanted)


def test_the_account_has_every_answer_often():
    counted = [answer for _, answer in expected()]
    assert (counted.count("yes"), counted.count("possible"), counted.count("no")) == (59, 15, 32)
