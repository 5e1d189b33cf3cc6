"""Measures the graph of reach with a million nodes and ten million edges, against rustworkx and DuckDB.

Two graphs: segmented (400 units with few trusts between them) and mesh (one circle of a fifth of all nodes).
``python bench/reach.py --nodes 1000000 --edges 10000000 --out result.json``
"""

import argparse
import json
import os
import resource
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from keyroll.reach.graph.arrays import Columns, Graph
from keyroll.reach.graph.closure import falls
from keyroll.reach.graph.cut import Costs, minimum_cut
from keyroll.reach.graph.many import reached_by_all
from keyroll.reach.graph.model import Detail
from keyroll.reach.graph.paths import shortest

KINDS = ("third_party", "credential", "principal", "group", "resource")
STEPS = ("holds", "authenticates", "member", "administers", "reads", "runs code", "stores", "assumes")
UNITS = 400
T = TypeVar("T")


CPU: dict[str, float] = {}


def timed(what: Callable[[], T], name: str = "") -> tuple[float, T]:
    """Return the seconds by the clock, and the result; ``CPU`` gets the processor seconds by name."""
    begun, busy = time.perf_counter(), time.process_time()
    made = what()
    CPU[name] = time.process_time() - busy
    return time.perf_counter() - begun, made


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def made(nodes: int, edges: int, *, mesh: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return kinds of nodes, starts and ends: layers of kinds with skewed degrees; resources store credentials."""
    rng = np.random.default_rng(1)
    bounds = (np.array([0.0, 0.002, 0.302, 0.502, 0.55, 1.0]) * nodes).astype(np.int64)
    kind = np.repeat(np.arange(5), np.diff(bounds)).astype(np.uint8)
    unit = rng.integers(0, UNITS, nodes)
    order = [np.lexsort((unit[bounds[k] : bounds[k + 1]],)) + bounds[k] for k in range(5)]
    starts, ends = [], []
    #: from layer, to layer, share of the edges
    plan = ((0, 1, 0.03), (1, 2, 0.2), (2, 3, 0.15), (2, 4, 0.3), (3, 4, 0.29), (4, 1, 0.03 if mesh else 0.0002))
    for a, b, share in plan:
        count = int(edges * share)
        tails = bounds[a] + (rng.random(count) ** 1.5 * (bounds[a + 1] - bounds[a])).astype(np.int64)
        size = bounds[b + 1] - bounds[b]
        if mesh:
            heads = bounds[b] + (rng.random(count) ** 2 * size).astype(np.int64)
        else:
            # The same unit: its nodes are adjacent in the order of units.
            first = np.searchsorted(unit[order[b]], np.arange(UNITS + 1))
            home = unit[tails]
            away = rng.random(count) < 3e-5
            home = np.where(away, rng.integers(0, UNITS, count), home)
            width = first[home + 1] - first[home]
            heads = order[b][first[home] + (rng.random(count) ** 2 * width).astype(np.int64)]
        starts.append(tails)
        ends.append(heads)
    return kind, np.concatenate(starts).astype(np.int32), np.concatenate(ends).astype(np.int32)


def graph_of(kind: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> Graph:
    ids = [f"node:{at}" for at in range(len(kind))]
    step = (starts % len(STEPS)).astype(np.uint8)
    details = tuple(Detail(f"it {one}") for one in STEPS)
    columns = Columns(starts, ends, step, np.zeros(len(starts), np.uint8), step.astype(np.int32), STEPS, details)
    graph = Graph.of_columns(ids, ids, kind, KINDS, columns)
    _ = graph.matrix, graph.reverse, graph.tails, graph.certain
    return graph


def ours(kind: np.ndarray, starts: np.ndarray, ends: np.ndarray, figures: dict[str, float]) -> Graph:
    before = peak_mb()
    figures["build_s"], graph = timed(lambda: graph_of(kind, starts, ends), "build")
    assert isinstance(graph, Graph)
    figures["build_peak_mb"], figures["before_mb"] = peak_mb(), before
    rng = np.random.default_rng(2)
    credentials = rng.choice(graph.of_kinds(["credential"]), 100, replace=False)
    spans, busy, sizes = [], [], []
    for one in credentials:
        span, reached = timed(partial(falls, graph, [int(one)]), "reach")
        spans.append(span * 1000)
        busy.append(CPU["reach"] * 1000)
        sizes.append(len(reached.nodes))
    figures["reach_p50_ms"], figures["reach_p95_ms"] = statistics.median(spans), sorted(spans)[94]
    figures["reach_p50_cpu_ms"] = statistics.median(busy)
    figures["reach_nodes_p50"] = statistics.median(sizes)
    jewels = rng.choice(graph.of_kinds(["resource"]), 1024, replace=False).tolist()
    figures["all_to_1024_s"], _ = timed(lambda: reached_by_all(graph, jewels), "all_to_1024")
    far = [falls(graph, [int(one)]).nodes[-1] for one in credentials[:3]]
    ways = []
    for a, b in zip(credentials[:3], far, strict=True):
        span, _ = timed(partial(shortest, graph, int(a), int(b), 20), "paths")
        ways.append((span, CPU["paths"]))
    figures["paths_20_s"], figures["paths_20_cpu_s"] = (max(column) for column in zip(*ways, strict=True))
    third = graph.of_kinds(["third_party"]).tolist()[:1000]
    costs = Costs({"credential": 1}, dict.fromkeys(STEPS, 1))
    figures["cut_s"], cut = timed(lambda: minimum_cut(graph, third, jewels[:16], costs), "cut")
    figures["cut_cost"], figures["cut_members"] = cut.cost, len(cut.nodes) + len(cut.pairs)
    figures["peak_mb"] = peak_mb()
    figures |= {f"{name}_cpu_s": CPU[name] for name in ("build", "all_to_1024", "cut")}
    return graph


def beside_rustworkx(graph: Graph, some: list[int], figures: dict[str, float]) -> None:
    import rustworkx

    other = rustworkx.PyDiGraph(multigraph=True)

    def build() -> None:
        other.add_nodes_from(range(len(graph)))
        other.extend_from_edge_list(list(zip(graph.tails.tolist(), graph.heads.tolist(), strict=True)))

    figures["rustworkx_build_s"], _ = timed(build)
    spans = []
    for one in some:
        span, found = timed(partial(rustworkx.descendants, other, one))
        spans.append(span * 1000)
        assert len(found) + 1 == len(falls(graph, [one]).nodes)
    figures["rustworkx_reach_p50_ms"] = statistics.median(spans)


def beside_duckdb(graph: Graph, some: list[int], figures: dict[str, float]) -> None:
    import duckdb
    import pyarrow as pa

    with duckdb.connect() as db:
        db.register("arriving", pa.table({"a": graph.tails, "b": graph.heads}))
        figures["duckdb_build_s"], _ = timed(lambda: db.execute("CREATE TABLE edge AS FROM arriving").fetchall())
        query = "WITH RECURSIVE r(n) AS (SELECT ?::INT UNION SELECT b FROM r JOIN edge ON a = n) SELECT count(*) FROM r"
        spans = []
        for one in some:
            span, rows = timed(lambda: db.execute(query, [one]).fetchall())  # noqa: B023 - it is called at once
            spans.append(span * 1000)
            assert rows == [(len(falls(graph, [one]).nodes),)]
        figures["duckdb_reach_p50_ms"] = statistics.median(spans)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--nodes", type=int, default=1_000_000)
    parser.add_argument("--edges", type=int, default=10_000_000)
    parser.add_argument("--graph", choices=("segmented", "mesh"), action="append")
    parser.add_argument("--alone", action="store_true", help="without the peers")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    every: dict[str, dict[str, float]] = {}
    for shape in asked.graph or ("segmented", "mesh"):
        figures = every[shape] = {"load": os.getloadavg()[0], "cpus": float(os.cpu_count() or 0)}
        arrays = made(asked.nodes, asked.edges, mesh=shape == "mesh")
        figures["edges"] = len(arrays[1])
        graph = ours(*arrays, figures)
        if not asked.alone:
            some = np.random.default_rng(2).choice(graph.of_kinds(["credential"]), 100, replace=False)[:10].tolist()
            beside_duckdb(graph, some, figures)
            beside_rustworkx(graph, some[:3], figures)
        for name, value in figures.items():
            print(f"{shape:10} {name:24} {value:,.3f}", flush=True)
    if asked.out:
        asked.out.write_text(json.dumps(every, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
