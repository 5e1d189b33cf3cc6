"""Every report over a small company: what it says in words, what it never claims, and that each form holds it."""

import json
import re
from pathlib import Path

import pytest

from keyroll.api import Keyroll
from keyroll.errors import NothingToDo, UsageError
from keyroll.report.document import Bar, Bars, Document, Line, Section, Tone, flat
from keyroll.report.plain import lines
from keyroll.report.renderer import renderers
from keyroll.report.renderers.html import render as html
from keyroll.report.reporting import reports
from small_world import NOW, SmallWorld, key

pytestmark = pytest.mark.long

OWNER = "db@a.example"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    """Three keys that Okta held, two of one owner; the third is gone in both later lists."""
    world = SmallWorld(tmp_path_factory.mktemp("reports"))
    world.held_by_okta(OWNER)
    for day in ("11-01", "11-10", "11-20"):
        world.keys(day, key("ONE"), key("TWO"))
    return world.breached()


@pytest.fixture(scope="module")
def keyroll(built: SmallWorld) -> Keyroll:
    return Keyroll.open(built.path / "home", now=NOW)


def words(document: Document) -> str:
    return " ".join(" ".join(text for text, _ in lines(document)).split())


def test_the_executive_report_says_in_words_what_is_known_unknown_open_and_to_decide(keyroll: Keyroll) -> None:
    document = keyroll.reports.document("executive")
    first = words(Document(document.blocks[:2]))
    assert "2 live machine credentials are known, at 1 provider." in first
    # Every list was read to the end, so that no number is hidden; no estimate claims more than that.
    assert "No more are likely to exist" in first or "cannot be estimated, because" in first
    assert "The breach of Okta exposed 3 credentials; 2 of them are not proven dead." in first
    assert "Okta holds most among third parties: 2 credentials" in first
    assert "keyroll incident status okta" in first
    assert [block.new_page for block in document.blocks if isinstance(block, Section)].count(True) == 1


def test_reach_that_was_not_computed_is_said_to_be_so(keyroll: Keyroll, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise NothingToDo("no graph today", hint="x")

    monkeypatch.setattr("keyroll.api.reaching.reach_graph", broken)
    said = words(keyroll.reports.document("executive"))
    assert "The reach of an intruder was not computed: the graph cannot be built: no graph today." in said
    assert "not computed" in said


def test_the_incident_report_has_open_items_delay_and_proofs(keyroll: Keyroll) -> None:
    said = words(keyroll.reports.document("incident", "okta"))
    assert "2 of 3 exposed credentials are not proven dead." in said
    assert said.count("revoke it at Amazon Web Services") == 2
    # 2 credentials, 36 days each between the end of the window and the time of the report.
    assert "72 credential days in which an exposed value could be used. Each day adds 2." in said
    assert "use unknown: no log shows it" in said
    assert keyroll.reports.document("incident") == keyroll.reports.document("incident", "okta")
    with pytest.raises(UsageError):
        keyroll.reports.document("incident", "other")


def test_the_owner_sees_only_own_credentials_and_what_to_do(keyroll: Keyroll) -> None:
    said = words(keyroll.reports.document("owner", OWNER.upper()))
    assert "answers for 2 credentials that can be used." in said
    assert "2 of them were exposed and not proven dead." in said
    with pytest.raises(UsageError):
        keyroll.reports.document("owner")
    with pytest.raises(NothingToDo):
        keyroll.reports.document("owner", "nobody@' or 1=1 --")


def test_the_auditor_sees_every_cited_clause_once_a_check_and_no_claim_without_rows(keyroll: Keyroll) -> None:
    from keyroll.posture.judge import checks

    said = [
        row
        for block in flat(keyroll.reports.document("auditor").blocks)
        if hasattr(block, "rows")
        for row in block.rows
    ]
    cited = {
        (clause.number + ("" if clause.checked else "?"), check.id)
        for check in checks().values()
        for clause in check.clauses
        if not clause.standard.startswith("OWASP")
    }
    assert cited <= {(row[0], row[-1]) for row in said if len(row) == 7}
    text = words(keyroll.reports.document("auditor"))
    assert "Unknown is not compliance." in text
    assert "published statements of applicability, 2026-11" in text


@pytest.mark.parametrize("name", sorted(reports()))
def test_each_report_is_whole_in_each_form(keyroll: Keyroll, name: str) -> None:
    subject = {"owner": OWNER, "incident": "okta"}.get(name, "")
    document = keyroll.reports.document(name, subject)
    for form, renderer in renderers().items():
        if form == "pdf":
            continue
        made = renderer.render(document)
        assert document.title.split()[0].encode() in made, form
        assert made == renderer.render(keyroll.reports.document(name, subject)), "the same facts give the same bytes"
    page = html(document).decode()
    assert not re.search(r"<script|<link|<img|src=|href=|url\((?!#)| style=|@import", page)
    assert json.loads(renderers()["json"].render(document))["kind"] == "report"


def test_a_pdf_is_made_and_nothing_is_fetched(keyroll: Keyroll) -> None:
    pytest.importorskip("weasyprint")
    from keyroll.report.renderers.pdf import render

    made = render(keyroll.reports.document("executive"))
    assert made.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", made)) in (0, 2)  # 0: pages are in a compressed stream


def test_bars_without_a_length_are_drawn_as_nothing() -> None:
    page = html(Document([Bars("x", (Bar("a", 0.0, "0"), Bar("b", -1.0, "-1", tone=Tone.BAD)))])).decode()
    assert page.count("<svg") == 2
    assert "nan" not in page.lower()


def test_a_command_in_a_line_is_set_as_one_and_escaped() -> None:
    page = html(Document([Line('see keyroll list credentials --where "a < b"')])).decode()
    assert "<code><span>keyroll</span> <span>list</span>" in page
    assert "&lt;" in page


def test_the_file_is_written_for_its_owner_only(keyroll: Keyroll, tmp_path: Path) -> None:
    from keyroll.cli.printed import write_forms

    write_forms(keyroll.reports.document("posture"), {"html": tmp_path / "p.html", "markdown": None})
    assert [one.name for one in tmp_path.iterdir()] == ["p.html"]
    assert (tmp_path / "p.html").stat().st_mode & 0o777 == 0o600
