"""PostgreSQL: roles of a real server, its log as it writes it, and small messages by hand."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from keyroll.intake.records import Bad, records
from keyroll.providers.catalogue import endpoints, logs, provider
from small_world import SmallWorld

pytestmark = pytest.mark.long

SOURCE = "postgresql@main"
LOG = logs("postgresql")["server"]
OFF = dict.fromkeys(("rolsuper", "rolcreaterole", "rolcreatedb", "rolreplication", "rolbypassrls"), False)
ROLES = [
    {"rolname": "svc", "rolcanlogin": True, "rolvaliduntil": "2027-01-01T00:00:00+00:00"}
    | OFF
    | {"rolcreaterole": True},
    {"rolname": "readonly", "rolcanlogin": False, "rolvaliduntil": None} | OFF,
    {"rolname": "pg_monitor", "rolcanlogin": False, "rolvaliduntil": None} | OFF,
]
MEMBERS = [{"role": "readonly", "member": "svc", "grantor": "postgres", "admin_option": False}]
GOOD: dict[str, Any] = {"roles": ROLES, "members": MEMBERS}
SVC = f"{SOURCE}:role:svc"


def message(text: str, severity: str = "LOG", **more: Any) -> str:
    return json.dumps(
        {
            "timestamp": "2023-11-14 13:10:04.499 GMT",
            "user": "svc",
            "dbname": "app",
            "pid": 7,
            "remote_host": "192.0.2.7",
            "remote_port": 5,
            "session_id": "s1",
            "line_num": 3,
            "ps": "SELECT",
            "error_severity": severity,
            "message": text,
            "application_name": "report",
            "backend_type": "client backend",
        }
        | more
    )


def test_roles_have_powers_and_an_end(read_all):
    who, password, power, _, group = read_all(endpoints("postgresql")["roles"], ROLES, SOURCE)
    assert group.facts["state"] == "suspended"
    assert (who.subject, password.facts["expires"]) == (password.subject, "2027-01-01T00:00:00Z")
    assert power.facts == {"privilege": "create roles", "resource": "server"}
    (member,) = read_all(endpoints("postgresql")["members"], MEMBERS, SOURCE)
    assert (member.subject.text, member.facts["resource"]) == (SVC, "role:readonly")


@pytest.mark.parametrize("name", GOOD)
def test_each_body_is_recognised_by_its_own_endpoint_only(name, survives):
    assert [one.name for one in endpoints("postgresql").values() if one.recognise(GOOD[name])] == [name]
    survives(endpoints("postgresql")[name], GOOD[name], SOURCE)
    assert {kind.listed_by for kind in provider("postgresql").kinds} <= set(endpoints("postgresql"))


REFUSED = {"state_code": "28P01"}


@pytest.mark.parametrize(
    ("record", "wanted"),
    [
        (message("connection authorized: user=svc database=app"), (3002, 1, 1, "connection authorized", SVC)),
        (message('password authentication failed for user "svc"', "FATAL", **REFUSED),
         (3002, 1, 2, "connection refused", SVC)),
        (message("disconnection: session time: 0:00:01"), (3002, 2, 1, "disconnection", SVC)),
        (message("statement: SELECT * FROM t"), (6005, 4, 1, "SELECT", None)),
        (message("duration: 0.2 ms  statement: delete from t"), (6005, 7, 1, "DELETE", None)),
        (message("execute <unnamed>: INSERT INTO t VALUES ($1)"), (6005, 5, 1, "INSERT", None)),
        (message("permission denied for table t", "ERROR", statement="SELECT * FROM t"), (6005, 4, 2, "SELECT", None)),
        (message("statement: CREATE  EXTENSION IF NOT EXISTS dblink"), (6005, 6, 1, "CREATE EXTENSION", None)),
        (message("statement: create or replace trusted language plx"), (6005, 6, 1, "CREATE LANGUAGE", None)),
        (message("statement: CREATE TABLE t (type text, policy int)"), (6005, 6, 1, "CREATE TABLE", None)),
        (message("statement: ALTER SYSTEM SET log_statement = 'none'"), (6005, 2, 1, "ALTER SYSTEM", None)),
        (message("statement: DROP MATERIALIZED VIEW m"), (6005, 7, 1, "DROP MATERIALIZED VIEW", None)),
        (message("statement: COPY t FROM PROGRAM 'id'"), (6005, 1, 1, "COPY PROGRAM", None)),
        (message("statement: COPY t TO STDOUT"), (6005, 1, 1, "COPY", None)),
        (message('statement: CREATE ROLE "new one" LOGIN'), (3001, 1, 1, "CREATE ROLE", f"{SOURCE}:role:new one")),
        (message("statement: ALTER USER x PASSWORD 'p'"), (3001, 3, 1, "ALTER ROLE PASSWORD", f"{SOURCE}:role:x")),
        (message("statement: ALTER ROLE x NOLOGIN"), (3001, 5, 1, "ALTER ROLE", f"{SOURCE}:role:x")),
        (message("statement: DROP ROLE IF EXISTS x"), (3001, 6, 1, "DROP ROLE", f"{SOURCE}:role:x")),
        (message("statement: GRANT SELECT ON t TO x"), (3005, 1, 1, "GRANT", f"{SOURCE}:role:x")),
        (message("statement: REVOKE readonly FROM x"), (3006, 4, 1, "REVOKE", f"{SOURCE}:role:x")),
        (message("checkpoint starting", backend_type="checkpointer", user=None), (6003, 99, 0, "server", None)),
    ],
)  # fmt: skip
def test_kinds_of_message(view_rows, record, wanted):
    (row,) = view_rows(LOG, SOURCE, [record])
    assert tuple(row[name] for name in ("class_uid", "activity_id", "status_id", "operation", "target")) == wanted


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER USER x PASSWORD 's3cr3t'",
        "CREATE ROLE x LOGIN password\n's3''cr3t' VALID UNTIL 'x'",
        "ALTER ROLE x PASSWORD $$s3cr3t$$",
        "CREATE SUBSCRIPTION s CONNECTION 'host=h password=s3cr3t' PUBLICATION p",
        "ALTER USER x PASSWORD E's3cr3t",
    ],
)
def test_no_password_is_written(tmp_path, statement):
    world = SmallWorld(tmp_path)
    world.log(
        SOURCE, "server", message(f"statement: {statement}"), message("x", "ERROR", statement=statement, line_num=4)
    )
    world.sync()
    stored = b"".join(path.read_bytes() for path in (tmp_path / "home").rglob("*") if path.is_file())
    assert len(everything(world)) == 2
    assert "cr3t" not in repr(everything(world))
    assert b"s3cr3t" not in stored


def everything(world: SmallWorld) -> list[Any]:
    from keyroll.api import Keyroll

    home = Keyroll.open(world.path / "home").home
    with home.session() as session:
        home.lake.view(session, "events/postgresql.server", "those")
        return session.rows("FROM those ORDER BY record")


@pytest.mark.support("postgresql", "survey", "real server")
@pytest.mark.support("postgresql", "log", "real server")
def test_a_real_server_s_roles_and_log_are_joined(postgres, tmp_path):
    psycopg = pytest.importorskip("psycopg")
    there = {"host": str(postgres.base), "port": postgres.port, "dbname": "postgres"}
    owner = psycopg.connect(**there, user="postgres", autocommit=True)
    try:
        owner.execute("SET log_statement = 'all'")
        owner.execute("CREATE ROLE svc_real LOGIN PASSWORD 's3cr3t-of-a-test' VALID UNTIL '2033-01-01'")
        with psycopg.connect(**there, user="svc_real", application_name="report") as one:
            one.execute("SELECT 1")
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(**there, user="svc_nobody")
        names = ("rolname", "rolcanlogin", *OFF, "rolvaliduntil")
        asked = f"SELECT row_to_json(r) FROM (SELECT {', '.join(names)} FROM pg_roles) r"
        roles = [row[0] for row in owner.execute(asked).fetchall()]
        lines = _lines(postgres.base, "svc_nobody")
    finally:
        owner.execute("DROP ROLE IF EXISTS svc_real")
        owner.close()
    world = SmallWorld(tmp_path)
    world.survey(SOURCE, "11-01", "roles", roles)
    world.log(SOURCE, "server", *lines)
    world.sync()
    assert f"{SOURCE}:role:svc_real" in world.credentials()
    made = [row for row in everything(world) if "CREATE ROLE svc_real" in row["message"]]
    assert made
    assert "s3cr3t-of-a-test" not in repr(everything(world))


def _lines(base: Path, last: str) -> list[str]:
    """Return what the server wrote, once it wrote of the last act."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        found = [
            one[1].decode()
            for file in sorted((base / "messages").glob("*.json"))
            for one in records(file)
            if not isinstance(one, Bad)
        ]
        if any(last in line for line in found):
            return found
        time.sleep(0.1)
    pytest.fail("the server did not write its log")


@pytest.mark.parametrize(("file", "name", "count"), [("pg_roles", "roles", None), ("pg_auth_members", "members", 3)])
def test_answers_of_a_server_16_are_read(file, name, count, sample, read_all):
    body = json.loads(sample(f"surveys/postgresql/{file}.json").read_text("utf-8"))
    got = read_all(endpoints("postgresql")[name], body, SOURCE)
    assert got
    assert count in (None, len(got))
    assert [one.name for one in endpoints("postgresql").values() if one.recognise(body)] == [name]
