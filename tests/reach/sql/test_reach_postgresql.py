"""What roles of PostgreSQL may do: as a server of this machine decides it, on random grants and on each technique."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from keyroll.model.truth import Answer
from keyroll.providers.postgresql.privileges import PRIVILEGES
from keyroll.providers.postgresql.survey import MEMBERS, ROLES
from keyroll.reach.escalations import Escalation, escalations, steps
from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.closure import falls
from keyroll.reach.sql.postgresql import PostgresqlCluster
from keyroll.reach.system import Evaluated, SystemListing, SystemReads
from keyroll.reach.systems.postgresql import SYSTEM

psycopg = pytest.importorskip("psycopg")
PEOPLE = ("r0", "r1", "r2", "r3", "r4")
SCHEMAS, TABLES = ("s0", "s1"), ("s0.t0", "s0.t1", "s1.t0")
READ, WRITE = ("SELECT",), ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
NAME = "postgresql@main"
GIVEN = ("pg_read_all_data", "pg_write_all_data", "pg_execute_server_program", "pg_maintain")
#: All that a session may try to take: roles of the server too.
TAKEN = (*PEOPLE, *GIVEN, "pg_database_owner")


@contextmanager
def undone(postgres: Any) -> Iterator[Any]:
    """A connection as superuser whose changes are undone: roles and grants are part of a transaction too."""
    connection = psycopg.connect(host=str(postgres.base), port=postgres.port, user="postgres", dbname="postgres")
    try:
        yield connection
    finally:
        connection.rollback()
        connection.close()


def listed(connection: Any) -> dict[str, Any]:
    pages = {}
    for name, statement in (("roles", ROLES), ("members", MEMBERS), ("privileges", PRIVILEGES)):
        ((body,),) = connection.execute(statement).fetchall()
        pages[name] = json.loads(body) if isinstance(body, str) else body
    return pages


def cluster(pages: dict[str, Any]) -> PostgresqlCluster:
    return PostgresqlCluster([pages["roles"]], [pages["members"]], pages["privileges"], certain=True)


def evaluated(pages: dict[str, Any]) -> Evaluated:
    return SYSTEM.steps(SystemReads(NAME, {name: SystemListing((body,)) for name, body in pages.items()}))


def attempt(connection: Any, *statements: str) -> bool:
    """Whether all statements are allowed; what they did is undone."""
    connection.execute("SAVEPOINT before")
    try:
        for one in statements:
            connection.execute(one)
    except psycopg.Error:
        return False
    finally:
        connection.execute("ROLLBACK TO SAVEPOINT before")
    return True


grants = st.one_of(
    st.tuples(
        st.just("member"), st.sampled_from(PEOPLE), st.sampled_from(PEOPLE),
        st.tuples(st.booleans(), st.booleans(), st.booleans()),
    ),
    st.tuples(st.just("table"), st.sampled_from((*PEOPLE, "PUBLIC")), st.sampled_from(TABLES), st.sampled_from(WRITE)),
    st.tuples(st.just("column"), st.sampled_from(PEOPLE), st.sampled_from(TABLES), st.just("SELECT")),
    st.tuples(st.just("schema"), st.sampled_from((*PEOPLE, "PUBLIC")), st.sampled_from(SCHEMAS), st.just("USAGE")),
    st.tuples(st.just("owner"), st.sampled_from(PEOPLE), st.sampled_from((*TABLES, *SCHEMAS)), st.booleans()),
    st.tuples(
        st.just("given"), st.sampled_from(PEOPLE),
        st.sampled_from(GIVEN),
        st.booleans(),
    ),
    st.tuples(
        st.just("attribute"), st.sampled_from(PEOPLE), st.sampled_from(("SUPERUSER", "CREATEROLE", "BYPASSRLS")),
        st.none(),
    ),
    st.tuples(st.just("database"), st.sampled_from(PEOPLE), st.sampled_from(("owner", "closed", "opened")), st.none()),
)  # fmt: skip


def statement(one: tuple[Any, ...]) -> list[str]:
    """What a drawn grant is in SQL."""
    kind, who, what, how = one
    match kind:
        case "member":
            admin, inherit, may_set = (str(each).upper() for each in how)
            return [f"GRANT {what} TO {who} WITH ADMIN {admin}, INHERIT {inherit}, SET {may_set}"]
        case "table":
            return [f"GRANT {how} ON {what} TO {who}"]
        case "column":
            return [f"GRANT {how} (a) ON {what} TO {who}"]
        case "schema":
            return [f"GRANT USAGE ON SCHEMA {what} TO {who}"]
        case "owner":
            taken = [f"REVOKE ALL ON {what} FROM {who}"] if how and "." in what else []
            return [f"ALTER {'TABLE' if '.' in what else 'SCHEMA'} {what} OWNER TO {who}", *taken]
        case "given":
            return [f"GRANT {what} TO {who} WITH INHERIT {str(how).upper()}"]
        case "attribute":
            return [f"ALTER ROLE {who} {what}"]
    return {
        "owner": [f"ALTER DATABASE postgres OWNER TO {who}"],
        "closed": ["REVOKE CONNECT ON DATABASE postgres FROM PUBLIC"],
        "opened": [f"GRANT CONNECT ON DATABASE postgres TO {who}"],
    }[what]


def make(connection: Any, drawn: list[tuple[Any, ...]]) -> None:
    for role in PEOPLE:
        connection.execute(f"CREATE ROLE {role} LOGIN")
    for schema in SCHEMAS:
        connection.execute(f"CREATE SCHEMA {schema}")
    for table in TABLES:
        connection.execute(f"CREATE TABLE {table} (a int, b int)")
    for one in drawn:
        connection.execute("SAVEPOINT one")
        try:
            for each in statement(one):
                connection.execute(each)
        except psycopg.Error:  # a circle of memberships is refused
            connection.execute("ROLLBACK TO SAVEPOINT one")


def ask(connection: Any, sql: str) -> Any:
    return connection.execute(sql).fetchone()[0]


PHASES = (Phase.explicit, Phase.generate)


def drawing(examples: int) -> settings:
    return settings(
        max_examples=examples, deadline=None, phases=PHASES, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


drawings = st.lists(grants, min_size=4, max_size=14)


@drawing(30)
@given(drawn=drawings)
def test_privileges_are_what_the_server_says(postgres, drawn):
    with undone(postgres) as connection:
        make(connection, drawn)
        one = cluster(listed(connection))
        tables = {f"{table.schema}.{table.name}": table for table in one.tables}
        for role in PEOPLE:
            for other in PEOPLE:
                assert (other in one.settable(role)) is ask(
                    connection, f"SELECT pg_has_role('{role}', '{other}', 'SET')"
                )
                inherits = one.is_super(role) or other in one.inherited(role)
                assert inherits is ask(connection, f"SELECT pg_has_role('{role}', '{other}', 'USAGE')")
            for table in TABLES:
                for privilege in (*WRITE, "MAINTAIN"):
                    wanted = ask(connection, f"SELECT has_table_privilege('{role}', '{table}', '{privilege}')")
                    assert one.has(role, tables[table], privilege) is wanted, (role, table, privilege)
            for schema in SCHEMAS:
                wanted = ask(connection, f"SELECT has_schema_privilege('{role}', '{schema}', 'USAGE')")
                assert one.has(role, one.schemas[schema], "USAGE") is wanted, (role, schema)
            wanted = ask(connection, f"SELECT has_database_privilege('{role}', 'postgres', 'CONNECT')")
            assert one.has(role, one.databases["postgres"], "CONNECT") is wanted
            wanted = ask(connection, f"SELECT has_table_privilege('{role}', 'pg_catalog.pg_authid', 'SELECT')")
            assert one.has(role, tables["pg_catalog.pg_authid"], "SELECT") is wanted


def able(connection: Any, role: str, table: str) -> bool:
    """Whether a session of a role reads a table, as any role that it takes, after giving itself what it may give."""
    schema, _ = table.split(".")
    reading = f"SELECT a FROM {table}"
    helps: tuple[list[str], ...] = (
        [],
        [f"GRANT SELECT ON {table} TO {{}}"],
        [f"GRANT USAGE ON SCHEMA {schema} TO {{}}"],
        [f"GRANT USAGE ON SCHEMA {schema} TO {{}}", f"GRANT SELECT ON {table} TO {{}}"],
    )
    return any(
        attempt(
            connection, f"SET SESSION AUTHORIZATION {role}", f"SET ROLE {taken}",
            *(each.format(taken) for each in first), reading,
        )
        for taken in TAKEN
        for first in helps
    )  # fmt: skip


@drawing(10)
@given(drawn=drawings)
def test_what_is_reached_is_what_a_session_of_the_role_can_do(postgres, drawn):
    """Tried as the role. Whether it may connect is asked, as a session that is there already is not refused."""
    with undone(postgres) as connection:
        make(connection, drawn)
        one = cluster(listed(connection))
        for role in PEOPLE:
            for table in one.tables:
                name = f"{table.schema}.{table.name}"
                if name in TABLES:
                    wanted = one.connects(role) and able(connection, role, name)
                    assert one.reaches(role, table, "SELECT") is wanted, (role, name)
            for other in PEOPLE:
                granted = other != role and any(
                    attempt(
                        connection, f"SET SESSION AUTHORIZATION {role}", f"SET ROLE {taken}", f"GRANT {other} TO {role}"
                    )
                    for taken in TAKEN
                )  # fmt: skip
                if not one.is_super(role) and not any(one.is_super(each) for each in one.settable(role)):
                    assert (other in one.gives_itself(role)) is granted, (role, other)


def brute(one: PostgresqlCluster, start: str) -> set[str]:
    """The tables that a role reads or changes, over all it can become, without the graph."""
    seen, front = {start}, [start]
    while front:
        at = front.pop()
        facts = one.facts(at)
        if one.is_super(at) or any(not target for _, target in steps("postgresql", facts)):
            return {f"{each.schema}.{each.name}" for each in one.tables}
        front += set().union(*(facts.get(name, frozenset()) for name in ("takes", "admin of"))) - seen
        seen |= set(front)
    return {
        f"{each.schema}.{each.name}"
        for each in one.tables
        for role in seen
        for how in WRITE
        if one.reaches(role, each, how)
    }  # fmt: skip


@pytest.mark.long
@drawing(20)
@given(drawn=drawings)
@example(drawn=[("database", "r3", "closed", None), ("member", "r2", "r4", (False, False, True)),
                ("attribute", "r4", "SUPERUSER", None)])  # fmt: skip
def test_the_graph_says_what_the_decisions_say(postgres, drawn):
    with undone(postgres) as connection:
        make(connection, drawn)
        pages = listed(connection)
    one, found = cluster(pages), evaluated(pages)
    graph = Graph.of(found.nodes, found.edges)
    for role in PEOPLE:
        reached = {graph.ids[at] for at in falls(graph, [graph.place[f"{NAME}:role:{role}"]]).nodes.tolist()}
        names = {each for each in TABLES if f"{NAME}:table:postgres.{each}" in reached}
        assert names == brute(one, role) & set(TABLES), role


@pytest.mark.parametrize("technique", escalations("postgresql"), ids=lambda one: one.id)
@pytest.mark.parametrize("case", ["matches", "misses"])
def test_each_technique_on_a_server(postgres, technique: Escalation, case: str):
    with undone(postgres) as connection:
        for role in ("intruder", "other", "target"):
            connection.execute(f"CREATE ROLE {role} LOGIN")
        connection.execute("CREATE SCHEMA shop")
        for one in getattr(technique, case):
            connection.execute(one)
        pages = listed(connection)
    if "before-16" in technique.id:
        pages["privileges"]["version"] = 150_004
    elif technique.id == "postgresql-createrole":
        del pages["privileges"]["version"]
    found = evaluated(pages)
    taken = [one for one in found.edges if one.start == f"{NAME}:role:intruder" and technique.id in one.evidence]
    assert bool(taken) is (case == "matches")
    assert {one.truth.answer for one in taken} <= {Answer.UNKNOWN if technique.unlisted else Answer.YES}
    ends = {one.end for one in taken}
    assert not taken or ends & {f"{NAME}:administration", f"{NAME}:role:target"}


def test_what_was_not_listed_is_possible_and_never_absent(postgres):
    with undone(postgres) as connection:
        make(connection, [("member", "r1", "r0", (False, True, True)), ("table", "r0", "s0.t0", "SELECT"),
                          ("schema", "r0", "s0", "USAGE")])  # fmt: skip
        pages = listed(connection)
    table = f"{NAME}:table:postgres.s0.t0"
    assert edges(evaluated(pages), "r1", table) == [Answer.YES]
    for one in pages["members"]:
        del one["inherit_option"], one["set_option"]
    assert edges(evaluated(pages), "r1", table) == [Answer.UNKNOWN]
    assert edges(evaluated({"roles": pages["roles"]}), "r1", f"{NAME}:administration") == [Answer.UNKNOWN]
    assert edges(evaluated({"roles": pages["roles"]}), "r1", f"{NAME}:data") == [Answer.UNKNOWN]
    assert not evaluated({"roles": pages["roles"]}).judged


def edges(found: Evaluated, role: str, end: str) -> list[Answer]:
    return [one.truth.answer for one in found.edges if one.start == f"{NAME}:role:{role}" and one.end == end]
