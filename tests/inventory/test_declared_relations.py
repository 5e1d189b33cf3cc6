"""What a session really has is what is declared: names, order and types of the columns of everything that is built."""

from pathlib import Path

from keyroll.detection.baseline.learn import RELATIONS, learn
from keyroll.inventory import tables
from keyroll.inventory.changes import changes
from keyroll.model.relation import RelationForm
from keyroll.posture.judge import posture
from keyroll.reach.inventory.dumps import account_pages
from keyroll.store.relations import build, catalogue
from keyroll.store.session import Session
from small_world import JIRA, NOW, SmallWorld, account, at, jira_line, key, person


def declared(session: Session, name: str) -> dict[str, str]:
    """The declared columns in the engine's own words; an enum has its name."""
    types = catalogue()[name].types
    enums = {one.name for one in catalogue().values() if one.form is RelationForm.TYPE}
    asked = {column: kind for column, kind in types.items() if kind not in enums}
    texts = ", ".join(f'NULL::{kind} AS "{column}"' for column, kind in asked.items())
    plain = session.columns(f"(SELECT {texts or 1})")
    return {column: plain.get(column, "ENUM") for column in types}


def made(session: Session, name: str) -> dict[str, str]:
    return {one: "ENUM" if kind.startswith("ENUM(") else kind for one, kind in session.columns(name).items()}


def test_what_is_built_is_what_is_declared(tmp_path: Path):
    world = SmallWorld(tmp_path)
    world.people("10-20", person("ann"))
    world.jira("10-20", account("ann", mail="ann@a.example"), account("svc"))
    world.keys("10-20", key("ONE", "bob"), key("TWO", "bob"))
    world.log(JIRA, "access", jira_line("svc", at("10-20", "10:00")), ending="log")
    home = world.sync().home
    with home.session() as session:
        tables.fold(session, home)
        build(session, *(f"whole_{name}" for name in tables.KEYS))
        account_pages(session, home)
        posture(session)
        changes(session, NOW)
        learn(session, home)
        there = [name for name in session.built if catalogue()[name].form in (RelationForm.TABLE, RelationForm.VIEW)]
        wrong = {name: made(session, name) for name in there if made(session, name) != declared(session, name)}
        assert wrong == {}
        wanted = {"credentials", "posture", "inventory_changes", "whole_sights", "dead", *RELATIONS}
        wanted -= {"by_hand_client"}
        assert wanted <= set(there)
        assert len(there) > 120
