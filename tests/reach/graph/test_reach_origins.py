"""From whom each node is reached equals brute force on random small graphs, and each way is one."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.reach.graph.closure import UNREACHED
from keyroll.reach.graph.origins import origins
from keyroll.reach.graph.sparse import Matrix

PAIRS = st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30)


def lengths(pairs: set[tuple[int, int]], start: int) -> dict[int, int]:
    """How many steps each node is away."""
    found, front = {start: 0}, [start]
    for one in front:
        for _, head in sorted(pair for pair in pairs if pair[0] == one):
            if head not in found:
                found[head] = found[one] + 1
                front.append(head)
    return found


@settings(max_examples=500, deadline=None)
@given(PAIRS, st.sets(st.integers(0, 9), max_size=5))
def test_two_starts_a_node_and_the_way_from_another_one(pairs: set[tuple[int, int]], starts: set[int]) -> None:
    tails, heads = (np.array([pair[at] for pair in pairs], dtype=np.int32) for at in (0, 1))
    found = origins(Matrix.of(tails, heads, 10), starts)
    far = {start: lengths(pairs, start) for start in starts}
    for node in range(10):
        by = {start: far[start][node] for start in starts if node in far[start]}
        kept = [int(found.start[at]) for at in (node, node + 10) if found.start[at] != UNREACHED]
        assert len(kept) == len(set(kept)) == min(2, len(by))
        assert set(kept) <= by.keys()
        for but in range(10):
            others = {start: steps for start, steps in by.items() if start != but}
            (place,) = found.places(np.array([node], dtype=np.int32), np.array([but], dtype=np.int32)).tolist()
            assert (place == UNREACHED) == (not others)
            if place == UNREACHED:
                continue
            way = found.way(place)
            assert way[0] in others
            assert way[-1] == node
            assert len(way) - 1 == found.depth[place] == min(others.values())
            assert all(step in pairs for step in itertools.pairwise(way))
