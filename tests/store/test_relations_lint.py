"""The linter of relations finds nothing in the package, and each planted fault."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from relations_lint import QUERY, Linter, cover, derived, lint, of_behaviours, of_checks  # noqa: E402
from relations_queries import LINES, PackageQueries, Query, of_source, queries  # noqa: E402

from keyroll.detection.signals.terms import WARM_UP_DAYS  # noqa: E402
from keyroll.inventory import tables  # noqa: E402
from keyroll.model.relation import declared  # noqa: E402
from keyroll.store.relations import catalogue, together  # noqa: E402

SOUND = """-- relation planted, private table
-- What is planted.
-- key: id
-- needs: credential_facts, identifiers
-- column id VARCHAR
-- column many BIGINT
SELECT c.id, count(*) AS many FROM credential_facts c JOIN identifiers h ON h.id = c.id GROUP BY c.id"""
DATED = SOUND.replace("identifiers", "use_days").replace("h.id = c.id", "h.day = c.last_used")


def planted(text: str, package: str = "posture") -> list[str]:
    """What is wrong with these declarations beside those of the package."""
    more = declared(text, package, "planted.sql")
    real = [one for one in catalogue().values() if not one.name.startswith("whole_")]
    return [fault for fault in lint(together([*real, *more]), "planted.sql") if fault.startswith("planted.sql")]


def of_python(sql: str, package: str = "posture") -> list[str]:
    """What is wrong with a query that Python hands to a session."""
    return cover(catalogue(), PackageQueries([Query("planted.py:1", package, sql)]))


def of_module(source: str, place: str = "report/planted.py") -> list[str]:
    """What is wrong with a module of Python."""
    return cover(catalogue(), of_source(source, place, ModuleType("planted")))


def test_the_queries_of_the_package_are_found():
    # That none has a fault is what ``make lint`` says, which runs before the tests.
    assert len(queries().queries) > 200
    assert len(queries().names) > 100


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
    assert any("privileged is private to posture" in one for one in faults)
    assert any("needs privileged, which is private to posture" in one for one in faults)


@pytest.mark.parametrize(
    ("sql", "package", "fault"),
    [
        ("SELECT id FROM livee", "posture", "no relation is called livee"),
        ("SELECT idd FROM live", "posture", "idd"),
        ("SELECT id FROM live WHERE last_used < getvariable('posture_now')", "posture", "called posture_now"),
        ("SELECT id FROM live", "response", "live is private to posture"),
        ("SELECT c.id FROM credentials c JOIN identifiers h ON h.identifier = c.uses", "report", "never of one type"),
        ("FROM credentials WHERE id IN (SELECT idd FROM identifiers)", "report", "idd"),
        ("SELECT id FROM credentials WHERE ago(90) > last_used", "report", "ago is private to posture"),
        (
            "WITH a AS (SELECT identifier, uses FROM used) SELECT 1 FROM a JOIN used u ON u.identifier = a.uses",
            "report",
            "type",
        ),
        ("SELECT id FROM reach_alive", "replacement", "reach_alive is private to reach"),
        ("FROM crossing_flows", "report", "crossing_flows is private to reach"),
        ("FROM networks_listed", "reach", "networks_listed is private to inventory"),
        ("SELECT id FROM replaced_credentials", "rotation", "replaced_credentials is private to replacement"),
        ("SELECT 1 FROM owners SEMI JOIN consumers ON owners.id = consumers.uses", "report", "never of one type"),
        ("SELECT 1 FROM (SELECT o.id FROM owners o JOIN used u ON u.uses = o.id)", "report", "never of one type"),
    ],
)
def test_a_fault_in_a_query_of_python_is_refused(sql: str, package: str, fault: str):
    assert any(fault in one for one in of_python(sql, package)), of_python(sql, package)


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ('session.run("CREATE TEMP TABLE planted AS SELECT 1 AS x")', "planted is made here, and nobody declares it"),
        ('session.run("SET VARIABLE posture_now = now()")', "posture_now is made here, and nobody declares it"),
        ('session.load_columns("planted", {}, {})', "planted is made here, and nobody declares it"),
        ('home.lake.view(session, "hunt/planted", "planted")', "planted is made here, and nobody declares it"),
        ('load(session, "saved_hunt", {})', "saved_hunt is asked for, and nobody declares it"),
        ('build(session, "posture", "postures")', "postures is asked for, and nobody declares it"),
        ('set_variable(session, "posture_now", now)', "posture_now is asked for, and nobody declares it"),
        ('build(session, "was_there")', "was_there is private to response"),
        ('session.run("CREATE TEMP TABLE was_there AS SELECT 1 AS id")', "was_there is private to response"),
        ('session.rows(f"SELECT * FROM {table}")', "the linter cannot read this text"),
        ('session.rows("""SELECT 1' + LINES * "\n" + '""")', f"{LINES + 1} lines of SQL, at most {LINES}"),
        ('session.rows("SELECT sql FROM saved_hunts WHERE name > $at")\nsession.rows("FROM saved_hunt")', "saved_hunt"),
    ],
)
def test_a_fault_in_a_module_is_refused(source: str, fault: str):
    assert any(fault in one for one in of_module(source)), of_module(source)


def test_a_sound_module_is_not_refused():
    source = 'load(session, "saved_hunts", {})\nbuild(session, "posture")\nsession.rows("SELECT name FROM saved_hunts")'
    assert of_module(source) == []


def test_sql_is_generated_in_named_modules_alone():
    generated = 'session.rows(f"SELECT * FROM {table}")'
    assert of_module(generated, "report/listing/planted.py") == []
    assert of_module(generated, "report/lists/planted.py") != []


def test_a_check_that_reads_what_is_not_built_for_it_is_refused():
    found = PackageQueries([Query("posture/checks/planted.py sql", "posture", "SELECT id FROM best_owners")])
    assert any("reads best_owners, which posture_answers does not need" in one for one in of_checks(
        Linter(catalogue()), found
    ))  # fmt: skip


def test_a_behaviour_that_reads_what_is_not_there_when_it_runs_is_refused():
    found = PackageQueries([Query("detection/behaviours/planted.py sql", "detection", "SELECT subject FROM recorded")])
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
