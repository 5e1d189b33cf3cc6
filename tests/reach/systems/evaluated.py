"""What tests of an evaluator ask of its steps: what is reached from somebody, and which steps a technique gives."""

from collections.abc import Iterable

from keyroll.model.truth import Answer
from keyroll.reach.escalations import Escalation
from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.closure import falls
from keyroll.reach.graph.model import Edge
from keyroll.reach.system import Evaluated


def reached(found: Evaluated, start: str, *, known: bool = False) -> set[str]:
    """Return what is reached from ``start``, without the source's name; with ``known``, by certain steps alone."""
    name = found.nodes[0].id.partition(":")[0]
    graph = Graph.of(found.nodes, found.edges)
    graph = graph.certain if known else graph
    return {
        graph.ids[at].removeprefix(f"{name}:") for at in falls(graph, [graph.place[f"{name}:{start}"]]).nodes.tolist()
    }


def taken_by(technique: Escalation, edges: Iterable[Edge], start: str) -> list[Edge]:
    """Return the steps that a technique gives somebody."""
    return [one for one in edges if one.start == start and one.evidence.endswith(technique.id)]


def check_case(technique: Escalation, case: str, taken: list[Edge], *, unknown: bool = False) -> None:
    """Check that a technique's case has steps, or none, and that they are as certain as the technique says."""
    assert bool(taken) is (case == "matches")
    expected = Answer.UNKNOWN if unknown or technique.unlisted else Answer.YES
    assert {one.truth.answer for one in taken} <= {expected}
