"""A small organisation for tests of rotations: a home, two roles of a real server, and a program that polls."""

import base64
import json
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from first_keys import make_key, register_first
from keyroll.api import Keyroll
from keyroll.secret import SecretRef

OLD = "old-Password-1"
ADMIN = "administrator-1"


@dataclass
class Program:
    """A consumer: it reads its file every tenth of a second, and keeps a session with what it read."""

    postgres: Any
    place: Path
    name: str = "web"
    failures: list[str] = field(default_factory=list)
    signed_in: int = 0
    pause: float = 0.1
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> "Program":
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        assert self._thread
        self._thread.join(10)

    def _run(self) -> None:
        held, connection = "", None
        while not self._over.wait(self.pause):
            content = self.place.read_text()
            try:
                if content != held or connection is None or connection.closed:
                    if connection is not None:
                        connection.close()
                    who, _, value = content.partition(":")
                    connection = sign_in(self.postgres, who, value, self.name)
                    held = content
                    self.signed_in += 1
                connection.execute("SELECT 1")
            except psycopg.Error as error:
                self.failures.append(str(error))
                connection = None
        if connection is not None:
            connection.close()


def sign_in(postgres: Any, who: str, value: str, name: str = "test") -> Any:
    return psycopg.connect(
        host="127.0.0.1", port=postgres.port, user=who, password=value, dbname="postgres", application_name=name,
        autocommit=True, connect_timeout=5,
    )  # fmt: skip


@dataclass
class Site:
    """The home, the pair of roles, the administrator, and the file that the program reads."""

    folder: Path
    postgres: Any
    number: int

    @property
    def one(self) -> str:
        return f"svc{self.number}_a"

    @property
    def two(self) -> str:
        return f"svc{self.number}_b"

    @property
    def admin(self) -> str:
        return f"rotator{self.number}"

    @property
    def identifier(self) -> str:
        return f"postgresql@main:role:{self.one}"

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def secret(self) -> Path:
        return self.folder / "secret"

    def open(self) -> Keyroll:
        return Keyroll.open(self.home)

    def begin(self) -> "Site":
        """Make roles and home; the home knows the roles from a listing of the server."""
        group = f"svc{self.number}"
        self.postgres.run(
            f"CREATE ROLE {self.admin} LOGIN CREATEROLE PASSWORD '{ADMIN}'",
            f"GRANT pg_signal_backend, pg_read_all_stats TO {self.admin}",
            f"CREATE ROLE {group}",
            f"CREATE ROLE {self.one} LOGIN PASSWORD '{OLD}' IN ROLE {group}",
            f"CREATE ROLE {self.two} NOLOGIN IN ROLE {group}",
            f"GRANT {self.one}, {self.two} TO {self.admin} WITH ADMIN OPTION, INHERIT FALSE, SET FALSE",
        )
        self.secret.write_text(f"{self.one}:{OLD}")
        (self.folder / "admin").write_text(ADMIN)
        survey = self.folder / "exports" / "postgresql@main" / "survey"
        survey.mkdir(parents=True)
        where = f"WHERE rolname IN ('{self.one}', '{self.two}')"
        rows = self.postgres.rows(f"SELECT json_agg(r) FROM pg_roles r {where}")[0][0]
        (survey / "roles.json").write_text(json.dumps(rows))
        Keyroll.open(self.home).exports.sync(self.folder / "exports")
        self.direct()
        for person in ("ann", "bob"):
            self.key(person)
        return self

    def direct(self, **more: str) -> None:
        """Write the directions."""
        extra = "".join(f"{name} = {json.dumps(value)}\n" for name, value in more.items())
        (self.home / "rotation.toml").write_text(f"""\
["{self.identifier}"]
at = ["{self.postgres.address}"]
admin = "{self.admin}=file:{self.folder / "admin"}"
way = "pair"
settings = {{ partner = "{self.two}" }}
observe = "1s"
{extra}
[["{self.identifier}".consumers]]
name = "web"
place = "file:{self.secret}"
form = "{{who}}:{{value}}"
gets = "poll"
longest_poll = "1s"
client = "web"
""")

    def key(self, person: str) -> SecretRef:
        """Make and register the key of a person."""
        place, keys = self.folder / f"{person}.key", self.open().person_keys
        if not place.exists():
            register_first(keys, self.folder)
        if not place.exists():
            public = make_key(self.folder, person)
            for signer in (f"file:{self.folder / 'ann.key'}", f"file:{self.folder / 'bob.key'}"):
                keys.add(person, public, by="test", signed_by=signer)
        return SecretRef("file", str(place))

    def accepted(self, who: str, value: str) -> bool:
        try:
            sign_in(self.postgres, who, value).close()
        except psycopg.OperationalError:
            return False
        return True

    def written_nowhere(self, *more: bytes) -> None:
        """No secret stands in any file of the home, nor in what a process said."""
        secrets = [OLD.encode(), ADMIN.encode(), self.now_reads()[1].encode()]
        # Read by another process: closing a ledger's file here would drop the locks that this process has on it
        # (sqlite.org, How To Corrupt An SQLite Database File, 2.2).
        names = [str(path) for path in self.home.rglob("*") if path.is_file()]
        files = {name: subprocess.run(["cat", name], capture_output=True, check=False).stdout for name in names}
        for place, content in [*files.items(), *((f"output {n}", one) for n, one in enumerate(more))]:
            for value in secrets:
                for form in (value, base64.b64encode(value).rstrip(b"="), value.hex().encode()):
                    assert form not in content, place

    def now_reads(self) -> tuple[str, str]:
        who, _, value = self.secret.read_text().partition(":")
        return who, value


def until(true: Any, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not become true"
        time.sleep(0.05)
