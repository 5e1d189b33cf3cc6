"""A graph as arrays: the edges of a node are adjacent (CSR); the properties of an edge are codes in parallel arrays."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self, TypeVar

import numpy as np

from keyroll.errors import UsageError
from keyroll.model.truth import Answer
from keyroll.reach.graph.model import Detail, Edge, Node, Strength
from keyroll.reach.graph.sparse import Matrix, order_of

Ints = np.ndarray[tuple[int], np.dtype[np.int32]]
Codes = np.ndarray[tuple[int], np.dtype[np.uint8]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
Coded = TypeVar("Coded")
Fixed = TypeVar("Fixed", Ints, Codes)


@dataclass(frozen=True)
class Columns:
    """Edges in any order, one array per property; ``details`` and ``kinds`` are the values of the codes."""

    starts: Ints
    ends: Ints
    kind: Codes
    strength: Codes
    detail: Ints
    kinds: tuple[str, ...]
    details: tuple[Detail, ...]


@dataclass(frozen=True, eq=False)
class Graph:
    """An immutable graph. Node ``i`` has the edges ``indptr[i]:indptr[i + 1]``; ``heads`` has their end nodes."""

    ids: Sequence[str]
    names: Sequence[str]
    node_kind: Codes
    node_kinds: tuple[str, ...]
    indptr: Ints
    heads: Ints
    kind: Codes
    strength: Codes
    detail: Ints
    kinds: tuple[str, ...]
    details: tuple[Detail, ...]

    @classmethod
    def of(cls, nodes: Iterable[Node], edges: Iterable[Edge]) -> Self:
        """Build a graph from nodes and edges. Raises UsageError if an edge names no node, or two nodes share an id."""
        listed = list(nodes)
        place = {node.id: at for at, node in enumerate(listed)}
        if len(place) < len(listed):
            raise UsageError("two nodes of a graph have one id", hint="give each node its own id")
        real = [edge for edge in edges if edge.truth.answer is not Answer.NO]
        lost = next((one for edge in real for one in (edge.start, edge.end) if one not in place), None)
        if lost is not None:
            raise UsageError(f"an edge names {lost!r}, which is no node", hint="give the node before its edges")
        kinds, kind = _coded([edge.kind for edge in real])
        details, detail = _coded([edge.detail for edge in real])
        node_kinds, node_kind = _coded([node.kind for node in listed])
        columns = Columns(
            starts=_ints(real, lambda edge: place[edge.start]),
            ends=_ints(real, lambda edge: place[edge.end]),
            kind=kind.astype(np.uint8),
            strength=_ints(real, lambda edge: int(edge.strength)).astype(np.uint8),
            detail=detail,
            kinds=kinds,
            details=details,
        )
        return cls.of_columns(
            [node.id for node in listed],
            [node.name for node in listed],
            node_kind.astype(np.uint8),
            node_kinds,
            columns,
        )

    @classmethod
    def of_columns(
        cls, ids: Sequence[str], names: Sequence[str], node_kind: Codes, node_kinds: tuple[str, ...], edges: Columns
    ) -> Self:
        """Build a graph from columns; use this for millions of edges."""
        order = order_of(edges.starts, len(ids))
        indptr = np.zeros(len(ids) + 1, dtype=np.int32)
        np.cumsum(np.bincount(edges.starts, minlength=len(ids)), out=indptr[1:])
        return cls(
            ids, names, _fixed(node_kind), node_kinds, _fixed(indptr), _fixed(edges.ends[order]),
            _fixed(edges.kind[order]), _fixed(edges.strength[order]), _fixed(edges.detail[order]),
            edges.kinds, edges.details,
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def edges(self) -> int:
        """The number of edges."""
        return len(self.heads)

    @cached_property
    def place(self) -> dict[str, int]:
        """The number of each node by its id."""
        return {one: at for at, one in enumerate(self.ids)}

    @cached_property
    def tails(self) -> Ints:
        """The start node of each edge."""
        return _fixed(np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.indptr)))

    @cached_property
    def known(self) -> Flags:
        """Which edges are known; the others are unknown."""
        sure = np.array([not one.because for one in self.details], dtype=np.bool_)
        return sure[self.detail] if len(self.details) else np.ones(self.edges, dtype=np.bool_)

    @cached_property
    def matrix(self) -> Matrix:
        """The steps without properties: parallel edges count as one step."""
        return Matrix.of(self.tails, self.heads, len(self))

    @cached_property
    def reverse(self) -> Matrix:
        """The graph with every edge reversed."""
        return self.matrix.turned()

    @cached_property
    def certain(self) -> "Graph":
        """The graph of the known edges only."""
        return self if bool(self.known.all()) else self.keep(self.known)

    def keep(self, wanted: Flags) -> "Graph":
        """Return the graph with some of the edges and all nodes."""
        kept = np.concatenate(([0], np.cumsum(wanted)))[self.indptr].astype(np.int32)
        return Graph(
            self.ids, self.names, self.node_kind, self.node_kinds, _fixed(kept), _fixed(self.heads[wanted]),
            _fixed(self.kind[wanted]), _fixed(self.strength[wanted]), _fixed(self.detail[wanted]),
            self.kinds, self.details,
        )  # fmt: skip

    def strengthened(self, chosen: Flags, strength: Strength) -> "Graph":
        """Return the graph in which the chosen edges require at least this strength."""
        raised = np.where(chosen, np.maximum(self.strength, np.uint8(strength)), self.strength).astype(np.uint8)
        return Graph(
            self.ids, self.names, self.node_kind, self.node_kinds, self.indptr, self.heads, self.kind, _fixed(raised),
            self.detail, self.kinds, self.details,
        )  # fmt: skip

    def best_edge(self, start: int, end: int) -> int:
        """Return the number of the easiest edge between two nodes: known first, then weakest.

        Raises KeyError if there is none.
        """
        span = range(self.indptr[start], self.indptr[start + 1])
        between = [at for at in span if self.heads[at] == end]
        if not between:
            raise KeyError((start, end))
        return min(between, key=lambda at: (not self.known[at], self.strength[at], at))

    def of_kinds(self, kinds: Iterable[str]) -> Ints:
        """Return the numbers of the nodes of some kinds."""
        wanted = [code for code, kind in enumerate(self.node_kinds) if kind in set(kinds)]
        return np.flatnonzero(np.isin(self.node_kind, wanted)).astype(np.int32)


def _coded(values: Sequence[Coded]) -> tuple[tuple[Coded, ...], Ints]:
    """Return the different values, and each value as its number among them."""
    codes: dict[Coded, int] = {}
    numbers = np.array([codes.setdefault(value, len(codes)) for value in values], dtype=np.int32)
    return tuple(codes), numbers


def _ints(edges: Sequence[Edge], value: Callable[[Edge], int]) -> Ints:
    return np.array([value(edge) for edge in edges], dtype=np.int32)


def _fixed(array: Fixed) -> Fixed:
    array.flags.writeable = False
    return array
