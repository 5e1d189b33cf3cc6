"""The linter of relations finds nothing in the package, and each planted fault."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from relations_lint import QUERY, Linter, cover, derived, lint, of_behaviours, of_checks  # noqa: E402
from relations_queries import Found, Query, queries  # noqa: E402

from keyroll.detection.signals.terms import WARM_UP_DAYS  # noqa: E402
from keyroll.inventory import tables  # noqa: E402
from keyroll.model.relation import declared  # noqa: E402
from keyroll.store.relations import catalogue, together  # noqa: E402

#: So many relations, made in Python, are not declared yet; so many texts of SQL are not read. Neither may grow.
UNDECLARED = {
    "api": 1,
    "inventory": 10,
    "detection": 7,
    "intake": 2,
    "people": 0,
    "proof": 3,
    "report": 7,
    "response": 17,
}
UNREAD = {"inventory": 11, "detection": 26, "intake": 17, "proof": 1, "report": 7, "response": 2}
SOUND = """-- relation planted, private table
-- What is planted.
-- key: id
-- needs: credential_facts, identifiers
-- column id VARCHAR
-- column many BIGINT
SELECT c.id, count(*) AS many FROM credential_facts c JOIN identifiers h ON h.id = c.id GROUP BY c.id"""
DATED = SOUND.replace("identifiers", "use_days").replace("h.id = c.id", "h.day = c.last_used")


def planted(text: str, package: str = "inventory") -> list[str]:
    """What is wrong with these declarations beside those of the package."""
    more = declared(text, package, "planted.sql")
    real = [one for one in catalogue().values() if not one.name.startswith("whole_")]
    return [fault for fault in lint(together([*real, *more])) if fault.startswith("planted.sql")]


def of_python(sql: str, package: str = "inventory") -> list[str]:
    """What is wrong with a query that Python hands to a session."""
    return cover(catalogue(), Found([Query("planted.py:1", package, sql)])).faults


def test_the_package_has_no_fault():
    found, known = queries(), catalogue()
    covered = cover(known, found)
    linter = Linter(known)
    assert [*lint(known), *covered.faults, *of_checks(linter, found), *of_behaviours(linter, found)] == []
    for package, names in covered.undeclared.items():
        assert len(names) <= UNDECLARED.get(package, 0), (package, names)
    for package, places in found.unread.items():
        assert len(places) <= UNREAD.get(package, 0), (package, places)
    assert len(found.queries) > 200


def test_what_is_sound_is_not_refused():
    assert planted(SOUND) == []
    assert of_python("SELECT id FROM live WHERE last_used < ago(90) AND $id = id") == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("JOIN identifiers h", "JOIN handels h", "no relation is called handels"),
        ("SELECT c.id,", "SELECT c.ident AS id,", '"ident"|ident'),
        ("GROUP BY", "WHERE c.last_used < getvariable('posture_now') GROUP BY", "no variable is called posture_now"),
        ("h.id = c.id", "h.id = c.uses", "is VARCHAR and c.uses is BIGINT: they are joined"),
        (
            "c JOIN identifiers h ON h.id = c.id",
            "c JOIN (SELECT uses AS id FROM credential_facts) h USING (id)",
            "joined",
        ),
        ("h.id = c.id", "h.id = c.last_used", "they are joined, and never of one type"),
        ("h.id = c.id", "h.id = c.id AND h.ambiguous = c.uses", "they are joined, and never of one type"),
        ("credential_facts, identifiers", "credential_facts", "reads identifiers, and does not say that it needs it"),
        ("identifiers\n-- col", "identifiers, kinds\n-- col", "says that it needs kinds, and does not read it"),
        ("many BIGINT", "many INTEGER", "declares many as INTEGER, its query gives BIGINT"),
        ("-- column many BIGINT\n", "", "declares many as nothing, its query gives BIGINT"),
        ("many BIGINT", "many BIGINT\n-- column more BIGINT", "declares more as BIGINT, its query gives nothing"),
        ("count(*)", "cuont(*)", "cuont does not exist"),
        ("count(*)", "sum(c.name)", "No function matches"),
        ("count(*)", "(count(*)", "cannot be read"),
        ("key: id", "key: ident", "has the key ident, and no such column"),
        ("-- key: id\n", "", "has no key"),
        ("-- What is planted.\n", "", "does not say what it is"),
        ("private", "public", "does not say what id means"),
        ("GROUP BY", "\n" * QUERY + "GROUP BY", f"a query has {QUERY + 1} lines, at most {QUERY}"),
        ("GROUP BY c.id", "GROUP BY c.id\n-- then\nSELECT 'x' AS ident", "adds ident, which it does not have"),
        ("GROUP BY c.id", "GROUP BY c.id\n-- then\nSELECT true AS id", "adds id as BOOLEAN, and has it as VARCHAR"),
    ],
)
def test_each_planted_fault_is_refused(old: str, new: str, fault: str):
    assert old in SOUND
    found = planted(SOUND.replace(old, new, 1))
    assert any(any(part in one for part in fault.split("|")) for one in found), found


def test_a_day_is_not_a_moment():
    assert any("h.day is DATE and c.last_used is TIMESTAMP" in one for one in planted(DATED))


def test_a_private_relation_of_another_package_is_refused():
    text = SOUND.replace("identifiers", "privileged")
    assert planted(text) == []
    faults = planted(text, "detection")
    assert any("privileged is private to inventory" in one for one in faults)
    assert any("needs privileged, which is private to inventory" in one for one in faults)


@pytest.mark.parametrize(
    ("sql", "package", "fault"),
    [
        ("SELECT id FROM livee", "inventory", "no relation is called livee"),
        ("SELECT idd FROM live", "inventory", "idd"),
        ("SELECT id FROM live WHERE last_used < getvariable('posture_now')", "inventory", "called posture_now"),
        ("SELECT id FROM live", "response", "live is private to inventory"),
        ("SELECT c.id FROM credentials c JOIN identifiers h ON h.identifier = c.uses", "report", "never of one type"),
        ("FROM credentials WHERE id IN (SELECT idd FROM identifiers)", "report", "idd"),
        ("SELECT id FROM credentials WHERE ago(90) > last_used", "report", "ago is private to inventory"),
        (
            "WITH a AS (SELECT identifier, uses FROM used) SELECT 1 FROM a JOIN used u ON u.identifier = a.uses",
            "report",
            "type",
        ),
        ("SELECT 1 FROM owners SEMI JOIN consumers ON owners.id = consumers.uses", "report", "never of one type"),
        ("SELECT 1 FROM (SELECT o.id FROM owners o JOIN used u ON u.uses = o.id)", "report", "never of one type"),
    ],
)
def test_a_fault_in_a_query_of_python_is_refused(sql: str, package: str, fault: str):
    assert any(fault in one for one in of_python(sql, package)), of_python(sql, package)


def test_a_check_that_reads_what_is_not_built_for_it_is_refused():
    found = Found([Query("inventory/posture/checks/planted.py sql", "inventory", "SELECT id FROM best_owners")])
    assert any("reads best_owners, which posture_answers does not need" in one for one in of_checks(
        Linter(catalogue()), found
    ))  # fmt: skip


def test_a_behaviour_that_reads_what_is_not_there_when_it_runs_is_refused():
    found = Found([Query("detection/behaviours/planted.py sql", "detection", "SELECT subject FROM recorded")])
    assert any("reads recorded, which is not there when behaviours run" in one for one in of_behaviours(
        Linter(catalogue()), found
    ))  # fmt: skip


def test_the_days_that_are_learned_from_are_one_number():
    assert f"history >= {WARM_UP_DAYS} AND" in catalogue()["recorded"].query
    assert f"INTERVAL {WARM_UP_DAYS} DAYS" in catalogue()["machines_by_use"].query


def test_a_part_gives_what_is_declared_of_it():
    known = catalogue()
    linter = Linter(derived(known))
    for part in tables.PARTS:
        wanted = {name: linter.canonical(kind) for name, kind in known[part.name].types.items()}
        assert linter.types(part.over(part.of)) == wanted, part.name
        assert known[part.name].keyed == part.of_whom, part.name
