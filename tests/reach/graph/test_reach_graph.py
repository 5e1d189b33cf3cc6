"""Every answer of the graph equals brute force on small graphs made by chance."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.errors import UsageError
from keyroll.model.truth import Truth
from keyroll.reach.graph import closure as closure_module
from keyroll.reach.graph import cut as cut_module
from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.bypass import bypasses
from keyroll.reach.graph.change import Change, changed, no_longer_reached
from keyroll.reach.graph.closure import falls, reaches, steps
from keyroll.reach.graph.cut import Costs, minimum_cut
from keyroll.reach.graph.many import counts, reached_by_all
from keyroll.reach.graph.model import Edge, Node, Strength
from keyroll.reach.graph.paths import shortest, told
from keyroll.reach.graph.twins import alike, distinct

#: How many graphs each test makes; more on demand, since every answer is compared with brute force.
MANY = int(os.environ.get("KEYROLL_EXAMPLES", "60"))
KINDS = ("credential", "principal", "resource")
STEPS = ("authenticates", "member", "fixed")
Arrow = tuple[int, int, int, Strength, bool]


@st.composite
def graphs(draw: st.DrawFn, most: int = 8, arrows: int = 18) -> tuple[int, list[int], list[Arrow]]:
    size = draw(st.integers(1, most))
    kinds = draw(st.lists(st.integers(0, 2), min_size=size, max_size=size))
    node = st.integers(0, size - 1)
    arrow = st.tuples(node, node, st.integers(0, 2), st.sampled_from(Strength), st.booleans())
    return size, kinds, draw(st.lists(arrow, max_size=arrows))


def made(graph: tuple[int, list[int], list[Arrow]]) -> Graph:
    size, kinds, arrows = graph
    nodes = [Node(str(at), KINDS[kinds[at]], f"n{at}") for at in range(size)]
    return Graph.of(nodes, [
        Edge(str(a), str(b), STEPS[kind], f"{a} to {b}", strength=strength,
             truth=Truth.yes() if sure else Truth.unknown("nobody read it"))
        for a, b, kind, strength, sure in arrows
    ])  # fmt: skip


def closure(pairs: set[tuple[int, int]], starts: set[int]) -> set[int]:
    seen = set(starts)
    while more := {b for a, b in pairs if a in seen} - seen:
        seen |= more
    return seen


def pairs_of(arrows: list[Arrow], *, sure: bool = False, weak: bool = False) -> set[tuple[int, int]]:
    return {
        (a, b)
        for a, b, _, strength, known in arrows
        if (known or not sure) and (strength < Strength.PHISHING_RESISTANT or not weak)
    }


def simple_ways(pairs: set[tuple[int, int]], way: tuple[int, ...], end: int) -> list[tuple[int, ...]]:
    if way[-1] == end:
        return [way]
    return [
        found for a, b in sorted(pairs) if a == way[-1] and b not in way for found in simple_ways(pairs, (*way, b), end)
    ]


@contextmanager
def searching(*, large: bool) -> Iterator[None]:
    """Search as in graphs of millions of edges, or as in small ones: by its size a graph takes one way alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(closure_module, "FEW", 16 if large else 0.01)
        patch.setattr(cut_module, "_ATTEMPTS", 8 if large else 1)
        yield


@given(graphs(), st.data())
@settings(max_examples=MANY, deadline=None)
def test_closures_equal_brute_force(one, data):
    graph, (size, _, arrows) = made(one), one
    starts = data.draw(st.sets(st.integers(0, size - 1), min_size=1, max_size=3))
    with searching(large=data.draw(st.booleans())):
        forward, backward = falls(graph, sorted(starts)), reaches(graph, sorted(starts))
    turned = {(b, a) for a, b in pairs_of(arrows)}
    assert set(forward.nodes.tolist()) == closure(pairs_of(arrows), starts)
    assert set(forward.nodes[forward.certain].tolist()) == closure(pairs_of(arrows, sure=True), starts)
    assert set(backward.nodes.tolist()) == closure(turned, starts)
    assert len(set(forward.nodes.tolist())) == len(forward.nodes)


@given(graphs(), st.data())
@settings(max_examples=MANY, deadline=None)
def test_steps_equal_the_shortest_ways(one, data):
    graph, (size, _, arrows) = made(one), one
    start = data.draw(st.integers(0, size - 1))
    expected = [
        min((len(way) - 1 for way in simple_ways(pairs_of(arrows), (start,), end)), default=-1) for end in range(size)
    ]
    assert steps(graph.matrix, [start]).tolist() == expected
    assert steps(graph.matrix, [start, start]).tolist() == expected


@given(graphs(most=7), st.data(), st.integers(1, 30))
@settings(max_examples=MANY, deadline=None)
def test_shortest_ways_equal_brute_force(one, data, count):
    graph, (size, _, arrows) = made(one), one
    start, end = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    every = simple_ways(pairs_of(arrows), (start,), end)
    found = shortest(graph, start, end, count)
    assert len(set(found)) == len(found) == min(count, len(every))
    assert set(found) <= set(every)
    assert [len(way) for way in found] == sorted(len(way) for way in every)[:count]
    for way in found:
        assert [step.detail.reason for step in told(graph, way)] == [f"{a} to {b}" for a, b in pairwise(way)]


@given(graphs(most=10, arrows=30), st.data())
@settings(max_examples=MANY, deadline=None)
def test_all_sources_to_many_resources_equal_brute_force(one, data):
    graph, (size, _, arrows) = made(one), one
    resources = data.draw(st.lists(st.integers(0, size - 1), min_size=1, max_size=70))
    component, bits = reached_by_all(graph, resources)
    for node in range(size):
        reached = closure(pairs_of(arrows), {node})
        row = bits[component[node]]
        own = [bool(row[at // 64] >> np.uint64(at % 64) & np.uint64(1)) for at in range(len(resources))]
        assert own == [resource in reached for resource in resources]
        assert counts(bits, component)[node] == sum(own)


@given(graphs(), st.data())
@settings(max_examples=MANY, deadline=None)
def test_bypasses_equal_brute_force(one, data):
    graph, (size, _, arrows) = made(one), one
    resource = data.draw(st.integers(0, size - 1))
    entries = data.draw(st.sets(st.integers(0, size - 1)))
    pairs = pairs_of(arrows, weak=True)
    classes = bypasses(graph, sorted(entries), resource)
    listed = [entry for one_class in classes for entry in one_class.entries]
    assert sorted(listed) == sorted(e for e in entries if e != resource and resource in closure(pairs, {e}))
    assert len({(c.kinds, c.strength, c.certain) for c in classes}) == len(classes)
    for one_class in classes:
        ways = simple_ways(pairs, (one_class.entries[0],), resource)
        assert one_class.example in ways
        assert len(one_class.example) == min(map(len, ways))
        assert one_class.strength < Strength.PHISHING_RESISTANT
        assert one_class.kinds[::2] == tuple(KINDS[one[1][node]] for node in one_class.example)


def cheapest(size, kinds, arrows, sources, targets, costs) -> int | None:
    """Try every set of changes; None where none of them is enough."""
    price = {("node", n): costs.nodes.get(KINDS[kinds[n]]) for n in set(range(size)) - sources - targets}
    for a, b in pairs_of(arrows):
        each = [costs.edges.get(STEPS[kind]) for x, y, kind, _, _ in arrows if (x, y) == (a, b)]
        price["pair", (a, b)] = None if None in each else sum(each)
    possible = {what: cost for what, cost in price.items() if cost is not None}
    best = None
    for count in range(len(possible) + 1):
        for some in combinations(possible, count):
            cost = sum(possible[what] for what in some)
            if best is not None and cost >= best:
                continue
            left = {
                pair
                for pair in pairs_of(arrows)
                if ("pair", pair) not in some and ("node", pair[0]) not in some and ("node", pair[1]) not in some
            }
            if not closure(left, sources) & targets:
                best = cost
    return best


@given(graphs(most=5, arrows=7), st.data())
@settings(max_examples=MANY, deadline=None)
def test_the_minimum_cut_equals_brute_force(one, data):
    graph, (size, kinds, arrows) = made(one), one
    node = st.integers(0, size - 1)
    sources, targets = data.draw(st.sets(node, min_size=1)), data.draw(st.sets(node, min_size=1))
    priced = st.integers(1, 4)
    costs = Costs(
        data.draw(st.dictionaries(st.sampled_from(KINDS), priced)),
        data.draw(st.dictionaries(st.sampled_from(STEPS), priced)),
    )
    with searching(large=data.draw(st.booleans())):
        cut = minimum_cut(graph, sorted(sources), sorted(targets), costs)
    best = None if sources & targets else cheapest(size, kinds, arrows, sources, targets, costs)
    assert cut.possible == (best is not None)
    if cut.possible:
        assert cut.cost == best
        after = changed(graph, Change(cut.nodes, cut.pairs))
        assert not set(falls(after, sorted(sources)).nodes.tolist()) & targets
        paid = sum(costs.nodes[KINDS[kinds[n]]] for n in cut.nodes)
        paid += sum(costs.edges[STEPS[k]] for a, b, k, _, _ in arrows if (a, b) in cut.pairs)
        assert paid == cut.cost


@given(graphs(), st.data())
@settings(max_examples=MANY, deadline=None)
def test_a_change_equals_the_graph_that_is_made_without_it(one, data):
    graph, (size, _kinds, arrows) = made(one), one
    node = st.integers(0, size - 1)
    gone, pair, start = data.draw(node), (data.draw(node), data.draw(node)), data.draw(node)
    left = [arrow for arrow in arrows if gone not in arrow[:2] and arrow[:2] != pair]
    after = changed(graph, Change((gone,), (pair,)))
    assert set(falls(after, [start]).nodes.tolist()) == closure(pairs_of(left), {start})
    assert set(no_longer_reached(graph, after, [start])) == closure(pairs_of(arrows), {start}) - closure(
        pairs_of(left), {start}
    )


def test_ways_that_are_longer_than_the_best_are_found_too():
    graph = made(
        (4, [0, 0, 0, 0], [(a, b, 0, Strength.NONE, True) for a, b in ((0, 1), (0, 2), (2, 1), (2, 3), (3, 1))])
    )
    assert shortest(graph, 0, 1, 9) == [(0, 1), (0, 2, 1), (0, 2, 3, 1)]


def test_a_required_factor_closes_a_bypass():
    graph = Graph.of(
        [Node("token", "credential", "token"), Node("repo", "resource", "repo")],
        [Edge("token", "repo", "authenticates", "it signs in", strength=Strength.STATIC_SECRET)],
    )
    assert bypasses(graph, [0], 1)
    after = changed(graph, Change(guarded=(1,), strength=Strength.PHISHING_RESISTANT))
    assert not bypasses(after, [0], 1)
    assert falls(after, [0]).nodes.tolist() == [0, 1]


def test_an_edge_that_is_not_there_is_left_out():
    nodes = [Node("a", "credential", "a"), Node("b", "resource", "b")]
    assert Graph.of(nodes, [Edge("a", "b", "fixed", "no", truth=Truth.no())]).edges == 0


def test_a_graph_refuses_an_edge_without_its_node():
    with pytest.raises(UsageError, match="'b'"):
        Graph.of([Node("a", "credential", "a")], [Edge("a", "b", "fixed", "it leads there")])
    with pytest.raises(UsageError, match="one id"):
        Graph.of([Node("a", "credential", "a"), Node("a", "credential", "a")], [])


def test_arrays_cannot_be_written():
    graph = made((2, [0, 1], [(0, 1, 0, Strength.NONE, True)]))
    with pytest.raises(ValueError, match="read-only"):
        graph.heads[0] = 0


def test_ways_over_nodes_that_are_alike_are_one():
    nodes = [Node(one, "credential", one) for one in ("start", "a", "b", "c", "end")]
    steps_of = [
        ("start", "a"),
        ("start", "b"),
        ("start", "c"),
        ("a", "end"),
        ("b", "end"),
        ("c", "end"),
        ("start", "end"),
    ]
    edges = [Edge(a, b, "fixed", f"{a} to {b}") for a, b in steps_of]
    assert distinct(Graph.of(nodes, edges), 0, 4, 9) == [((0, 4), (1, 1)), ((0, 1, 4), (1, 3, 1))]
    stronger = [*edges[:-1], Edge("start", "c", "fixed", "again", strength=Strength.CERTIFICATE)]
    assert [way for way, _ in distinct(Graph.of(nodes, stronger), 0, 4, 9)] == [(0, 1, 4), (0, 3, 4)]


def test_a_certain_path_stands_before_a_shorter_possible_one():
    nodes = [Node(name, "principal", name) for name in ("start", "a", "b", "end")]
    unsure = Truth.unknown("nobody read it")
    edges = [
        Edge("start", "end", "fixed", "", truth=unsure),
        Edge("start", "a", "fixed", ""), Edge("a", "b", "fixed", ""), Edge("b", "end", "fixed", ""),
        Edge("start", "b", "member", "", truth=unsure),
    ]  # fmt: skip
    graph = Graph.of(nodes, edges)
    assert [way for way, _ in distinct(graph, 0, 3, 1)] == [(0, 1, 2, 3)]
    assert [way for way, _ in distinct(graph, 0, 3, 9)] == [(0, 1, 2, 3), (0, 3), (0, 2, 3)]


@given(graphs(), st.data(), st.integers(1, 30))
@settings(max_examples=MANY, deadline=None)
def test_certain_paths_come_first_then_shorter_ones(one, data, count):
    graph, (size, _, arrows) = made(one), one
    start, end = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    sure = pairs_of(arrows, sure=True)
    found = [way for way, _ in distinct(graph, start, end, count)]
    order = [(not set(pairwise(way)) <= sure, len(way)) for way in found]
    assert order == sorted(order)
    assert len(set(found)) == len(found) <= count
    # A path that is found stands for the equal ones, so that a certain one is among them if there is any.
    assert bool(simple_ways(sure, (start,), end)) == bool(order and not order[0][0])


@given(graphs(), st.data())
@settings(max_examples=MANY, deadline=None)
def test_nodes_that_are_alike_have_the_same_neighbours(one, data):
    graph, (size, kinds, arrows) = made(one), one
    stands_for, like = alike(graph)
    for node in range(size):
        first = int(stands_for[node])
        assert like[node] == (stands_for == first).sum()
        for at in (0, 1):
            own, other = (sorted((*a[2:], a[1 - at]) for a in arrows if a[at] == which) for which in (node, first))
            assert own == other
        assert kinds[node] == kinds[first]
