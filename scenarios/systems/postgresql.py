"""PostgreSQL: roles of services, the server's log with connections and the statements of roles that matter."""

from random import Random

import orjson

from keyroll.replay.folder import Folder, Log
from keyroll.replay.streams import hexes
from keyroll.replay.times import DAY, HOUR, day_of, iso_ms
from scenarios.companies.brackwater import AREAS, SHARED
from scenarios.machine import Machine, Person
from scenarios.systems import Record, alive

LOG = Log("postgresql@main", "server", "{day}.ndjson.gz")
#: Statement; ``{}`` stands for the table.
ACTS: dict[str, str] = {
    "read": "SELECT * FROM {} WHERE updated_at > $1",
    "write": "INSERT INTO {} VALUES ($1, $2, $3)",
    "copy": "COPY {} TO STDOUT",
    "tables": "SELECT table_name FROM information_schema.tables",
    "roles": "SELECT rolname, rolsuper FROM pg_roles",
    "role": "CREATE ROLE {} LOGIN PASSWORD '***'",
    "give": "GRANT pg_read_all_data TO {}",
}


class Postgresql:
    """The database server, which sees all that the data centre runs behind one address."""

    name = "postgresql"

    def machines(self, rng: Random) -> list[Machine]:
        """A service's role for each area, and a reporting one."""
        found = [
            Machine("postgresql", f"{area}_svc", f"{area}_svc", SHARED, f"{area}-service", (HOUR, 2 * HOUR)[place % 2],
                    3, [f"{area}.{name}" for name in ("orders", "customers", "events")], ("read", "write"),
                    phase=rng.randrange(HOUR))
            for place, area in enumerate(AREAS[:6])
        ]  # fmt: skip
        every = [f"{area}.{name}" for area in AREAS[:6] for name in ("orders", "events")]
        found.append(Machine("postgresql", "report_ro", "report_ro", SHARED, "metabase", 12 * HOUR, 8, every,
                             ("read", "copy"), phase=2 * HOUR))  # fmt: skip
        return found

    def work(self, rng: Random, one: Machine, ms: int, act: str, thing: str, **told: str) -> list[Record]:
        """A connection with one statement; ``told`` may name another database ``base``."""
        base, program = told.get("base") or one.name.partition("_")[0], told.get("agent") or one.client(ms)
        session, address = hexes(rng, 12), told.get("address") or one.place(ms)

        def line(at: int, number: int, message: str, *, bad: str = "", ps: str = "authentication") -> Record:
            body = {
                "timestamp": iso_ms(at).replace("T", " ").replace("Z", " UTC"), "user": one.name, "dbname": base,
                "pid": 1000 + rng.randrange(60_000), "remote_host": address, "remote_port": 40_000 + number,
                "session_id": session, "line_num": number, "ps": ps, "error_severity": bad or "LOG",
                "message": message, "backend_type": "client backend", "query_id": 0, "txid": 0,
                "session_start": iso_ms(ms).replace("T", " ").replace("Z", " UTC"),
            }  # fmt: skip
            body |= {"application_name": program} if number > 1 else {}
            body |= {"state_code": "28P01"} if bad else {}
            return LOG, at, orjson.dumps(body).decode()

        if told.get("refused"):
            return [line(ms, 1, f'password authentication failed for user "{one.name}"', bad="FATAL")]
        said = ACTS[act].format(thing)
        return [
            line(ms, 1, f"connection authorized: user={one.name} database={base} application_name={program}"),
            line(ms + 12, 2, f"execute <unnamed>: {said}" if "$1" in said else f"statement: {said}",
                 ps=said.partition(" ")[0]),
        ]  # fmt: skip

    def live(self, rng: Random, one: Person, ms: int, address: str) -> list[Record]:  # noqa: ARG002 - of nobody
        """Nobody works there by hand."""
        return []

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """The roles."""
        rows = [
            {
                "rolname": one.name, "rolsuper": False, "rolinherit": True, "rolcreaterole": False,
                "rolcreatedb": False, "rolcanlogin": True, "rolreplication": False, "rolconnlimit": -1,
                "rolpassword": "********", "rolvaliduntil": None, "rolbypassrls": False, "rolconfig": None,
                "oid": 16_000 + sum(one.name.encode()) % DAY,
            }
            for one in alive(machines, self.name, ms)
        ]  # fmt: skip
        folder.survey("postgresql@main", day_of(ms), "roles.json", [orjson.dumps(rows)])

    def identifier(self, one: Machine) -> str:
        """By the role."""
        return f"postgresql@main:role:{one.name}"
