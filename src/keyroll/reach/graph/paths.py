"""The shortest paths from one node to another, and their sentences."""

import itertools
from collections import deque
from dataclasses import dataclass

import numpy as np

from keyroll.reach.graph.arrays import Graph, Ints
from keyroll.reach.graph.closure import UNREACHED, steps
from keyroll.reach.graph.model import Detail, Strength
from keyroll.reach.graph.sparse import edge_numbers, tails_of

Way = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PathStep:
    """One edge of a path, with the names of its ends."""

    start: int
    end: int
    kind: str
    strength: Strength
    detail: Detail


def shortest(graph: Graph, start: int, end: int, count: int) -> list[Way]:
    """Return up to ``count`` shortest paths without a cycle, shortest first; each is a tuple of nodes.

    Found paths of equal length are in the order of their nodes' numbers; parallel edges are one path.
    """
    if start == end:
        return [(start,)]
    there, back = steps(graph.matrix, [start]), steps(graph.reverse, [end])
    if there[end] == UNREACHED:
        return []
    between = (there != UNREACHED) & (back != UNREACHED)
    length = np.where(between, there + back, np.iinfo(np.int32).max)
    best, longest, slack = int(there[end]), int(length[between].max()), 0
    while True:
        # These nodes contain every path of at most best + slack steps; a longer path may not be the next one.
        inside = np.flatnonzero(length <= best + slack).astype(np.int32)
        whole = best + slack >= longest
        found = _yen(_neighbours(graph, inside), back, (start, end), count, len(graph) if whole else best + slack)
        if len(found) == count or whole:
            return found
        slack = 1 if not slack else slack * 2


def told(graph: Graph, way: Way) -> list[PathStep]:
    """Return the steps of a path, each by its easiest edge."""
    steps_of: list[PathStep] = []
    for start, end in itertools.pairwise(way):
        at = graph.best_edge(start, end)
        detail, strength = graph.details[graph.detail[at]], Strength(int(graph.strength[at]))
        steps_of.append(PathStep(start, end, graph.kinds[graph.kind[at]], strength, detail))
    return steps_of


def _neighbours(graph: Graph, inside: Ints) -> dict[int, list[int]]:
    """Return the successors of each of some nodes among these nodes."""
    member = np.zeros(len(graph), dtype=np.bool_)
    member[inside] = True
    numbers = edge_numbers(graph.indptr, inside)
    tails = tails_of(graph.indptr, inside)
    heads = graph.heads[numbers]
    near: dict[int, list[int]] = {int(node): [] for node in inside}
    kept = member[heads]
    for tail, head in sorted(set(zip(tails[kept].tolist(), heads[kept].tolist(), strict=True))):
        near[tail].append(head)
    return near


def _yen(near: dict[int, list[int]], back: Ints, ends: tuple[int, int], count: int, longest: int) -> list[Way]:
    """Return up to ``count`` shortest simple paths of at most ``longest`` steps (Yen's algorithm)."""
    first = _one(near, back, ends[0], ends[1], frozenset(), frozenset(), longest)
    if first is None:
        return []
    found, waiting = [first], set[Way]()
    while len(found) < count:
        last = found[-1]
        for at in range(len(last) - 1):
            root = last[: at + 1]
            closed = frozenset(way[at + 1] for way in found if way[: at + 1] == root)
            rest = _one(near, back, root[-1], ends[1], frozenset(root[:-1]), closed, longest - at)
            if rest is not None:
                waiting.add(root[:-1] + rest)
        waiting -= set(found)
        if not waiting:
            break
        found.append(min(waiting, key=lambda way: (len(way), way)))
    return found


def _one(
    near: dict[int, list[int]],
    back: Ints,
    start: int,
    end: int,
    gone: frozenset[int],
    closed: frozenset[int],
    left: int,
) -> Way | None:
    """Return a shortest path of at most ``left`` steps, without some nodes and without the closed first steps."""
    before: dict[int, int] = {start: start}
    front = deque([(start, 0)])
    while front:
        node, depth = front.popleft()
        if node == end:
            return _traced(before, start, end)
        for head in near[node]:
            barred = head in before or head in gone or (node == start and head in closed)
            if not barred and depth + 1 + int(back[head]) <= left:
                before[head] = node
                front.append((head, depth + 1))
    return None


def _traced(before: dict[int, int], start: int, end: int) -> Way:
    way = [end]
    while way[-1] != start:
        way.append(before[way[-1]])
    return tuple(reversed(way))
