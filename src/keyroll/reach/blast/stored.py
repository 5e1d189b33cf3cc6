"""The evaluated graph of a home as relations: a sync stores it, and questions read it."""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from keyroll.reach.graph.arrays import Columns, Graph
from keyroll.reach.graph.model import Detail
from keyroll.reach.inventory.evaluation import Evaluation, evaluate
from keyroll.store.relations import catalogue, give
from keyroll.store.session import Session

_GAPS: Final = "graph_gaps"
_NODES, _DETAILS, _STEPS = "graph_nodes", "graph_details", "graph_steps"
#: A policy with one of these condition keys gives other steps at another time.
_TIMED: Final = "(?i)(currenttime|epochtime)"


def graph_gaps(session: Session) -> None:
    """Make the relations of the graph as of the last read."""
    moment = session.one("SELECT epoch(max(observed_at)) FROM reads")
    found = evaluate(session, float(str(moment)) if moment is not None else None)
    graph, types = found.graph, catalogue()
    kinds = [graph.node_kinds[one] for one in graph.node_kind.tolist()]
    session.load_columns(
        _NODES, types[_NODES].types,
        {"number": [*range(len(graph))], "id": graph.ids, "kind": kinds, "name": graph.names},
    )  # fmt: skip
    session.load_columns(_DETAILS, types[_DETAILS].types, {
        "number": [*range(len(graph.details))], "reason": [one.reason for one in graph.details],
        "evidence": [one.evidence for one in graph.details], "because": [one.because for one in graph.details],
    })  # fmt: skip
    session.load_arrays(_STEPS, {
        "number": np.arange(graph.edges, dtype=np.int32), "origin": graph.tails, "target": graph.heads,
        "kind": graph.kind.astype(np.int32), "strength": graph.strength.astype(np.int32), "detail": graph.detail,
    })  # fmt: skip
    timed = session.one("SELECT count(*) FROM account_pages WHERE regexp_matches(page, $key)", {"key": _TIMED})
    session.load_rows(_GAPS, types[_GAPS].types, [
        *(("kind", str(at), one) for at, one in enumerate(graph.kinds)),
        *(("evaluated", who, source) for source, some in found.evaluated.items() for who in some),
        *(("source", source, "") for source in found.evaluated),
        *(("missing", *one) for one in found.missing.items()), *(("partial", *one) for one in found.partial.items()),
        *(("note", "", one) for one in found.notes), *(("fault", "", one) for one in found.faults),
        *([("timed", "", "")] if timed else []),
    ])  # fmt: skip
    give(session, _NODES, _DETAILS, _STEPS)


def is_timed(session: Session) -> bool:
    """Return whether the steps depend on the time: a policy has a condition on it."""
    return bool(session.one("SELECT count(*) FROM graph_gaps WHERE what = 'timed'"))


def evaluation_of(session: Session) -> Evaluation:
    """Return the evaluation that the relations of the graph have."""
    gaps: dict[str, list[tuple[str, str]]] = {}
    for what, subject, because in session.tuples("SELECT what, subject, because FROM graph_gaps"):
        gaps.setdefault(str(what), []).append((str(subject), str(because)))
    evaluated: dict[str, list[str]] = {source: [] for source, _ in gaps.get("source", ())}
    for who, source in gaps.get("evaluated", ()):
        evaluated[source].append(who)
    kinds = [word for _, word in sorted((int(at), word) for at, word in gaps.get("kind", ()))]
    return Evaluation(
        _graph(session, kinds), evaluated, dict(gaps.get("missing", ())), dict(gaps.get("partial", ())),
        _texts(gaps.get("note", ())), _texts(gaps.get("fault", ())),
    )  # fmt: skip


def _texts(rows: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(text for _, text in rows)


def _graph(session: Session, kinds: Sequence[str]) -> Graph:
    nodes = session.tuples("SELECT id, kind, name FROM graph_nodes ORDER BY number")
    node_kinds = tuple(dict.fromkeys(str(kind) for _, kind, _ in nodes))
    codes = {one: code for code, one in enumerate(node_kinds)}
    details = session.tuples("SELECT reason, evidence, because FROM graph_details ORDER BY number")
    steps = session.arrays("SELECT origin, target, kind, strength, detail FROM graph_steps ORDER BY number")
    return Graph.of_columns(
        [str(one) for one, _, _ in nodes], [str(name) for _, _, name in nodes],
        np.array([codes[str(kind)] for _, kind, _ in nodes], dtype=np.uint8), node_kinds,
        Columns(
            steps["origin"], steps["target"], steps["kind"].astype(np.uint8), steps["strength"].astype(np.uint8),
            steps["detail"], tuple(kinds), tuple(Detail(str(a), str(b), str(c)) for a, b, c in details),
        ),
    )  # fmt: skip
