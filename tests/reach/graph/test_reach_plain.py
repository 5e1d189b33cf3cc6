"""Strong components and greatest flows: scipy and plain Python give the same answers."""

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.reach.graph import plain
from keyroll.reach.graph.sparse import Matrix, greatest_flow, strong_components

PAIRS = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.integers(1, 9)), max_size=40)
Edges = list[tuple[int, int, int]]


def arrays(edges: Edges) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    each = {(tail, head): room for tail, head, room in edges if tail != head}
    tails, heads = (np.array([pair[at] for pair in each], dtype=np.int32) for at in (0, 1))
    return tails, heads, np.array(list(each.values()), dtype=np.int64)


@settings(max_examples=300, deadline=None)
@given(PAIRS)
def test_strong_components_are_the_same(edges: Edges) -> None:
    tails, heads, _ = arrays(edges)
    matrix = Matrix.of(tails, heads, 12)
    count, component = strong_components(matrix)
    other, same = plain.strong_components(matrix.indptr, matrix.indices)
    assert count == other
    assert len({*zip(component.tolist(), same.tolist(), strict=True)}) == count
    assert (same[matrix.tails] >= same[matrix.indices]).all()


@settings(max_examples=300, deadline=None)
@given(PAIRS)
def test_greatest_flows_are_the_same(edges: Edges) -> None:
    tails, heads, rooms = arrays(edges)
    value, near = greatest_flow(tails, heads, rooms, 12)
    other, same = plain.greatest_flow(tails, heads, rooms, 12)
    assert value == other
    assert sorted(near.tolist()) == sorted(same.tolist())
    inside = np.isin(tails, same) & ~np.isin(heads, same)
    assert int(rooms[inside].sum()) == value


@given(PAIRS)
def test_a_matrix_has_each_pair_once_and_turns_round(edges: Edges) -> None:
    tails, heads = (np.array([edge[at] for edge in edges], dtype=np.int32) for at in (0, 1))
    matrix = Matrix.of(tails, heads, 12)
    pairs = sorted({(tail, head) for tail, head, _ in edges})
    assert list(zip(matrix.tails.tolist(), matrix.indices.tolist(), strict=True)) == pairs
    turned = matrix.turned()
    assert sorted(zip(turned.indices.tolist(), turned.tails.tolist(), strict=True)) == pairs


def test_without_scipy_plain_python_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("scipy", "scipy.sparse", "scipy.sparse.csgraph"):
        monkeypatch.setitem(sys.modules, name, None)
    ring = np.array([0, 1, 2], dtype=np.int32), np.array([1, 2, 0], dtype=np.int32)
    assert strong_components(Matrix.of(*ring, 4))[0] == 2
    one = np.array([1], dtype=np.int32), np.array([2], dtype=np.int32)
    assert greatest_flow(*one, np.array([7]), 3)[0] == 7
