"""All entries that reach a protected resource without a phishing-resistant factor, grouped into classes."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from keyroll.reach.graph.arrays import Graph, Ints
from keyroll.reach.graph.closure import UNREACHED, steps
from keyroll.reach.graph.model import Strength
from keyroll.reach.graph.paths import Way


@dataclass(frozen=True, slots=True)
class Bypass:
    """Entries whose shortest path has the same kinds of steps.

    ``kinds`` are the kinds of its nodes and steps in turn, ``strength`` is the strongest factor that a step requires.
    ``certain``: each step of the example is known. ``example`` is the path of the first entry.
    """

    kinds: tuple[str, ...]
    strength: Strength
    certain: bool
    entries: tuple[int, ...]
    example: Way


def weak(graph: Graph) -> Graph:
    """Return the graph without the steps that a phishing-resistant factor protects."""
    return graph.keep(graph.strength < Strength.PHISHING_RESISTANT)


def bypasses(graph: Graph, entries: Sequence[int], resource: int) -> list[Bypass]:
    """Return the classes of paths around the phishing-resistant factor, the largest class first.

    Every entry with such a path to the resource is in exactly one class.
    """
    open_graph = weak(graph)
    left = steps(open_graph.reverse, [resource])
    classes: dict[tuple[tuple[str, ...], Strength, bool], list[Way]] = {}
    for entry in sorted(set(entries)):
        if left[entry] in (UNREACHED, 0):
            continue
        way = _way(open_graph, left, entry)
        classes.setdefault(_signature(open_graph, way), []).append(way)
    return [
        Bypass(kinds, strength, certain, tuple(way[0] for way in ways), ways[0])
        for (kinds, strength, certain), ways in sorted(classes.items(), key=lambda one: (-len(one[1]), one[0]))
    ]


def _way(graph: Graph, left: Ints, entry: int) -> Way:
    """Return a shortest path to a node where ``left`` is 0: at each step the first node that is one step nearer."""
    way = [entry]
    while left[way[-1]]:
        near = graph.heads[graph.indptr[way[-1]] : graph.indptr[way[-1] + 1]]
        way.append(int(np.min(near[left[near] == left[way[-1]] - 1])))
    return tuple(way)


def _signature(graph: Graph, way: Way) -> tuple[tuple[str, ...], Strength, bool]:
    edges = [graph.best_edge(start, end) for start, end in itertools.pairwise(way)]
    kinds = [graph.node_kinds[graph.node_kind[way[0]]]]
    for edge, node in zip(edges, way[1:], strict=True):
        kinds += [graph.kinds[graph.kind[edge]], graph.node_kinds[graph.node_kind[node]]]
    strongest = Strength(max(int(graph.strength[edge]) for edge in edges))
    return tuple(kinds), strongest, all(bool(graph.known[edge]) for edge in edges)
