"""The page of reach: its cut is for its target, and an empty answer has what was looked at."""

from types import SimpleNamespace

from keyroll.api.reaching import Reach
from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.model import Edge, Node
from keyroll.reach.protected import Protected
from keyroll.server.page import PageRequest
from keyroll.server.pages.reach import PAGE, ReachPage

NODES = ("key", "ann", "vault", "admin", "apart")


class _Request(PageRequest):
    """A request for a page over a small graph: a key leads to a vault, and in three ways to the administration."""

    def reach(self) -> Reach:
        steps = [("key", "ann"), ("ann", "vault"), *((f"r{one}", "admin") for one in range(3))]
        steps += [("ann", f"r{one}") for one in range(3)]
        names = [*NODES, *(f"r{one}" for one in range(3))]
        graph = Graph.of(
            [Node(f"aws@1:{one}", "principal", one) for one in names],
            [Edge(f"aws@1:{a}", f"aws@1:{b}", "assumes", f"{a} may assume {b}") for a, b in steps],
        )
        return Reach(graph, (Protected(graph.place["aws@1:admin"], "declared"),))


def page(monkeypatch, **query: str) -> ReachPage:
    monkeypatch.setattr(PageRequest, "command", lambda _, text: text)
    monkeypatch.setattr("keyroll.server.pages.reach.rules_of", lambda *_: ({}, ()))
    found = PAGE.data(_Request(SimpleNamespace(home=None), query))  # type: ignore[arg-type]
    assert isinstance(found, ReachPage)
    return found


def test_where_to_cut_closes_the_paths_to_the_target_alone(monkeypatch):
    found = page(monkeypatch, start="key", end="vault")
    assert "every path from key to vault (cost " in found.cut[0]
    assert [line for line in found.cut[1:] if "admin" in line or "r0" in line] == []
    assert len(found.cut) == 2
    assert "protected resources" in page(monkeypatch, start="key").cut[0]


def test_no_path_has_what_was_looked_at_and_nothing_to_cut(monkeypatch):
    found = page(monkeypatch, start="vault", end="key")
    assert found.sentences == (
        "No known path leads from vault to key: vault reaches 0, and 0 reach key; "
        "looked at 8 steps between 8 nodes of aws@1.",
    )
    assert found.cut == ()
    assert "looked at 8 steps" in page(monkeypatch, start="apart").sentences[0]
