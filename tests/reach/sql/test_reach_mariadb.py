"""What accounts of MariaDB may do: tried as the account on a server of this machine, on random grants."""

import contextlib
import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from keyroll.model.truth import Answer
from keyroll.providers.mariadb.survey import GLOBAL, PRIVILEGES, ROLES
from keyroll.reach.escalations import Escalation, escalations
from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.closure import falls
from keyroll.reach.sql.mariadb import MariaDbServer
from keyroll.reach.system import Evaluated, SystemListing, SystemReads
from keyroll.reach.systems.mariadb import SYSTEM

pymysql = pytest.importorskip("pymysql")
NAME, PASSWORD = "mariadb@main", "of-the-tests"
ACCOUNTS, REACH_ROLES = ("u0", "u1"), ("g0", "g1", "g2")
TABLES = ("sa.t0", "sa.t1", "sab.t0", "s_b.t0")
SCHEMAS = ("sa", "sab", r"s\_b", "s_b", "sa%", "s%", "%")
TRIED = {"SELECT": "SELECT a FROM {}", "INSERT": "INSERT INTO {} (a) VALUES (1)"}

someone = st.sampled_from((*ACCOUNTS, *REACH_ROLES, "PUBLIC"))
grants = st.one_of(
    st.tuples(st.just("schema"), someone, st.sampled_from(SCHEMAS), st.sampled_from(tuple(TRIED))),
    st.tuples(st.just("schema"), someone, st.sampled_from(SCHEMAS), st.sampled_from(tuple(TRIED))),
    st.tuples(st.just("table"), someone, st.sampled_from(TABLES), st.sampled_from(tuple(TRIED))),
    st.tuples(st.just("column"), someone, st.sampled_from(TABLES), st.just("SELECT")),
    st.tuples(
        st.just("server"), st.sampled_from((*ACCOUNTS, *REACH_ROLES)), st.just("*.*"), st.sampled_from(tuple(TRIED))
    ),
    st.tuples(st.just("role"), st.sampled_from((*ACCOUNTS, *REACH_ROLES)), st.sampled_from(REACH_ROLES), st.none()),
    st.tuples(st.just("role"), st.sampled_from((*ACCOUNTS, *REACH_ROLES)), st.sampled_from(REACH_ROLES), st.none()),
)  # fmt: skip


def statement(one: tuple[Any, ...]) -> str:
    kind, who, what, how = one
    return {
        "schema": f"GRANT {how} ON `{what}`.* TO {who}",
        "table": f"GRANT {how} ON {what} TO {who}",
        "column": f"GRANT {how} (a) ON {what} TO {who}",
        "server": f"GRANT {how} ON *.* TO {who}",
        "role": f"GRANT {what} TO {who}",
    }[kind]


@pytest.fixture(scope="module")
def server(mariadb: Any) -> Iterator[Any]:
    names = sorted({one.split(".")[0] for one in TABLES})
    mariadb.run(*(f"CREATE DATABASE {one}" for one in (*names, "shop")))
    mariadb.run(*(f"CREATE TABLE {one} (a int, b int)" for one in TABLES))
    yield mariadb
    mariadb.run(*(f"DROP DATABASE {one}" for one in (*names, "shop")))


@contextlib.contextmanager
def made(server: Any, statements: list[str], *people: str) -> Iterator[dict[str, Any]]:
    accounts = people or ACCOUNTS
    server.run(*(f"CREATE USER {one} IDENTIFIED BY '{PASSWORD}'" for one in accounts))
    server.run(*(f"CREATE ROLE {one}" for one in REACH_ROLES))
    try:
        for one in statements:
            with contextlib.suppress(pymysql.Error):  # a circle of roles is refused
                server.run(one)
        yield {
            name: [json.loads(row[0]) for row in server.run(asked)]
            for name, asked in (("privileges", PRIVILEGES), ("role_members", ROLES))
        }
    finally:
        server.run(*(f"DROP ROLE {one}" for one in REACH_ROLES), *(f"DROP USER {one}" for one in accounts))
        for one in ("`%`.*", "sa.*", "sab.*", r"`s\_b`.*", "`s_b`.*", "`sa%`.*", "`s%`.*", *TABLES):
            with contextlib.suppress(pymysql.Error):
                server.run(f"REVOKE ALL ON {one} FROM PUBLIC")


def signed_in(server: Any, account: str) -> Any:
    return pymysql.connect(host="127.0.0.1", port=server.port, user=account, password=PASSWORD)


def able(server: Any, account: str) -> set[tuple[str, str]]:
    """What an account can do, tried as itself and in each role that it may take."""
    done = set()
    with signed_in(server, account) as connection, connection.cursor() as cursor:
        for role in ("NONE", *REACH_ROLES):
            try:
                cursor.execute(f"SET ROLE {role}")
            except pymysql.Error:
                continue
            for table in TABLES:
                for privilege, sql in TRIED.items():
                    with contextlib.suppress(pymysql.Error):
                        cursor.execute(sql.format(table))
                        done.add((privilege, table))
        connection.rollback()
    return done


def evaluated(pages: dict[str, Any], *without: str) -> Evaluated:
    listings = {name: SystemListing((body,)) for name, body in pages.items() if name not in without}
    everybody = tuple((f"{NAME}:account:{one}@%", "account") for one in ACCOUNTS)
    return SYSTEM.steps(SystemReads(NAME, listings, principals=everybody))


@pytest.mark.long
@settings(
    max_examples=30, deadline=None, database=None, phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(drawn=st.lists(grants, min_size=4, max_size=12))
def test_decisions_and_graph_are_what_the_account_can_do(server, drawn):
    with made(server, [statement(one) for one in drawn]) as pages:
        told = {account: able(server, account) for account in ACCOUNTS}
    ours = MariaDbServer([pages["privileges"]], [pages["role_members"]])
    found = evaluated(pages)
    graph = Graph.of(found.nodes, found.edges)
    for account in ACCOUNTS:
        decided = {
            (privilege, table) for privilege in TRIED for table in TABLES
            if ours.may(f"{account}@%", privilege, *table.split("."))
        }  # fmt: skip
        assert decided == told[account], account
        start = graph.place[f"{NAME}:account:{account}@%"]
        reached = {graph.ids[at] for at in falls(graph, [start]).nodes.tolist()}
        for table in {table for _, table in told[account]} & {".".join(one) for one in ours.tables}:
            assert f"{NAME}:table:{table}" in reached


#: Names that fit the database sab, in the order in which the server takes them.
FOR_SAB = ("sab", "_ab", "s_b", "sa_", "__b", "s__", "sab%", "s%b", "sa%", "s_%", "%b", "s%", "_%", "%")


@pytest.mark.parametrize("who", ["u0", "PUBLIC"])
def test_of_two_names_the_row_counts_that_the_server_takes(server, who: str):
    for one, other in itertools.pairwise(FOR_SAB):
        with made(server, [f"GRANT INSERT ON `{one}`.* TO {who}", f"GRANT SELECT ON `{other}`.* TO {who}"]) as pages:
            ours = MariaDbServer([pages["privileges"]], [pages["role_members"]])
            told = {privilege for privilege, table in able(server, "u0") if table == "sab.t0"}
            assert {each for each in TRIED if ours.may("u0@%", each, "sab", "t0")} == told == {"INSERT"}, (one, other)
        for name in (one, other):  # a grant to PUBLIC stays when accounts and roles go
            with contextlib.suppress(pymysql.Error):
                server.run(f"REVOKE ALL ON `{name}`.* FROM PUBLIC")


@pytest.mark.long
def test_each_privilege_of_a_role_is_read_of_its_bit(server):
    for name in GLOBAL:
        if name not in ("GRANT OPTION", "DELETE HISTORY"):
            with made(server, [f"GRANT {name} ON *.* TO g0"]) as pages:
                own = [row["privilege"] for row in pages["privileges"] if row["grantee"] == "'g0'@''"]
            assert own == [name]


@pytest.mark.parametrize("technique", escalations("mariadb"), ids=lambda one: one.id)
@pytest.mark.parametrize("case", ["matches", "misses"])
def test_each_technique(server, technique: Escalation, case: str):
    with made(server, list(getattr(technique, case)), "intruder") as pages:
        taken = [one for one in evaluated(pages).edges if technique.id in one.evidence and "intruder" in one.start]
    assert bool(taken) is (case == "matches")
    assert {one.truth.answer for one in taken} <= {Answer.UNKNOWN if technique.unlisted else Answer.YES}


CARRIED = {
    "mariadb-create-user": ["ALTER USER victim IDENTIFIED BY 'of-the-intruder'"],
    "mariadb-update-accounts": ["SET PASSWORD FOR victim = PASSWORD('of-the-intruder')"],
    "mariadb-set-user": [
        "CREATE DEFINER=root@localhost PROCEDURE shop.p() SQL SECURITY DEFINER GRANT SELECT ON *.* TO intruder",
        "CALL shop.p()",
    ],
}


@pytest.mark.parametrize("name", CARRIED)
@pytest.mark.parametrize("case", ["matches", "misses"])
def test_a_technique_that_is_carried_out(server, name: str, case: str):
    (technique,) = [one for one in escalations("mariadb") if one.id == name]
    with made(server, list(getattr(technique, case)), "intruder", "victim"):
        try:
            with signed_in(server, "intruder") as connection, connection.cursor() as cursor:
                for one in CARRIED[name]:
                    cursor.execute(one)
            done = True
        except pymysql.Error:
            done = False
    assert done is (case == "matches")


def test_what_was_not_read_is_unknown(server):
    with made(server, ["GRANT SELECT ON sa.* TO u0"]) as pages:
        found = evaluated(pages, "role_members")
    (answer,) = {one.truth.answer for one in found.edges if one.kind == "administers" and "u0" in one.start}
    assert answer is Answer.UNKNOWN
    assert not found.judged
    assert not [one for one in evaluated(pages).edges if one.kind in ("administers", "escalates") and "u0" in one.start]
