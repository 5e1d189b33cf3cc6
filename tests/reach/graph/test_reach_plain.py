"""Strong components and greatest flows: scipy and plain Python give the same answers."""

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.reach.graph import plain
from keyroll.reach.graph.closure import UNREACHED, came_from, steps
from keyroll.reach.graph.sparse import Matrix, greatest_flow, order_of, strong_components

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
    value, over = greatest_flow(tails, heads, rooms, 12)
    other, same = plain.greatest_flow(tails, heads, rooms, 12)
    assert value == other
    for flow in (over, same):
        assert ((flow >= 0) & (flow <= rooms)).all()
        balance = np.bincount(heads, flow, minlength=12) - np.bincount(tails, flow, minlength=12)
        assert balance.tolist() == [0] * 10 + [-value, value]


@given(PAIRS)
def test_a_matrix_has_each_pair_once_and_turns_round(edges: Edges) -> None:
    tails, heads = (np.array([edge[at] for edge in edges], dtype=np.int32) for at in (0, 1))
    matrix = Matrix.of(tails, heads, 12)
    pairs = sorted({(tail, head) for tail, head, _ in edges})
    assert list(zip(matrix.tails.tolist(), matrix.indices.tolist(), strict=True)) == pairs
    turned = matrix.turned()
    assert sorted(zip(turned.indices.tolist(), turned.tails.tolist(), strict=True)) == pairs


@settings(max_examples=200, deadline=None)
@given(PAIRS)
def test_the_node_before_is_one_step_nearer(edges: Edges) -> None:
    tails, heads, _ = arrays(edges)
    matrix = Matrix.of(tails, heads, 12)
    before, depth = came_from(matrix, 0), steps(matrix, [0])
    pairs = set(zip(matrix.tails.tolist(), matrix.indices.tolist(), strict=True))
    for node in range(12):
        if depth[node] < 1:
            assert before[node] == UNREACHED
        else:
            assert (before[node], node) in pairs
            assert depth[before[node]] == depth[node] - 1


def without_scipy() -> pytest.MonkeyPatch:
    hidden = pytest.MonkeyPatch()
    for name in ("scipy", "scipy.sparse", "scipy.sparse.csgraph"):
        hidden.setitem(sys.modules, name, None)
    return hidden


@settings(max_examples=200, deadline=None)
@given(PAIRS)
def test_matrices_and_orders_are_the_same_without_scipy(edges: Edges) -> None:
    tails, heads = (np.array([edge[at] for edge in edges], dtype=np.int32) for at in (0, 1))
    made, order = Matrix.of(tails, heads, 12), order_of(tails, 12)
    every = np.arange(12, dtype=np.int32)
    found, heads_found = (made, made.turned()), made.heads_of(every)
    hidden = without_scipy()
    try:
        plainly = Matrix.of(tails, heads, 12)
        same, same_heads = (plainly, plainly.turned()), plainly.heads_of(every)
        assert order.tolist() == order_of(tails, 12).tolist()
    finally:
        hidden.undo()
    for one, other in zip(found, same, strict=True):
        assert (one.indptr.tolist(), one.indices.tolist()) == (other.indptr.tolist(), other.indices.tolist())
    assert [one.tolist() for one in heads_found] == [one.tolist() for one in same_heads]


def test_without_scipy_plain_python_answers() -> None:
    hidden = without_scipy()
    try:
        ring = np.array([0, 1, 2], dtype=np.int32), np.array([1, 2, 0], dtype=np.int32)
        assert strong_components(Matrix.of(*ring, 4))[0] == 2
        one = np.array([1], dtype=np.int32), np.array([2], dtype=np.int32)
        assert greatest_flow(*one, np.array([7]), 3)[0] == 7
    finally:
        hidden.undo()
