"""Formats of other tools, read back by other programs."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET

from keyroll.model.truth import Truth
from keyroll.reach.export import FORMATS, mermaid_of
from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.model import Edge, Node, Strength

NASTY = '=cmd|"x" <b>&\x00\x1b]#;`'
GRAPH = Graph.of(
    [Node("a", "third_party", NASTY), Node("b", "credential", "b"), Node("c", "sign-in", "c")],
    [
        Edge("a", "b", "holds", NASTY, "register", Strength.STATIC_SECRET),
        Edge("b", "c", "signs in", "it may", truth=Truth.unknown("nobody read it")),
    ],
)


def test_opengraph_has_kinds_of_letters_and_flat_properties():
    body = json.loads(FORMATS["opengraph"](GRAPH))["graph"]
    assert {one["id"] for one in body["nodes"]} == {"a", "b", "c"}
    assert all(1 <= len(one["kinds"]) <= 3 for one in body["nodes"])
    assert all(re.fullmatch(r"\w+", kind) for one in body["nodes"] for kind in one["kinds"])
    assert all(re.fullmatch(r"\w+", one["kind"]) for one in body["edges"])
    assert all(isinstance(v, str) for one in body["nodes"] + body["edges"] for v in one["properties"].values())
    assert [one["end"]["value"] for one in body["edges"]] == ["b", "c"]


def test_graphml_is_read_by_an_xml_parser():
    space = "{http://graphml.graphdrawing.org/xmlns}"
    root = ET.fromstring(FORMATS["graphml"](GRAPH))  # noqa: S314 - our own text
    assert [one.get("id") for one in root.iter(f"{space}node")] == ["a", "b", "c"]
    assert [(one.get("source"), one.get("target")) for one in root.iter(f"{space}edge")] == [("a", "b"), ("b", "c")]
    declared = {one.get("id") for one in root.iter(f"{space}key")}
    assert {one.get("key") for one in root.iter(f"{space}data")} == declared


def test_csv_has_a_row_an_edge_and_no_formula():
    rows = list(csv.DictReader(io.StringIO(FORMATS["csv"](GRAPH))))
    assert [(one["start"], one["end"], one["strength"]) for one in rows] == [
        ("a", "b", "static secret"),
        ("b", "c", "none"),
    ]
    assert rows[0]["reason"].startswith("'=")
    assert rows[1]["because"] == "nobody read it"


def test_mermaid_has_dotted_arrows_for_what_is_possible_and_no_foreign_syntax():
    chart = FORMATS["mermaid"](GRAPH)
    assert chart == mermaid_of(GRAPH, [(0, 1, 2)])
    assert "n0 -->|holds| n1" in chart
    assert "n1 -.->|signs in| n2" in chart
    assert re.fullmatch(r'  n0\["[^"<>|`\[\]\x00-\x1f]*"\]', chart.splitlines()[1])
