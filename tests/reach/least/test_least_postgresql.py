"""A server of this machine still runs each statement that a role ran, and the role has nothing new."""

import json
from contextlib import closing
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from keyroll.errors import UsageError
from keyroll.providers.postgresql.privileges import PRIVILEGES
from keyroll.providers.postgresql.survey import MEMBERS, ROLES
from keyroll.reach.sql.statements import needs
from keyroll.reach.system import SystemListing, SystemReads
from reach.least.uses import logged, narrowed, use, written

psycopg = pytest.importorskip("psycopg")
NAME, WHO, DATABASE = "postgresql@main", "app", "shop"
EVERY = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES")
INSIDE = frozenset({"routines"})


def table(name: str, *privileges: str, kind: str = "r", columns: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    acl = [{"grantee": WHO, "privilege": one, "grantable": False} for one in privileges]
    on = [{"name": "a", "acl": [{"grantee": WHO, "privilege": one, "grantable": False} for one in columns]}]
    return {"schema": "s", "name": name, "kind": kind, "owner": "postgres", "row_security": False, "acl": acl,
            "columns": on} | more  # fmt: skip


def reads(*tables: dict[str, Any], superuser: bool = False) -> SystemReads:
    role = {"rolname": WHO, "rolsuper": superuser, "rolinherit": True, "rolcanlogin": True}
    body = {"database": DATABASE, "version": 180000, "databases": [], "functions": [],
            "schemas": [{"name": "s", "owner": "postgres", "acl": []}], "tables": list(tables)}  # fmt: skip
    pages: dict[str, Any] = {"roles": [role], "members": [], "privileges": body}
    return SystemReads(NAME, {name: SystemListing((page,)) for name, page in pages.items()})


def ran(*statements: str, who: str = WHO, kind: str = "statement", shows: frozenset[str] = INSIDE):
    return logged(*(use(DATABASE, who, f"{kind}: {one}" if kind else one) for one in statements), shows=shows)


def test_privileges_without_use_are_taken_away() -> None:
    result = narrowed(reads(table("t", "SELECT", "INSERT"), table('o"dd', "SELECT")), WHO, ran("SELECT a FROM s.t"))
    assert result.document == (
        'BEGIN;\nREVOKE INSERT ON TABLE "s"."t" FROM "app";\nREVOKE SELECT ON TABLE "s"."o""dd" FROM "app";\nCOMMIT;\n'
    )
    assert result.removed == ("INSERT on s.t", 'SELECT on s.o"dd')


@pytest.mark.parametrize(
    ("log", "because"),
    [
        (ran("INSERT INTO s.t VALUES (1)"), "the log shows no reads of app"),
        (ran("SELECT 1 FROM s.t", kind="slow"), "the log shows no reads of app"),
        (ran("session", kind=""), "the log shows no reads of app"),
        (ran("DO '...'"), "statements were not parsed: DO"),
        (ran("BEGIN; DELETE FROM s.u"), "statements were not parsed: BEGIN"),
        (ran(), "the log has no session of it"),
        (ran("SELECT f(1)", shows=frozenset()), "functions, triggers, views"),
        (ran("SELECT 1", "DELETE FROM s.t", shows=frozenset()), "functions, triggers, views"),
        (ran("SELECT 1 FROM s.v", shows=frozenset()), "functions, triggers, views"),
    ],
)  # fmt: skip
def test_reading_stays_where_the_log_cannot_show_it(log, because) -> None:
    result = narrowed(reads(table("other", "SELECT"), table("v", "SELECT", kind="v")), WHO, log)
    assert "SELECT on s.other" not in result.removed
    assert because in next(one.because for one in result.kept if one.pattern == "SELECT on s.other")


def test_pgaudit_shows_what_functions_and_triggers_do() -> None:
    lines = (
        'AUDIT: SESSION,0,0,READ,SELECT,TABLE,s.t,"SELECT f(a) FROM s.v",<none>',
        'AUDIT: SESSION,0,0,WRITE,UPDATE,TABLE,s.u,"UPDATE s.u SET a = 1",<none>',
    )
    granted = reads(table("t", *EVERY), table("u", "SELECT", "UPDATE", "DELETE"), table("v", "SELECT"))
    result = narrowed(granted, WHO, ran(*lines, kind="", shows=frozenset()))
    assert result.removed == ("DELETE, INSERT, TRUNCATE, UPDATE on s.t", "DELETE on s.u")
    assert [one.pattern for one in result.kept] == ["REFERENCES on s.t"]


def test_a_privilege_on_columns_stays_with_that_on_the_table() -> None:
    result = narrowed(reads(table("t", "SELECT", "DELETE", columns=("SELECT",))), WHO, ran("SELECT 1"))
    assert result.removed == ("DELETE on s.t",)


def test_another_database_and_a_statement_that_nothing_allows() -> None:
    other = logged(use("elsewhere", WHO, "statement: SELECT 1 FROM s.t"))
    assert narrowed(reads(table("t", "SELECT")), WHO, other).removed == ()
    assert narrowed(reads(table("t", "SELECT")), WHO, ran("DELETE FROM s.t")).unplaced == (
        "DELETE on s.t", "SELECT on s.t",
    )  # fmt: skip


def test_a_superuser_is_refused() -> None:
    with pytest.raises(UsageError, match="superuser"):
        narrowed(reads(superuser=True), WHO, ran("SELECT 1"))


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        ("UPDATE ONLY s.t x SET a = (SELECT b FROM u)", {"UPDATE s.t", "SELECT s.t", "SELECT .u"}),
        ("WITH d AS (DELETE FROM s.t USING z RETURNING *) SELECT * FROM d",
         {"DELETE s.t", "SELECT s.t", "SELECT .z", "SELECT .d"}),
        ('COPY "S".t (a) FROM STDIN', {"INSERT S.t"}),
        ("COPY t TO STDOUT", {"SELECT .t"}),
        ("TRUNCATE A, b", {"TRUNCATE .a", "TRUNCATE .b"}),
        ("INSERT INTO t SELECT * FROM u ON CONFLICT DO NOTHING RETURNING a",
         {"INSERT .t", "UPDATE .t", "SELECT .t", "SELECT .u"}),
        ("explain (analyze, verbose) select 1 from t for update", {"SELECT .t", "UPDATE .t"}),
        ("MERGE INTO t USING u ON true WHEN MATCHED THEN DELETE",
         {"INSERT .t", "UPDATE .t", "DELETE .t", "SELECT .t", "SELECT .u"}),
        ("SET ROLE x", set()),
    ],
)  # fmt: skip
def test_what_a_statement_asks_for(statement, wanted) -> None:
    found = needs(statement)
    assert not found.opaque
    assert {f"{privilege} {schema}.{name}" for privilege, (schema, name) in found.privileges} == wanted


@given(st.text(alphabet="selctfrominup dates;()'\"-/*$é", max_size=40))
def test_no_text_breaks_the_reading_of_statements(text) -> None:
    assert needs(text).opaque is not None


TABLES = ("t", "u")
statements = st.builds(
    str.format,
    st.sampled_from((
        "SELECT a FROM s.{0}", "SELECT {0}.a FROM {0}, s.{1} x", "INSERT INTO s.{0} VALUES (1, 2)",
        "UPDATE {0} SET a = 1", "UPDATE s.{0} SET a = b WHERE b IN (SELECT b FROM {1})", "DELETE FROM s.{0}",
        "DELETE FROM {0} WHERE a = 1", "TRUNCATE s.{0}", "SELECT a FROM s.{0} FOR UPDATE",
        "INSERT INTO {0} SELECT * FROM {1} RETURNING a", "WITH d AS (DELETE FROM {0} RETURNING a) SELECT a FROM d",
        "EXPLAIN SELECT a FROM {0}", "INSERT INTO s.{0} VALUES (3, 4) ON CONFLICT DO NOTHING", "LOCK TABLE s.{0}",
    )),
    st.sampled_from(TABLES), st.sampled_from(TABLES),
)  # fmt: skip
granted = st.lists(
    st.tuples(st.sampled_from((WHO, "crew", "PUBLIC")), st.sampled_from(TABLES), st.sampled_from(EVERY)), max_size=12
)


@pytest.mark.long
@settings(
    max_examples=15, deadline=None, database=None, phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(
    drawn=granted, made=st.lists(statements, max_size=4), narrow=st.sampled_from((WHO, "crew")), inside=st.booleans()
)
def test_the_server_runs_each_statement_as_before_and_nothing_new(postgres, drawn, made, narrow, inside) -> None:
    with closing(
        psycopg.connect(host=str(postgres.base), port=postgres.port, user="postgres", dbname="postgres")
    ) as one:
        one.execute(f"CREATE ROLE {WHO} LOGIN")
        one.execute("CREATE ROLE crew")
        one.execute(f"GRANT crew TO {WHO}")
        one.execute("CREATE SCHEMA s")
        one.execute("GRANT USAGE ON SCHEMA s TO PUBLIC")
        one.execute("SET search_path TO s")
        for name in TABLES:
            one.execute(f"CREATE TABLE s.{name} (a int, b int)")
        for who, name, privilege in drawn:
            one.execute(f"GRANT {privilege} ON s.{name} TO {who}")
        listings = {name: SystemListing((page(one, text),)) for name, text in _LISTS.items()}
        before, ran_before = held(one), [runs(one, each) for each in made]
        log = logged(
            *(use("postgres", WHO, f"statement: {each}") for each in made), shows=INSIDE if inside else frozenset()
        )  # fmt: skip
        result = narrowed(SystemReads(NAME, listings), narrow, log)
        for line in written(result).splitlines():
            if line.startswith("REVOKE"):
                one.execute(line)
        assert held(one) <= before
        assert [runs(one, each) for each in made] == ran_before, result.document
        one.rollback()


_LISTS = {"roles": ROLES, "members": MEMBERS, "privileges": PRIVILEGES}


def page(connection: Any, statement: str) -> Any:
    ((body,),) = connection.execute(statement).fetchall()
    return json.loads(body) if isinstance(body, str) else body


def held(connection: Any) -> set[tuple[Any, ...]]:
    asked = [(who, name, privilege) for who in (WHO, "crew") for name in TABLES for privilege in EVERY]
    return {
        (who, name, privilege) for who, name, privilege in asked
        if connection.execute("SELECT has_table_privilege(%s, %s, %s)", (who, f"s.{name}", privilege)).fetchone()[0]
    }  # fmt: skip


def runs(connection: Any, statement: str) -> bool:
    connection.execute("SAVEPOINT before")
    try:
        connection.execute(f"SET LOCAL SESSION AUTHORIZATION {WHO}")
        connection.execute(statement)
    except psycopg.Error:
        return False
    finally:
        connection.execute("ROLLBACK TO SAVEPOINT before")
    return True
