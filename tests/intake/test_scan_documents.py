"""Exports of wikis and trackers: each page or ticket by its name, with its text as a person sees it."""

import csv
import html
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.intake.scan.documents import ScannedDocument, UnreadableDocument, documents, plain

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=40)
WORDS = st.text("abcXYZ019+/=_-&<>\"'\\;", min_size=8, max_size=40)


def read(path: Path, text: str, shown: str = "") -> list[ScannedDocument]:
    path.write_text(text, encoding="utf-8", newline="")
    return list(documents(path, shown or path.name))


def names(found: list[ScannedDocument]) -> list[tuple[str, str]]:
    return [(one.kind, one.name) for one in found]


def test_jira_json_and_its_comments(tmp_path: Path) -> None:
    issue = {"id": "1", "key": "OPS-1", "fields": {"summary": "x", "comment": {"comments": [{"body": "pw: abc"}]}}}
    (one,) = read(tmp_path / "a.json", json.dumps({"issues": [issue], "total": 1}))
    assert (one.kind, one.name) == ("ticket", "OPS-1")
    assert "body: pw: abc" in one.text


def test_issues_of_forges_and_pages_of_a_rest_answer(tmp_path: Path) -> None:
    issues = [{"number": 7, "title": "Broken", "state": "open", "body": "b"}]
    assert names(read(tmp_path / "a.json", json.dumps(issues))) == [("ticket", "#7")]
    pages = {"results": [{"id": "9", "title": "Run book", "body": {"storage": {"value": "<p>A&amp;B</p>"}}}]}
    (page,) = read(tmp_path / "b.json", json.dumps(pages))
    assert (page.kind, page.name) == ("wiki_page", "Run book")
    assert "A&B" in page.text


def test_when_a_ticket_was_made(tmp_path: Path) -> None:
    case = {"Id": "5008", "CaseNumber": "00001026", "Subject": "x", "Description": "d"}
    issue = {"key": "OPS-1", "fields": {"summary": "x", "created": "2025-08-09T10:00:00.000+0200"}}
    records = [case | {"CreatedDate": "2025-08-09T08:00:00Z"}, issue, case, case | {"CreatedDate": "soon"}]
    found = read(tmp_path / "a.json", json.dumps({"records": records}))
    assert [one.name for one in found] == ["#00001026", "OPS-1", "#00001026", "#00001026"]
    then = datetime(2025, 8, 9, 8, tzinfo=UTC)
    assert [one.since for one in found] == [then, then, None, None]


def test_what_is_no_export_gives_nothing(tmp_path: Path) -> None:
    assert read(tmp_path / "package.json", json.dumps({"name": "x", "version": "1", "scripts": {"test": "x"}})) == []
    assert read(tmp_path / "tsconfig.json", "{ // a comment\n}") == []
    assert read(tmp_path / "pom.xml", "<project><name>x</name></project>") == []
    assert read(tmp_path / "a.csv", "a,b\n1,2\n") == []
    assert read(tmp_path / "a.html", "<title>x</title>", "templates/a.html") == []


def test_a_broken_line_is_told_after_the_good_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text('{"key": "A-1", "summary": "s"}\n{"key": secret}\n{"key": "A-2", "summary": "s"}\n')
    found: list[ScannedDocument] = []
    with pytest.raises(UnreadableDocument) as error:
        found.extend(documents(path, "a.ndjson"))
    assert names(found) == [("ticket", "A-1"), ("ticket", "A-2")]
    assert str(error.value) == "a.ndjson:2 is not JSON"


def test_xml_of_jira_mediawiki_and_confluence(tmp_path: Path) -> None:
    rss = (
        "<rss><channel><item><title>[OPS-1] x</title><key id='1'>OPS-1</key>"
        "<description>&lt;b&gt;pw&lt;/b&gt;</description></item></channel></rss>"
    )
    (one,) = read(tmp_path / "a.xml", rss)
    assert (one.kind, one.name) == ("ticket", "OPS-1")
    assert "pw" in one.text
    assert "<b>" not in one.text
    home = "<page><title>Home</title><revision><text>pw: x</text></revision></page>"
    wiki = f"<mediawiki xmlns='http://x'>{home}</mediawiki>"
    assert names(read(tmp_path / "b.xml", wiki)) == [("wiki_page", "Home")]
    space = (
        "<h><object class='Page'><id name='id'>5</id><property name='title'>T</property></object>"
        "<object class='BodyContent'><id name='id'>6</id>"
        "<property name='body'><![CDATA[<td>a</td><td>b</td>]]></property>"
        "<property name='content'><id name='id'>5</id></property></object></h>"
    )
    (page,) = read(tmp_path / "c.xml", space)
    assert (page.kind, page.name, page.text) == ("wiki_page", "T", "a | b | ")
    with pytest.raises(UnreadableDocument, match=r"d\.xml is not XML"):
        read(tmp_path / "d.xml", "<a>")


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    with pytest.raises(UnreadableDocument):
        read(tmp_path / "a.xml", f'<!DOCTYPE a [<!ENTITY l0 "ha">{bomb}]><a>&l11;</a>')


@given(rows=st.lists(st.tuples(st.integers(1, 9999), TEXT), max_size=5))
def test_each_row_of_a_table_is_a_ticket(rows: list[tuple[int, str]], tmp_path_factory: pytest.TempPathFactory) -> None:
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["Issue key", "Summary"])
    writer.writerows((f"OPS-{number}", text) for number, text in rows)
    found = read(tmp_path_factory.getbasetemp() / "t.csv", table.getvalue())
    assert [one.name for one in found] == [f"OPS-{number}" for number, _ in rows]


@given(value=WORDS)
def test_a_value_is_seen_as_it_is_through_every_wrapping(value: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.getbasetemp()
    page = f"<p>pw: <code>{html.escape(value)}</code></p>"
    (one,) = read(folder / "p.json", json.dumps([{"title": "T", "body": page}]))
    assert value in one.text
    (one,) = read(folder / "p.html", f"<title>T</title>{page}", "wiki/p.html")
    assert value in one.text
    (one,) = read(folder / "p.xml", f"<x><page><title>T</title><text>{html.escape(page)}</text></page></x>")
    assert value in one.text


def test_cells_of_a_row_stand_side_by_side() -> None:
    assert plain("<tr><th>password</th><td><code>x</code></td></tr>") == "\npassword | x | \n"
    assert plain("no markup, 1 < 2") == "no markup, 1 < 2"
