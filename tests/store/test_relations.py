"""Relations are built in the order that their needs give, each once a session; a bad declaration is refused."""

from pathlib import Path

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from keyroll.model.relation import DeclarationFault, RelationForm, declared
from keyroll.store import relations
from keyroll.store.relations import build, catalogue, forget, give, instead, set_variable, together
from keyroll.store.session import Session

TEXT = """-- relation letters, public table
-- Some letters.
-- key: letter
-- given by: the test
-- column letter VARCHAR: a letter

-- macro loud(t), private
-- A text in capitals.
upper(t)

-- variable mark VARCHAR, private
-- What is put behind each.
-- given by: the test

-- relation shouted, private table
-- Letters in capitals.
-- key: shout
-- needs: letters, loud, mark
-- keyed by: shout
-- column shout VARCHAR
SELECT loud(letter) || getvariable('mark') AS shout FROM letters
-- then
SELECT 'Z' AS shout

-- relation counted, public view
-- How many there are.
-- key: none
-- needs: whole_shouted
-- column many BIGINT in letters: how many
SELECT count(*) AS many FROM whole_shouted
"""


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    known = together(declared(TEXT, "store", "letters.sql"))
    monkeypatch.setattr(relations, "catalogue", lambda: known)
    with Session(tmp_path) as one:
        one.load_columns("letters", {"letter": "VARCHAR"}, {"letter": ["a", "b"]})
        give(one, "letters")
        yield one


def test_what_a_declaration_says():
    letters, loud, mark, shouted, counted = declared(TEXT, "store", "letters.sql")
    assert (letters.public, letters.given, letters.types) == (True, "the test", {"letter": "VARCHAR"})
    assert (loud.form, loud.parameters, loud.query) == (RelationForm.MACRO, ("t",), "upper(t)")
    assert (mark.form, mark.types) == (RelationForm.VARIABLE, {"mark": "VARCHAR"})
    assert shouted.needs == ("letters", "loud", "mark")
    assert shouted.adds == ("SELECT 'Z' AS shout",)
    assert (counted.form, counted.columns[0].unit, counted.columns[0].meaning) == (
        RelationForm.VIEW,
        "letters",
        "how many",
    )
    assert (counted.file, counted.line) == ("letters.sql", 25)


def test_what_is_needed_is_built_first_and_once(session: Session, monkeypatch: pytest.MonkeyPatch):
    set_variable(session, "mark", "!")
    build(session, "counted")
    assert session.rows("FROM counted") == [{"many": 3}]
    assert sorted(session.tuples("FROM shouted")) == [("A!",), ("B!",), ("Z",)]
    monkeypatch.setattr(session, "run", lambda *_: pytest.fail("built twice"))
    build(session, "counted", "shouted")


def test_what_nobody_gave_is_named_with_who_gives_it(session: Session):
    with pytest.raises(DeclarationFault, match="no mark: the test gives it"):
        build(session, "counted")


def test_what_was_built_of_another_state_is_built_anew(session: Session):
    set_variable(session, "mark", "!")
    build(session, "counted")
    session.load_columns("letters", {"letter": "VARCHAR"}, {"letter": ["a"]})
    give(session, "letters")
    build(session, "counted")
    assert session.one("FROM counted") == 2
    set_variable(session, "mark", "?")
    build(session, "shouted")
    assert sorted(session.tuples("FROM shouted")) == [("A?",), ("Z",)]


def test_what_was_given_stays(session: Session):
    session.load_columns("shouted", {"shout": "VARCHAR"}, {"shout": ["X"]})
    give(session, "shouted")
    give(session, "letters")
    build(session, "counted")
    assert session.one("FROM counted") == 1
    forget(session, ["shouted"])
    set_variable(session, "mark", "!")
    build(session, "counted")
    assert session.one("FROM counted") == 3


def test_a_relation_made_in_another_way_in_one_session(session: Session):
    instead(session, "whole_shouted", "SELECT 1 AS shout")
    build(session, "counted")
    assert session.one("FROM counted") == 1
    assert "shouted" not in session.built


def test_an_unknown_name_is_refused(session: Session):
    with pytest.raises(DeclarationFault, match="no relation is called 'countd'"):
        build(session, "countd")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("-- relation a, secret table\n-- x", "declares nothing"),
        ("-- relation a, public heap\n-- x", "declares nothing"),
        ("-- relation a, public table\n-- column a", "cannot be read"),
        ("-- relation a, public table\n-- needs: b\nFROM b", "no relation is called 'b', which a needs"),
        (TEXT + TEXT, "is declared twice: x.sql:"),
        (
            "-- relation a, public table\n-- needs: b\nFROM b\n\n-- relation b, public table\n-- needs: a\nFROM a",
            "in a circle: a → b → a",
        ),
        ("-- relation a, public table\n-- needs: a\nFROM a", "in a circle: a → a"),
    ],
)
def test_a_bad_declaration_is_refused(text: str, fault: str):
    with pytest.raises(DeclarationFault, match=fault):
        together(declared(text, "store", "x.sql"))


@settings(max_examples=60, deadline=None)
@examples(st.lists(st.sets(st.integers(0, 11), max_size=4), min_size=1, max_size=12))
def test_any_needs_without_a_circle_are_met_in_order(needs: list[set[int]]):
    text = "\n\n".join(
        f"-- relation r{at}, private table\n-- key: none\n"
        + "".join(f"-- needs: r{one}\n" for one in sorted(ones) if one < at)
        + f"SELECT {at}"
        for at, ones in enumerate(needs)
    )
    known = together(declared(text, "store", "x.sql"))
    last = f"r{len(needs) - 1}"
    order = [one.name for one in relations._ordered([last, *known], known, {}, set())]
    assert sorted(order) == sorted(known)
    for at, name in enumerate(order):
        assert set(known[name].needs) <= set(order[:at])


def test_the_catalogue_has_a_declaration_of_each_package():
    known = catalogue()
    assert {"identifiers", "credentials", "whole_credential_facts", "events", "as_of", "later"} <= known.keys()
    assert not known["whole_credential_facts"].public
