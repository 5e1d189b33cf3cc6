"""Channels and schedules: declared on the host, tested with a fresh passkey, each report made once and sent once."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from authenticator import registered, send
from console_home import Client, console, cookie, opened

from keyroll.api import Keyroll
from keyroll.errors import ConfigError
from keyroll.response.channels.contract import NotSent
from small_world import SmallWorld

pytestmark = pytest.mark.long


@dataclass
class Hook:
    """A webhook that keeps what it gets; ``status`` is what it answers."""

    address: str = ""
    status: int = 200
    got: list[str] = field(default_factory=list)


@pytest.fixture
def hook() -> Iterator[Hook]:
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
            pass

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if hook.status == 200:
                hook.got.append(body["text"])
            self.send_response(hook.status)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        hook.address = f"http://127.0.0.1:{server.server_port}/hook-canary-4711"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield hook
        server.shutdown()
        thread.join()


@pytest.fixture
def home(world: SmallWorld, tmp_path: Path, hook: Hook, monkeypatch: pytest.MonkeyPatch) -> Keyroll:
    keyroll = opened(world, tmp_path / "served")
    monkeypatch.setenv("HOOK", hook.address)
    declared(keyroll, '[channel.team]\nwebhook = "env:HOOK"\n[report.weekly]\nreport = "executive"\nto = "team"\n')
    return keyroll


def declared(keyroll: Keyroll, text: str) -> None:
    (keyroll.home.path / "notifications.toml").write_text(text, encoding="utf-8")


def test_a_test_is_sent_after_a_fresh_passkey_of_an_admin(home: Keyroll, hook: Hook) -> None:
    with console(home) as port:
        admin, other = Client(port, cookie(home, "admin")), Client(port, cookie(home, "approver"))
        key, _ = registered(admin), registered(other)
        shown = admin.page("/settings/notifications")[2].decode()
        assert "env:HOOK" in shown
        assert "canary" not in shown

        def tested(client: Client, what: str = "test team") -> int:
            _, options = send(client, "/passkey/confirm", {"what": what})
            return send(client, "/channel/test", {"signed": key.signed(options["challenge"]), "channel": "team"})[0]

        assert send(admin, "/channel/test", {"channel": "team"})[0] == 403
        assert tested(admin, "test other") == 403
        assert tested(other) == 403
        assert hook.got == []
        assert tested(admin) == 200
        assert ["This is a test" in text for text in hook.got] == [True]
        hook.status = 500
        assert tested(admin) == 200  # it says that it was not sent
    outcomes = [one.outcome for one in home.people.audited() if one.act == "channel tested"]
    assert sorted(outcomes) == ["done", "done", "refused", "refused"]


def test_a_report_is_made_once_and_sent_once_a_day(home: Keyroll, hook: Hook) -> None:
    hook.status = 403
    with pytest.raises(NotSent):
        home.notifications.send("weekly")
    hook.status = 200
    assert [str(one.sent) for one in home.notifications.send("weekly")] == ["sent"]
    assert [str(one.sent) for one in home.notifications.send("weekly")] == ["sent already today"]
    assert len(hook.got) == 1
    (file,) = (home.home.path / "reports").iterdir()
    assert file.name.startswith("weekly-")
    assert file.read_bytes().startswith(b"<!doctype html>")
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_schedule_becomes_a_job(home: Keyroll) -> None:
    home.regular.plan()
    assert [one.identifier for one in home.jobs.all() if one.kind == "report"] == ["weekly"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[channel.x]\nhook = "y"\n', "hook"),
        ("channel = 1\n", "needs one table"),
        ("[report.x]\n", "names no report"),
        ('[report."../x"]\nreport = "executive"\n', "not a name of a file"),
        ('[report.x]\nreport = "executive"\nevery = "5m"\n', "too short"),
        ("[other]\n", "other"),
    ],
)
def test_what_is_declared_wrongly_is_named(home: Keyroll, text: str, fault: str) -> None:
    declared(home, text)
    with pytest.raises(ConfigError, match=fault):
        everything(home)


def everything(home: Keyroll) -> None:
    home.notifications.channels()
    home.notifications.schedules()
