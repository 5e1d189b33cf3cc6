"""Servers for tests of replacements: Debian's PostgreSQL with SSL, OpenBao with an audit device, and appliers of texts.

The texts of a plan are applied as they stand: commands by a shell, statements by the server's own client, files where
they say.
"""

import json
import os
import pwd
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from joserfc import jwt
from joserfc.jwk import ECKey

from keyroll.api import Keyroll
from keyroll.model.truth import Answer
from keyroll.providers import catalogue
from keyroll.replacement.checked import CheckedReplacement
from keyroll.replacement.planning import Replacement
from other_servers import stepping_down
from real_servers import PATIENCE, Bao, bao_running, folder_for, free_port, program, running, unavailable

OLD = "old-Password-1"


def self_signed(folder: Path, name: str = "localhost") -> None:
    """Write server.pem and server.key of a server on this machine."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    names = x509.SubjectAlternativeName([x509.DNSName(name)])
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=2)).add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "server.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    raw = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "server.key").write_bytes(raw)
    (folder / "server.key").chmod(0o600)


@dataclass(frozen=True)
class Postgres:
    """Debian's PostgreSQL, which has SSL; ``base`` has the socket and its data."""

    base: Path
    port: int
    binaries: Path

    @property
    def address(self) -> str:
        return f"localhost:{self.port}/postgres?sslmode=require"

    def run(self, *statements: str) -> None:
        with self._connect() as connection:
            for statement in statements:
                connection.execute(statement)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with self._connect() as connection:
            return list(connection.execute(statement))

    def psql(self, text: str) -> None:
        """Apply statements with PostgreSQL's own client, as the superuser."""
        command: list[str | Path] = [
            self.binaries / "psql",
            "-X",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            self.base,
            "-p",
            str(self.port),
        ]
        subprocess.run([*command, "-U", "postgres"], input=text, text=True, check=True, capture_output=True)

    def reload(self) -> None:
        self.run("SELECT pg_reload_conf()")

    def messages(self) -> list[str]:
        return [
            line for file in sorted((self.base / "messages").glob("*.json")) for line in file.read_text().splitlines()
        ]

    def _connect(self) -> Any:
        import psycopg

        return psycopg.connect(host=str(self.base), port=self.port, user="postgres", dbname="postgres", autocommit=True)


@contextmanager
def postgres_running() -> Iterator[Postgres]:
    """Run Debian's PostgreSQL with SSL until the block ends."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not found:
        unavailable("Debian's PostgreSQL is not installed")
    binaries = found[-1].parent
    with folder_for() as base:
        base.chmod(0o755)
        self_signed(base)
        before, port = stepping_down(base), free_port()
        made: list[str | Path] = [
            *before,
            binaries / "initdb",
            "-D",
            base / "data",
            "-U",
            "postgres",
            "-A",
            "trust",
            "--no-sync",
        ]
        subprocess.run([*made, "-E", "UTF8", "--locale=C"], check=True, capture_output=True, cwd=base)
        (base / "data" / "pg_hba.conf").write_text(
            "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\nhost all all ::1/128 scram-sha-256\n"
        )
        settings = {
            "listen_addresses": "localhost", "fsync": "off", "ssl": "on", "ssl_cert_file": f"{base}/server.pem",
            "ssl_key_file": f"{base}/server.key", "logging_collector": "on", "log_destination": "jsonlog",
            "log_directory": f"{base}/messages", "log_connections": "on",
        }  # fmt: skip
        (base / "data" / "postgresql.auto.conf").write_text("".join(f"{k} = '{v}'\n" for k, v in settings.items()))
        if before:
            for path in (base / "data").glob("*.conf"):
                shutil.chown(path, "nobody")
        command = [
            *map(str, before),
            str(binaries / "postgres"),
            "-D",
            f"{base}/data",
            "-k",
            str(base),
            "-p",
            str(port),
        ]
        with running(command, port, base):
            yield Postgres(base, port, binaries)


@dataclass(frozen=True)
class AuditedBao:
    """An OpenBao server with an audit device that writes a file."""

    bao: Bao
    log: Path

    def shell(self, text: str, folder: Path, **more: str) -> str:
        """Apply commands with OpenBao's own client, as root."""
        environment = (
            os.environ | {"BAO_ADDR": self.bao.address, "BAO_TOKEN": self.bao.root, "HOME": str(folder)} | more
        )
        binaries = Path(program("bao")).parent
        environment["PATH"] = f"{binaries}:{os.environ['PATH']}"
        done = subprocess.run(["sh", "-ec", text], cwd=folder, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{text}\n{done.stdout}{done.stderr}"
        return done.stdout

    def agent(self, template: str, folder: Path, slug: str, wanted: Path) -> None:
        """Run OpenBao's agent with a template of a plan until it wrote its file; /run is a folder of the test."""
        (folder / "token").write_text(self.bao.root)
        head = f"""
        vault {{ address = "{self.bao.address}" }}
        auto_auth {{ method "token_file" {{ config = {{ token_file_path = "{folder}/token" }} }} }}
        """
        (folder / "agent.hcl").write_text(head + template.replace(f"/run/{slug}/", f"{folder}/run/"))
        command = [program("bao"), "agent", f"-config={folder}/agent.hcl"]
        with (folder / "agent.log").open("wb") as log:
            agent = subprocess.Popen(
                command, stdout=log, stderr=log, cwd=folder, env=os.environ | {"HOME": str(folder)}
            )
        try:
            deadline = time.monotonic() + PATIENCE
            while not wanted.exists():
                assert agent.poll() is None, (folder / "agent.log").read_text()
                assert time.monotonic() < deadline, (folder / "agent.log").read_text()
                time.sleep(0.05)
        finally:
            agent.terminate()
            agent.wait(10)


@contextmanager
def audited_bao(folder: Path) -> Iterator[AuditedBao]:
    """Run OpenBao with an audit device until the block ends."""
    log, config = folder / "audit.log", folder / "audit.hcl"
    config.write_text(f'audit "file" "main" {{\n  options {{\n    file_path = "{log}"\n  }}\n}}\n')
    with bao_running(folder, f"-config={config}") as one:
        yield AuditedBao(one, log)


def parts(planned: Replacement, side: str, form: str, stage: str = "") -> list[str]:
    """The texts of a plan of one side and form, in order."""
    best = planned.best
    assert best is not None, planned.because
    return [p.text for p in best.parts if (p.side, p.form) == (side, form) and stage in ("", p.stage)]


@dataclass
class Place:
    """A home, and the exports that it reads: listings are numbered, logs are replaced by their newest content."""

    folder: Path
    number: int = 0

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def open(self) -> Keyroll:
        return Keyroll.open(self.home)

    def direct(self, identifier: str, way: str, consumer: str, **settings: str) -> None:
        """Write the directions of one credential."""
        given = "".join(f"{name} = {json.dumps(value)}\n" for name, value in settings.items())
        self.home.mkdir(mode=0o700, exist_ok=True)
        with (self.home / "replacement.toml").open("a") as file:
            file.write(
                f'["{identifier}"]\nway = "{way}"\nconsumer = "{consumer}"\n["{identifier}".settings]\n{given}\n'
            )

    def sync(
        self, source: str, surveys: dict[str, object], logs: dict[str, Sequence[str]], suffix: str = "ndjson"
    ) -> None:
        """Bring in listings of now and the lines of logs."""
        self.number += 1
        base = self.folder / f"exports-{self.number}" / source
        for name, body in surveys.items():
            (base / "survey").mkdir(parents=True, exist_ok=True)
            (base / "survey" / f"{name}.json").write_text(json.dumps(body))
        for name, lines in logs.items():
            (base / "logs" / name).mkdir(parents=True, exist_ok=True)
            (base / "logs" / name / f"{self.number}.{suffix}").write_text("".join(f"{line}\n" for line in lines))
        self.open().exports.sync(base.parent)


def begun(place: Place, identifier: str, used: Answer = Answer.NO) -> tuple[Replacement, CheckedReplacement]:
    """Plan the replacement of one credential, which lacks nothing, and begin it; the new way is not used yet."""
    (planned,) = place.open().replacements.plan(identifier)
    assert planned.best is not None, planned.because
    assert planned.best.possible.answer is Answer.YES, planned.best.possible
    assert planned.best.missing == ()
    place.open().replacements.begin("first", [planned], by="ann")
    (before,) = place.open().replacements.check("first")
    assert before.new.used.answer is used
    return planned, before


def logged(read: Any, what: str) -> list[str]:
    """The lines of a log once one of them has this text."""
    deadline = time.monotonic() + PATIENCE
    while True:
        lines: list[str] = read()
        if any(what in line for line in lines):
            return lines
        assert time.monotonic() < deadline, f"no line says {what}"
        time.sleep(0.1)


def nobody_may(path: Path) -> None:
    """Let the server's user read a file where the tests run as root."""
    if os.geteuid() == 0:
        shutil.chown(path, pwd.getpwnam("nobody").pw_uid)


@pytest.fixture(scope="session")
def ssl_postgres() -> Iterator[Postgres]:
    """Debian's PostgreSQL with SSL."""
    with postgres_running() as one:
        yield one


@pytest.fixture
def audited(tmp_path: Path) -> Iterator[AuditedBao]:
    """OpenBao with an audit device."""
    folder = tmp_path / "bao"
    folder.mkdir()
    with audited_bao(folder) as one:
        yield one


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A home and its exports."""
    return Place(tmp_path)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers of this machine need no propagation window of minutes, and no minute between two attempts."""
    monkeypatch.setattr("keyroll.proof.probe.judge.SOONEST", timedelta(seconds=1))
    for name in ("postgresql", "mariadb", "redis", "rabbitmq", "openssh", "openbao"):
        known = catalogue.providers()
        monkeypatch.setitem(known, name, replace(known[name], window=timedelta(seconds=2)))
        for kind, probe in catalogue.probes(name).items():
            lockout = probe.lockout and replace(probe.lockout, within=timedelta(seconds=0.2))
            monkeypatch.setitem(catalogue.probes(name), kind, replace(probe, lockout=lockout))


class TokenIssuer:
    """The issuer of a platform's tokens: its discovery, its keys, and the request that a job of CI makes for a token.

    As GitHub does, it answers a request without its bearer with 401, and issues for the audience that is asked for.
    """

    bearer = "request-token-of-the-job"

    def __init__(self, subject: str) -> None:
        self.subject, self.key = subject, ECKey.generate_key("P-256", auto_kid=True)
        self.asked: list[str] = []

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Serve until the block ends; return the issuer's address."""
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.asked.append(self.path)
                status, body = issuer.answer(self.path, self.headers.get("Authorization", ""))
                content = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            self.address = f"http://127.0.0.1:{server.server_port}"
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            try:
                yield self.address
            finally:
                server.shutdown()
                thread.join(5)

    def answer(self, path: str, authorization: str) -> tuple[int, object]:
        parts = urlsplit(path)
        if parts.path == "/.well-known/openid-configuration":
            named: dict[str, object] = {"issuer": self.address, "jwks_uri": f"{self.address}/keys"}
            named |= {"id_token_signing_alg_values_supported": ["ES256"], "subject_types_supported": ["public"]}
            return 200, named | {"response_types_supported": ["id_token"]}
        if parts.path == "/keys":
            return 200, {"keys": [self.key.as_dict(private=False) | {"use": "sig", "alg": "ES256"}]}
        if parts.path == "/token" and authorization.lower() == f"bearer {self.bearer}":
            return 200, {"value": self.token(parse_qs(parts.query)["audience"][0])}
        return 401, {"message": "refused"}

    def token(self, audience: str, subject: str = "") -> str:
        now = int(time.time())
        claims = {
            "iss": self.address,
            "sub": subject or self.subject,
            "aud": audience,
            "iat": now,
            "nbf": now - 5,
            "exp": now + 300,
        }
        return jwt.encode({"alg": "ES256", "kid": self.key.kid}, claims, self.key)
