"""MariaDB's audit log: as a real server writes it, and lines by hand."""

from contextlib import suppress
from typing import Any

import pymysql
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_samples import check

from keyroll.providers.catalogue import endpoints, logs
from other_servers import MariaDB
from server_logs import Tail, bring

SOURCE = "mariadb@main"
LOG = logs("mariadb")["audit"]
CANARY = "s3cr3t-of-a-test"
#: Statements that hold a password, of which the plugin itself masks some only.
PASSWORDS = (
    f"CREATE USER log_a@'%' IDENTIFIED BY '{CANARY}1'",
    f"SET PASSWORD FOR log_a@'%' = PASSWORD('{CANARY}2')",
    f"SET STATEMENT max_statement_time=9 FOR SET PASSWORD FOR log_a@'%' = PASSWORD('{CANARY}3')",
    f"GRANT SELECT ON mysql.* TO log_a@'%' IDENTIFIED BY '{CANARY}4'",
    f"SELECT PASSWORD('{CANARY}5')",
    f"PREPARE p FROM 'SET PASSWORD FOR log_a@''%'' = PASSWORD(''{CANARY}6'')'",
    f"BEGIN NOT ATOMIC ALTER USER log_a@'%' IDENTIFIED BY \"{CANARY}7\"; END",
    f"ALTER USER /* {'x' * 945} */ log_a@'%' IDENTIFIED BY '{CANARY}{CANARY}{CANARY}8'",
    f"CREATE USER log_x IDENTIFED BY '{CANARY}9'",
    f"CREATE OR REPLACE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (HOST 'h', PASSWORD '{CANARY}10')",
    f"ALTER USER log_a@'%' IDENTIFIED BY '{CANARY}11'",
)


def line(operation: str, database: str = "", thing: str = "", retcode: str = "0", user: str = "svc") -> str:
    return f"20231114 13:10:04,db1,{user},192.0.2.7,5,31,{operation},{database},{thing},{retcode}"


def query(statement: str, retcode: str = "0") -> str:
    escaped = statement.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return line("QUERY", "app", f"'{escaped}'", retcode)


KINDS = [
    (line("CONNECT", "app"), (3002, 1, 1, "CONNECT", "user:svc")),
    (line("FAILED_CONNECT", retcode="1045"), (3002, 1, 2, "FAILED_CONNECT", "user:svc")),
    (line("DISCONNECT"), (3002, 2, 0, "DISCONNECT", "user:svc")),
    (line("READ", "app", "t", ""), (6005, 1, 0, "READ", None)),
    (line("DROP", "app", "t", ""), (6005, 7, 0, "DROP", None)),
    (query("/* why */ select * from t"), (6005, 4, 1, "SELECT", None)),
    (query("DELETE FROM t", "1142"), (6005, 7, 2, "DELETE", None)),
    (query("CREATE USER IF NOT EXISTS 'new one'@'10.%' IDENTIFIED BY *****"),
     (3001, 1, 1, "CREATE USER", "account:new one@10.%")),
    (query("CREATE ROLE ro"), (3001, 1, 1, "CREATE ROLE", "role:ro")),
    (query("ALTER USER `x`@localhost IDENTIFIED BY *****"),
     (3001, 3, 1, "ALTER USER PASSWORD", "account:x@localhost")),
    (query("SET PASSWORD = PASSWORD(*****)"), (3001, 3, 1, "SET PASSWORD", "account:svc@%")),
    (query("ALTER USER x ACCOUNT LOCK"), (3001, 9, 1, "ALTER USER", "account:x@%")),
    (query("DROP USER x@'%'"), (3001, 6, 1, "DROP USER", "account:x@%")),
    (query("GRANT SELECT ON app.* TO x@'%'"), (3005, 1, 1, "GRANT", "account:x@%")),
    (query("REVOKE ro FROM x@'%'"), (3006, 4, 1, "REVOKE", "account:x@%")),
    (query("INSTALL SONAME 'f.so'"), (3004, 1, 1, "INSTALL PLUGIN", None)),
    (query("CREATE OR REPLACE DEFINER=`a b`@localhost TRIGGER t BEFORE INSERT ON u FOR EACH ROW SET @a = 1"),
     (6005, 6, 1, "CREATE TRIGGER", None)),
    (query("CREATE TABLE t (view INT, index i (view))"), (6005, 6, 1, "CREATE TABLE", None)),
    (query("DROP SCHEMA IF EXISTS app"), (6005, 7, 1, "DROP DATABASE", None)),
    (query("CREATE FUNCTION f RETURNS STRING SONAME 'f.so'"), (6005, 6, 1, "CREATE FUNCTION SONAME", None)),
    (query("SELECT * INTO OUTFILE '/tmp/x' FROM t"), (6005, 4, 1, "SELECT INTO OUTFILE", None)),
    (query("set @@global.server_audit_logging=OFF"), (6005, 99, 1, "SET GLOBAL server_audit_logging", None)),
    (query("SET GLOBAL max_connections = 1"), (6005, 99, 1, "SET GLOBAL max_connections", None)),
    (query("SET NAMES utf8mb4"), (6005, 99, 1, "SET", None)),
    (query("CHANGE  MASTER TO master_host='h'"), (6005, 99, 1, "CHANGE MASTER", None)),
    (query("PURGE BINARY LOGS TO 'b.2'"), (6005, 99, 1, "PURGE BINARY", None)),
    (query("CREATE EVENT e\nON SCHEDULE EVERY 1 DAY DO SELECT 1"), (3004, 1, 1, "CREATE EVENT", None)),
]  # fmt: skip


def test_kinds_of_event(view_rows):
    for row, (record, wanted) in zip(view_rows(LOG, SOURCE, [one for one, _ in KINDS]), KINDS, strict=True):
        target = row["target"] and row["target"].removeprefix(f"{SOURCE}:")
        told = (row["class_uid"], row["activity_id"], row["status_id"], row["operation"], target)
        assert told == wanted, record
        assert (row["src_ip"], row["credential"]) == ("192.0.2.7", f"{SOURCE}:user:svc")


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:54312", "192.0.2.7"),
        ("192.0.2.7:unavailable", "192.0.2.7"),
        ("2001:db8::5", "2001:db8::5"),
        ("2001:db8::5:54312", "2001:db8::5"),
        ("localhost", None),
        ("db.example.com:54312", None),
    ],
)
def test_the_client_s_port_is_no_part_of_its_address(view_rows, host: str, address: str | None):
    record = line("CONNECT", "app", "TLSv1.3").replace("192.0.2.7", host)
    (row,) = view_rows(LOG, SOURCE, [record])
    assert (row["src_ip"], row["operation"], row["status_id"]) == (address, "CONNECT", 1)


@pytest.mark.long
@pytest.mark.server
@pytest.mark.support("mariadb", "log", "real server")
def test_a_real_server_s_log_and_its_accounts_are_joined(mariadb: MariaDB, tmp_path, view_rows):
    tail = Tail(mariadb.folder / "audit.log")
    for statement in PASSWORDS:
        with suppress(pymysql.err.ProgrammingError):
            mariadb.run(statement)
    try:
        for password in (f"{CANARY}11", "wrong"):
            with suppress(pymysql.err.OperationalError):
                there: dict[str, Any] = {
                    "host": "127.0.0.1",
                    "port": mariadb.port,
                    "user": "log_a",
                    "password": password,
                }
                with pymysql.connect(**there) as one, one.cursor() as cursor:
                    cursor.execute("SELECT count(*) FROM mysql.user")
                    cursor.execute("CREATE USER log_b")
        accounts = mariadb.client(endpoints("mariadb")["accounts"].path)
    finally:
        mariadb.run("DROP USER IF EXISTS log_a@'%'", "DROP SERVER IF EXISTS s")
    lines = tail.until("DROP SERVER")
    brought = bring(tmp_path, SOURCE, "audit", lines, accounts=accounts)
    assert brought.quarantine() == {}
    assert brought.holds("s3cr3t", "3t-of-a-test") == []
    assert any("s3cr3t" in one for one in lines), "the plugin masks all: nothing is left to this test"
    check(LOG, "mariadb.audit", lines, view_rows)
    did = brought.told("operation", "status_id", where="actor_name = 'log_a' AND class_uid IN (3001, 3002, 6005)")
    assert [one for one in did if one[0] not in ("READ", "SET")] == [
        ("CONNECT", 1), ("SELECT", 1), ("CREATE USER", 2), ("DISCONNECT", 0), ("FAILED_CONNECT", 2), ("DISCONNECT", 0),
    ]  # fmt: skip
    changed = brought.told("operation", where=f"target = '{SOURCE}:account:log_a@%' AND class_uid = 3001")
    assert [one for (one,) in changed] == [
        "CREATE USER", "SET PASSWORD", "SET PASSWORD", "ALTER USER PASSWORD", "ALTER USER PASSWORD", "DROP USER",
    ]  # fmt: skip
    keyroll = brought.credentials()
    assert keyroll[f"{SOURCE}:account:log_a@%"]["last_used"] is not None
    assert f"{SOURCE}:user:log_a" not in keyroll


def test_a_user_of_two_accounts_is_neither(read_all):
    priv = {"plugin": "ed25519", "authentication_string": "***"}
    rows = [{"user": user, "host": host, "priv": priv} for user, host in (("a", "%"), ("b", "%"), ("b", "localhost"))]
    found = [one for one in read_all(endpoints("mariadb")["accounts"], rows, SOURCE) if one.identifiers]
    assert [(one.identifiers[0].value, one.identifiers[0].strong) for one in found] == [
        ("a", True),
        ("b", False),
        ("b", False),
    ]


names = st.text(st.characters(codec="utf-8", exclude_characters="\n\r", exclude_categories=["Cs"]), max_size=40)
forged = st.sampled_from(
    ("root,localhost,4,0,CONNECT,,", "x,10.9.9.9,4,0,CONNECT,app,,0", "'", ",,", "a,10.9.9.9,1,2,QUERY,a,'DROP USER x'")
)


@settings(max_examples=6)
@given(st.lists(names | forged, min_size=1, max_size=6), st.lists(names | forged, min_size=1, max_size=6))
def test_no_name_and_no_statement_moves_another_field(view_rows, users, statements):
    lines = [line("FAILED_CONNECT", retcode="1045", user=user) for user in users]
    for row in view_rows(LOG, SOURCE, lines):
        assert (row["operation"], row["src_ip"]) == ("FAILED_CONNECT", "192.0.2.7")
        assert row["actor_name"] == (users[row["record"] - 1] or None)
    rows = view_rows(LOG, SOURCE, [query(f"SELECT {one}") for one in statements])
    assert len(rows) == len(statements)
    assert {(row["src_ip"], row["actor_name"], row["status_id"]) for row in rows} == {("192.0.2.7", "svc", 1)}


secrets = st.text(st.characters(codec="utf-8", exclude_characters="\n\r\\", exclude_categories=["Cs"]), min_size=4)


@settings(max_examples=6)
@given(st.lists(secrets.map(lambda text: f"Zq{text}Zq"), min_size=1, max_size=4))
def test_no_password_in_quotes_is_left(view_rows, passwords):
    ways = (
        "SET PASSWORD = '{}'",
        "x identifed by '{}' x",
        "SELECT OLD_PASSWORD( '{}')",
        "CHANGE MASTER TO MASTER_PASSWORD='{}'",
    )
    lines = [query(way.format(one.replace("'", "''"))) for one in passwords for way in ways]
    rows = view_rows(LOG, SOURCE, lines)
    assert len(rows) == len(lines)
    assert not [row for row in rows if "Zq" in repr(row)]
