"""What operators rely on: numbers without names, true readiness, logs that are data, a stop that loses nothing."""

import io
import json
import os
import re
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from console_home import Client, opened, raw

from keyroll.api import Keyroll
from keyroll.server.logs import JsonLog
from keyroll.server.measured import Measured
from serving import served, started
from small_world import NOW, SmallWorld

pytestmark = pytest.mark.long

_LINE = re.compile(r'[a-z_]+(\{[a-z]+="[^"\n]*"(,[a-z]+="[^"\n]*")*\})? -?[0-9.e+-]+')


@pytest.fixture(scope="module")
def keyroll(world: SmallWorld, tmp_path_factory: pytest.TempPathFactory) -> Keyroll:
    return opened(world, tmp_path_factory.mktemp("operated"))


def made(keyroll: Keyroll, name: str, *scopes: str) -> str:
    return raw(keyroll.tokens.make(name, scopes, NOW + timedelta(days=30), by="lead"))


def ask(port: int, path: str, token: str = "") -> tuple[int, bytes]:
    status, _, content = Client(port).ask(path, Authorization=f"Bearer {token}" if token else "")
    return status, content


def test_metrics_want_a_token_and_name_nobody(keyroll: Keyroll) -> None:
    good, other = made(keyroll, "prometheus", "metrics:read"), made(keyroll, "other", "incidents:read")
    with served(keyroll) as port:
        assert ask(port, "/metrics")[0] == 401
        assert ask(port, "/metrics", other)[0] == 403
        assert ask(port, "/incidents/okta-secret-name", other)[0] == 404
        assert ask(port, "/nowhere/AKIAONE")[0] == 404
        status, headers, content = Client(port).ask("/metrics", Authorization=f"Bearer {good}")
    assert status == 200
    assert headers["content-type"].startswith("text/plain; version=0.0.4")
    said = content.decode()
    assert all(_LINE.fullmatch(line) for line in said.splitlines() if not line.startswith("#"))
    assert 'keyroll_http_requests_total{route="/incidents/{name}",method="GET",status="404"} 1' in said
    assert 'keyroll_http_requests_total{route="none",method="GET",status="404"} 1' in said
    assert "keyroll_home_readable 1" in said
    for hidden in ("AKIA", "okta", "prometheus", good):
        assert hidden not in said


def test_times_are_counted_in_classes() -> None:
    measured = Measured()
    for seconds in (0.001, 0.3, 0.31, 100):
        measured.request("/x", "GET", 200, seconds)
    measured.job("try", "done", 3)
    said = "".join(measured.lines({}))
    assert 'keyroll_http_request_seconds_bucket{route="/x",le="0.3"} 2' in said
    assert 'keyroll_http_request_seconds_bucket{route="/x",le="+Inf"} 4' in said
    assert 'keyroll_http_request_seconds_count{route="/x"} 4' in said
    assert 'keyroll_jobs_ended_total{kind="try",outcome="done"} 3' in said


def ready(port: int) -> tuple[int, object]:
    status, content = ask(port, "/readyz")
    return status, json.loads(content)


def test_ready_is_true_only_where_every_check_is(keyroll: Keyroll, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(keyroll) as port:
        assert ready(port) == (200, {"ready": True, "checks": {"home": "ok"}})
        monkeypatch.setattr("keyroll.server.health.Health.good", lambda _: False)
    with served(keyroll) as port:
        assert ready(port) == (503, {"ready": False, "checks": {"home": "failed"}})


def test_a_log_line_is_data_without_names() -> None:
    said = io.StringIO()
    log = JsonLog(said)
    log.tell("sync okta@main: \x1b[31mfailed\nnext line")
    log.request("/credential", "GET", 200, 0.0123, 10)
    log.request("/healthz", "GET", 200, 0.0, 1)
    log.request("/healthz", "GET", 503, 0.0, 1)
    rows = [json.loads(line) for line in said.getvalue().splitlines()]
    assert [(row["event"], row["level"]) for row in rows] == [
        ("said", "info"),
        ("request", "info"),
        ("request", "error"),
    ]
    assert "\x1b" not in rows[0]["text"]
    assert {"route": "/credential", "status": 200, "ms": 12.3, "bytes": 10}.items() <= rows[1].items()


@pytest.mark.long
def test_a_stop_ends_with_0_and_no_worker_left(keyroll: Keyroll) -> None:
    server, port = started(keyroll.home.path)
    assert ask(port, "/readyz")[0] == 200
    os.kill(server.pid, signal.SIGTERM)
    assert server.wait(60) == 0


def test_the_unit_and_the_containerfile_say_what_the_server_needs() -> None:
    deploy = Path(__file__).parents[3] / "deploy"
    unit = (deploy / "keyroll.service").read_text(encoding="utf-8")
    assert {"NoNewPrivileges=true", "ProtectSystem=strict", "PrivateTmp=true"} <= set(unit.splitlines())
    container = (deploy / "Containerfile").read_text(encoding="utf-8")
    assert "--require-hashes" in container
    assert re.search(r"^USER \d+", container, re.MULTILINE)
    assert "/readyz" in container
