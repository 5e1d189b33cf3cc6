"""A graph in the formats of other tools: OpenGraph JSON (BloodHound), GraphML, CSV, Mermaid.

OpenGraph: a node has an id, one to three kinds and flat properties; an edge a start, an end and a kind (BloodHound
documentation, "OpenGraph"; kinds are letters, digits and underscores). GraphML: graphml.graphdrawing.org, 1.0.
"""

import csv
import io
import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Final
from xml.sax.saxutils import escape, quoteattr

import orjson

from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.model import Strength
from keyroll.reach.graph.paths import Way, told

_NODE: Final = ("kind", "name")
_EDGE: Final = ("kind", "reason", "evidence", "strength", "because")


def opengraph(graph: Graph) -> str:
    """Return OpenGraph JSON."""
    nodes = [
        {"id": one, "kinds": [_camel(kind), "Keyroll"], "properties": {"name": name}}
        for one, kind, name in _nodes(graph)
    ]
    edges = [
        {
            "start": {"value": start}, "end": {"value": end}, "kind": f"Keyroll_{_camel(texts[0])}",
            "properties": dict(zip(_EDGE, texts, strict=True)),
        }
        for start, end, texts in _edges(graph)
    ]  # fmt: skip
    body = {"metadata": {"source_kind": "Keyroll"}, "graph": {"nodes": nodes, "edges": edges}}
    return orjson.dumps(body, option=orjson.OPT_INDENT_2).decode() + "\n"


def graphml(graph: Graph) -> str:
    """Return GraphML."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    for where, names in (("node", _NODE), ("edge", _EDGE)):
        lines += [f'<key id="{where}_{one}" for="{where}" attr.name="{one}" attr.type="string"/>' for one in names]
    lines.append('<graph edgedefault="directed">')
    for one, kind, name in _nodes(graph):
        lines.append(f"<node id={_attribute(one)}>{_data('node', _NODE, (kind, name))}</node>")
    for start, end, texts in _edges(graph):
        ends = f"source={_attribute(start)} target={_attribute(end)}"
        lines.append(f"<edge {ends}>{_data('edge', _EDGE, texts)}</edge>")
    return "\n".join([*lines, "</graph>", "</graphml>", ""])


def table(graph: Graph) -> str:
    """Return CSV with a row per edge; a value that begins like a formula is quoted for spreadsheets."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("start", "end", *_EDGE))
    for start, end, texts in _edges(graph):
        writer.writerow(
            [f"'{one}" if one.startswith(("=", "+", "-", "@", "\t")) else one for one in (start, end, *texts)]
        )
    return out.getvalue()


def mermaid(graph: Graph) -> str:
    """Return a Mermaid flow chart of a whole graph; for a few paths, :func:`mermaid_of` is easier to read."""
    return _chart(graph, ((int(a), int(b), at) for at, (a, b) in enumerate(zip(graph.tails, graph.heads, strict=True))))


def mermaid_of(graph: Graph, ways: Iterable[Way]) -> str:
    """Return a Mermaid flow chart of some paths; a step that is not known is dotted."""
    pairs = dict.fromkeys((a, b) for way in ways for a, b in itertools.pairwise(way))
    return _chart(graph, ((a, b, graph.best_edge(a, b)) for a, b in pairs))


def sentences(graph: Graph, way: Way) -> list[tuple[str, str]]:
    """Return each step of a path as a sentence, and the reason if it is unknown (empty: known)."""
    return [(step.detail.reason, step.detail.because) for step in told(graph, way)]


FORMATS: Final[dict[str, Callable[[Graph], str]]] = {
    "opengraph": opengraph, "graphml": graphml, "csv": table, "mermaid": mermaid,
}  # fmt: skip


def _chart(graph: Graph, edges: Iterable[tuple[int, int, int]]) -> str:
    listed = list(edges)
    seen = dict.fromkeys(one for start, end, _ in listed for one in (start, end))
    lines = ["flowchart LR", *(f'  n{one}["{_label(graph.names[one])}"]' for one in seen)]
    for start, end, at in listed:
        arrow = "-->" if graph.known[at] else "-.->"
        lines.append(f"  n{start} {arrow}|{_label(graph.kinds[graph.kind[at]])}| n{end}")
    return "\n".join([*lines, ""])


def _nodes(graph: Graph) -> Iterator[tuple[str, str, str]]:
    for one, code, name in zip(graph.ids, graph.node_kind.tolist(), graph.names, strict=True):
        yield one, graph.node_kinds[code], name


def _edges(graph: Graph) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for at, (start, end) in enumerate(zip(graph.tails.tolist(), graph.heads.tolist(), strict=True)):
        detail, strength = graph.details[graph.detail[at]], Strength(int(graph.strength[at]))
        texts = (graph.kinds[graph.kind[at]], detail.reason, detail.evidence, strength.title, detail.because)
        yield graph.ids[start], graph.ids[end], texts


def _camel(kind: str) -> str:
    return "".join(one.title() for one in kind.replace("-", " ").replace("_", " ").split())


def _data(where: str, names: tuple[str, ...], values: tuple[str, ...]) -> str:
    pairs = zip(names, values, strict=True)
    return "".join(f'<data key="{where}_{name}">{escape(_xml(value))}</data>' for name, value in pairs)


def _attribute(text: str) -> str:
    return quoteattr(_xml(text))


def _xml(text: str) -> str:
    """Return a text without the characters that XML 1.0 cannot represent."""
    return "".join(
        one if one in "\t\n\r" or " " <= one <= "\ud7ff" or "\ue000" <= one <= "\ufffd" or one > "\uffff" else "�"
        for one in text
    )


def _label(text: str) -> str:
    """Return a text as a quoted label: characters with a meaning in Mermaid are written as their numbers."""
    return "".join(f"#{ord(one)};" if one in '"#<>|[]{}()`\\&;' or one < " " else one for one in text)
