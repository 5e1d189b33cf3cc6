"""What exposed credentials can obtain equals brute force on random small graphs."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.model.truth import Truth
from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.model import Edge, Node
from keyroll.reach.obtaining import KINDS, Obtained, obtained

STEPS = ("stores", "authenticates", "becomes", "network", "signs in")
GRANTED = {"stores", "authenticates", "becomes"}
Pair = tuple[int, int, str, bool]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[str], list[Pair]]:
    kinds = draw(st.lists(st.sampled_from((*KINDS, "location", "host")), min_size=1, max_size=9))
    ends = st.integers(0, len(kinds) - 1)
    return kinds, draw(st.lists(st.tuples(ends, ends, st.sampled_from(STEPS), st.booleans()), max_size=22))


def graph_of(kinds: list[str], pairs: list[Pair]) -> Graph:
    edges = [
        Edge(f"n{a}", f"n{b}", kind, "r", truth=Truth.yes() if known else Truth.unknown("?"))
        for a, b, kind, known in pairs
    ]
    return Graph.of([Node(f"n{at}", kind, f"n{at}") for at, kind in enumerate(kinds)], edges)


def reached(pairs: list[Pair], start: int, *, known: bool) -> set[int]:
    seen, front = {start}, [start]
    for at in front:
        for a, b, kind, sure in pairs:
            if a == at and b not in seen and kind in GRANTED and (sure or not known):
                seen.add(b)
                front.append(b)
    return seen


def brute(kinds: list[str], pairs: list[Pair], had: dict[int, bool]) -> dict[int, bool]:
    ways = {known: {one: reached(pairs, one, known=known) for one in had} for known in (False, True)}

    def one_leads(node: int, *, known: bool) -> bool:
        return any(
            start != node and (had[start] or not known) and a in there
            for start, there in ways[known].items()
            for a, b, kind, sure in pairs
            if b == node and kind in GRANTED - {"authenticates"} and (sure or not known)
        )

    wanted = [node for node, kind in enumerate(kinds) if kind in KINDS]
    return {node: one_leads(node, known=True) for node in wanted if one_leads(node, known=False)}


@settings(max_examples=1_000, deadline=None)
@given(graphs(), st.dictionaries(st.integers(0, 8), st.booleans(), max_size=4))
def test_what_is_obtained(made: tuple[list[str], list[Pair]], some: dict[int, bool]) -> None:
    kinds, pairs = made
    had = {node: surely for node, surely in some.items() if node < len(kinds)}
    found = list(obtained(graph_of(kinds, pairs), had))
    assert {one.node: one.certain for one in found} == brute(kinds, pairs, had)
    for one in found:
        assert one.way[0] in had
        assert one.way[0] != one.node == one.way[-1]
        last = {kind for a, b, kind, known in pairs if (a, b) == one.way[-2:] and (known or not one.certain)}
        assert last & (GRANTED - {"authenticates"})
        assert had[one.way[0]] or not one.certain
        for a, b in itertools.pairwise(one.way):
            assert any(
                (a, b) == (tail, head) and kind in GRANTED and (known or not one.certain)
                for tail, head, kind, known in pairs
            )


def test_a_key_in_a_pipeline_is_obtained_and_its_own_account_is_not() -> None:
    kinds = ["credential", "principal", "location", "credential", "principal"]
    steps: list[Pair] = [
        (0, 1, "authenticates", True), (1, 2, "becomes", True), (2, 3, "stores", True), (1, 4, "becomes", False),
    ]  # fmt: skip
    found = list(obtained(graph_of(kinds, steps), {0: True}))
    assert found == [Obtained(3, (0, 1, 2, 3), True), Obtained(4, (0, 1, 4), False)]
