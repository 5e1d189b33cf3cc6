"""From a live password to signed evidence of its death, on real servers, by the commands that people use."""

import json
import socket
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from cli_run import Done, Run

from by_night import first_by_day
from keyroll.api import Keyroll, verify
from keyroll.clock import SystemClock
from keyroll.model.incident import Grade
from keyroll.proof.probe import attempts, judge
from keyroll.providers import catalogue

pytestmark = pytest.mark.long

OLD, NEW = "old-canary-Password-1", "new-canary-Password-2"
ROLE, USER = "postgresql@main:role:vendor_app", "redis@main:user:vendorapp"
PROVE = ("incident", "prove", "backups")


@pytest.fixture(autouse=True)
def short_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes minutes by the contract takes moments here; nothing else of it is changed."""
    known = catalogue.providers()
    for name in ("postgresql", "redis", "openbao"):
        monkeypatch.setitem(known, name, replace(known[name], window=timedelta(seconds=1)))
    monkeypatch.setattr(attempts, "APART", timedelta(seconds=1))
    monkeypatch.setattr(judge, "SOONEST", timedelta(seconds=0.5))
    monkeypatch.setattr(judge, "LATEST", timedelta(seconds=0.5))


@pytest.fixture
def home(tmp_path: Path, postgres) -> Path:
    """A home with an incident that exposes a role of the real server, and a user that a person added."""
    postgres.run("DROP ROLE IF EXISTS vendor_app", f"CREATE ROLE vendor_app LOGIN PASSWORD '{OLD}'")
    with closing(psycopg.connect(f"{postgres.url.replace('postgresql+psycopg', 'postgresql')}")) as connection:
        (rows,) = connection.execute("SELECT json_agg(r) FROM pg_roles r").fetchone() or ((),)
    exports = tmp_path / "exports"
    (exports / "postgresql/survey").mkdir(parents=True)
    (exports / "postgresql/survey/roles.json").write_text(json.dumps(rows))
    (exports / "register/survey").mkdir(parents=True)
    register = (
        "vendor,system,credential,kind,owner,note,reviewed_on\nBackups,postgresql,vendor_app,role,db@x.example,,\n"
    )
    (exports / "register/survey/vendors.csv").write_text(register)
    path = tmp_path / "home"
    keyroll = Keyroll.open(path)
    keyroll.exports.sync(exports)
    now = SystemClock().now()
    keyroll.incidents.open("backups", vendor="Backups", begins=now - timedelta(days=9), ends=now - timedelta(days=1))
    return path


def item(done: Done) -> dict[str, object]:
    rows = {row["identifier"]: row for row in map(json.loads, done.stdout.splitlines())}
    return dict(rows[ROLE])


@pytest.mark.long
@pytest.mark.server
def test_a_role_is_tried_until_it_is_dead_and_its_session_closed(keyroll: Run, home: Path, postgres) -> None:
    values = ("--old", f"{ROLE}=env:OLD", "--new", f"{ROLE}=env:NEW", "--at", f"{ROLE}={postgres.address}")
    run = lambda *more: keyroll(*PROVE, *values, *more, home=home, OLD=OLD, NEW=NEW)  # noqa: E731
    before = run("--json")
    assert before.returncode == 12
    assert item(before)["verdict"] == "live"
    assert "was accepted at" in str(item(before)["because"])
    assert item(before)["next_try_at"]
    session = psycopg.connect(host="127.0.0.1", port=postgres.port, user="vendor_app", password=OLD, dbname="postgres")
    with closing(session):
        postgres.run(f"ALTER ROLE vendor_app PASSWORD '{NEW}'")
        seen = [str(item(before)["because"])]
        while "session" not in seen[-1]:
            done = run("--json")
            assert done.returncode == 12
            assert item(done)["grade"] == ""
            seen.append(str(item(done)["because"]))
            assert len(seen) < 200
        assert seen[-1].startswith("refused, but 1 session opened with it is alive at ")
        assert session.execute("SELECT 1").fetchone() == (1,)
    dead = run("--wait", "--json")
    assert dead.returncode == 0
    assert (item(dead)["verdict"], item(dead)["grade"], item(dead)["reason"]) == ("dead", "A", "tried")
    check_evidence(home)
    screen = keyroll("incident", "status", "backups", home=home)
    assert screen.returncode == 0
    assert "1 proven dead (policy live): A 1" in screen.stdout
    postgres.run(f"ALTER ROLE vendor_app PASSWORD '{OLD}'")


def check_evidence(home: Path) -> None:
    keyroll = Keyroll.open(home)
    content, _ = keyroll.evidence.bundle("backups")
    assert verify(content, keys=[keyroll.evidence.key().keyid.encode()]).dead == {Grade.A: 1}
    for secret in (OLD, NEW):
        assert secret.encode() not in content
        for path in home.rglob("*"):
            assert not path.is_file() or secret.encode() not in path.read_bytes(), path


@pytest.mark.long
@pytest.mark.server
def test_two_servers_in_one_file_of_references(keyroll: Run, home: Path, postgres, redis_node, tmp_path) -> None:
    redis_node.run("ACL", "SETUSER", "vendorapp", "reset", "on", f">{OLD}", "+@all")
    Keyroll.open(home).incidents.widen("backups", USER, because="the same vendor had it", by="lead")
    references = tmp_path / "values.toml"
    references.write_text(
        f'["{ROLE}"]\nold = "env:OLD"\nnew = "env:NEW"\nat = ["{postgres.address}"]\n'
        f'["{USER}"]\nold = "env:OLD"\nnew = "env:NEW"\nat = ["{redis_node.address}"]\n'
    )
    run = lambda *more: keyroll(*PROVE, "--values", str(references), *more, home=home, OLD=OLD, NEW=NEW)  # noqa: E731
    assert run().returncode == 12
    redis_node.run("ACL", "SETUSER", "vendorapp", f">{NEW}", f"<{OLD}")
    postgres.run("ALTER ROLE vendor_app NOLOGIN")
    unknown = run()
    # Refused, and yet not proven: the new value is refused too, or the next attempt is not due yet.
    assert (unknown.returncode, "0 proven dead" in unknown.stdout) == (12, True)
    postgres.run(f"ALTER ROLE vendor_app LOGIN PASSWORD '{NEW}'")
    done = run("--wait")
    assert done.returncode == 0, done.stdout
    assert "2 proven dead (policy live): A 2" in done.stdout
    assert "next attempt on" in done.stderr


def test_a_value_in_place_of_a_reference_is_refused_and_not_repeated(keyroll: Run, home: Path) -> None:
    done = keyroll(*PROVE, "--old", f"{ROLE}={OLD}", home=home)
    assert done.returncode == 2
    assert "never itself" in done.stderr
    assert OLD not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    first_by_day(
        [
            (("--old", f"{ROLE}=env:OLD"), "no address is given"),
            (("--at", f"{ROLE}=db1:5432/app"), "no old value is given"),
            (("--old", f"{ROLE}=env:OLD", "--at", f"{ROLE}=db1"), "not the address"),
            (
                ("--old", "redis@main:user:x=env:OLD", "--at", "redis@main:user:x=c:1"),
                "is not exposed by this incident",
            ),
            (("--old", f"{ROLE}=env:NOTHING_THERE", "--at", f"{ROLE}=db1:5432/app"), "nothing was found at env:"),
            (("--at", "db1:5432"), "--at wants ID=ADDRESS"),
            (("--old", f"{ROLE}=env:OLD", "--at", f"{ROLE}=d:1/a", "--now", "2026-11-01"), "fixed clock"),
        ],
        3,
    ),
)
def test_what_cannot_be_tried_says_what_is_missing(
    keyroll: Run,
    home: Path,
    arguments: tuple[str, ...],
    words: str,
) -> None:
    done = keyroll(*PROVE, *arguments, home=home, OLD=OLD)
    assert (done.returncode != 0, words in done.stderr) == (True, True), done.stderr
    assert Keyroll.open(home).home.ledger.attempts("backups") == ()


def test_a_port_of_nobody_is_unreachable_and_proves_nothing(keyroll: Run, home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}/app"
        done = keyroll(*PROVE, "--old", f"{ROLE}=env:OLD", "--at", f"{ROLE}={address}", "--json", home=home, OLD=OLD)
    assert done.returncode == 12
    assert item(done)["verdict"] in ("unknown", "live")
