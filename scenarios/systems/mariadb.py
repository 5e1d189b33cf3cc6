"""MariaDB: accounts of services, the audit plugin's log with connections and statements, the list of accounts."""

from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from keyroll.replay.times import DAY
from scenarios.systems import Folder, LogFiles, Machine, Person, Record, System, alive, origin

LOG = LogFiles("mariadb@main", "audit", "server_audit.{day}.log.gz")
#: Statement; ``{}`` stands for the table.
ACTS: dict[str, str] = {
    "read": "SELECT * FROM {} WHERE updated_at > ?", "write": "INSERT INTO {} VALUES (?, ?, ?)",
    "all": "SELECT * FROM {}", "dump": "SELECT /*!40001 SQL_NO_CACHE */ * FROM {}",
    "count": "SELECT COUNT(*) FROM {}", "tables": "SHOW FULL TABLES", "bases": "SHOW DATABASES",
    "columns": "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = DATABASE()",
    "grants": "SHOW GRANTS", "accounts": "SELECT user, host FROM mysql.global_priv", "list": "SHOW PROCESSLIST",
    "update": "UPDATE {} SET state = ? WHERE id = ?",
    "make-table": "CREATE TABLE {} (id BIGINT PRIMARY KEY, line TEXT)",
    "drop-table": "DROP TABLE {}", "index": "CREATE INDEX by_time ON {} (updated_at)",
    "account": "CREATE USER '{}'@'%' IDENTIFIED BY *****", "drop-account": "DROP USER '{}'@'%'",
    "password": "SET PASSWORD FOR '{}'@'%' = *****", "grant": "GRANT SELECT, INSERT ON *.* TO '{}'@'%'",
}  # fmt: skip
_SERVER = "db-main-1"


@dataclass(kw_only=True, eq=False)
class Mariadb(System):
    """The database server; an account is called like its machine, and may connect from anywhere."""

    name, source, identified = "mariadb", "mariadb@main", "mariadb@main:account:{0.name}@%"
    base: str = "water"
    """In which database a connection is that names none."""

    def work(self, rng: Random, machine: Machine, ms: int, act: str, thing: str, **details: str) -> list[Record]:
        """A connection with one statement and its end, or a connection that is refused."""
        (address, _), number, query = origin(machine, ms, details), rng.randrange(10**6, 10**8), rng.randrange(10**9)
        base = thing.partition(".")[0] if "." in thing else self.base

        def line(at: int, queried: int, operation: str, said: str, code: int) -> Record:
            stamp = datetime.fromtimestamp(at // 1000, UTC).strftime("%Y%m%d %H:%M:%S")
            return (
                LOG,
                at,
                f"{stamp},{_SERVER},{machine.name},{address},{number},{queried},{operation},{base},{said},{code}",
            )

        if details.get("refused") == "1":
            return [line(ms, 0, "FAILED_CONNECT", "", 1045)]
        said = ACTS[act].format(thing).replace("'", "\\'")
        return [
            line(ms, 0, "CONNECT", "", 0),
            line(ms + 20, query, "QUERY", f"'{said}'", int(details.get("refused") or 0)),
            line(ms + 900, 0, "DISCONNECT", "", 0),
        ]

    def used(self, rng: Random, person: Person, ms: int, address: str) -> list[Record]:  # noqa: ARG002 - of nobody
        """Nobody works there by hand with an account of his own."""
        return []

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """The accounts, as the server's own statement returns them."""
        self.put(folder, ms, "accounts", [
            {
                "host": "%", "user": machine.name, "default_lifetime": 0,
                "priv": {
                    "access": 0, "version_id": 110_806, "plugin": "mysql_native_password",
                    "authentication_string": "***", "password_lifetime": -1,
                    "password_last_changed": max(machine.created, ms - 300 * DAY) // 1000,
                },
            }
            for machine in alive(machines, self.name, ms)
        ])  # fmt: skip
