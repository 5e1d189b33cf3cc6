# ruff: noqa: SIM105 - tables of attacks read better with one on a line
"""Clients that hold, flood, or never end: the server ends each in its time, and the health check answers meanwhile."""

import http.client
import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from keyroll.api import Keyroll
from keyroll.api.campaigns import Campaigns
from keyroll.api.machines import MachineTokens
from keyroll.api.working import CampaignJobs
from keyroll.reveal import reveal
from keyroll.server import app
from keyroll.server.contract import Route
from keyroll.server.limits import ServerLimits
from keyroll.server.reads import reads_of
from serving import served
from small_world import NOW, SmallWorld, at

pytestmark = pytest.mark.hostile

#: As in production, but short.
SHORT = ServerLimits(
    head=0.8, idle=1, body=0.8, answer=1.5, head_bytes=4096, connections=24, per_address=16, wrong_tokens=5,
    wrong_within=60, addresses=50, reads=1, waiting=3,
)  # fmt: skip
LATER = NOW + timedelta(days=30)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    world = SmallWorld(tmp_path_factory.mktemp("hostile"))
    world.register("11-01", {"vendor": "Another", "system": "github"})
    keyroll = world.sync()
    for name in ("secret-acquisition", "okta-2023"):
        keyroll.incidents.open(name, vendor="Okta", begins=at("10-02"), ends=at("10-18"))
    keyroll.home.ledger.close()
    return world


@pytest.fixture
def keyroll(built: SmallWorld, tmp_path: Path) -> Keyroll:
    return Keyroll.open(built.copied(tmp_path).path / "home", now=NOW)


def made(keyroll: Keyroll, name: str, *scopes: str) -> str:
    with reveal(keyroll.tokens.make(name, scopes, LATER, by="lead")) as raw:
        return raw.decode()


def ask(
    port: int, path: str = "/healthz", token: str = "", method: str = "GET", **more: Any
) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, headers={"Authorization": f"Bearer {token}"} if token else {}, **more)
    answer = connection.getresponse()
    answer.content = answer.read()  # type: ignore[attr-defined]
    connection.close()
    return answer


def healthy(port: int, within: float = 0.5) -> None:
    began = time.monotonic()
    assert ask(port).status == 200
    assert time.monotonic() - began < within


def left_alone(one: socket.socket, seconds: float) -> bytes | None:
    """Return what came until the server ended the connection; None where it still stands after so many seconds."""
    return _until_ended(one, b"", 0.1, seconds)


def _until_ended(one: socket.socket, drip: bytes, every: float, seconds: float) -> bytes | None:
    got, until = b"", time.monotonic() + seconds
    one.settimeout(every)
    while time.monotonic() < until:
        try:
            if drip:
                one.sendall(drip)
            part = one.recv(65536)
        except TimeoutError:
            continue
        except OSError:
            return got
        if not part:
            return got
        got += part
    return None


@contextmanager
def dripping(port: int, first: bytes, drip: bytes, every: float = 0.05) -> Iterator[Callable[[float], bytes | None]]:
    """Send ``first``, then ``drip`` again and again until the server ends it."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as one:
        one.sendall(first)
        yield partial(_until_ended, one, drip, every)


POST = b"POST /signals/x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/secevent+jwt\r\n"
SLOW = {
    "nothing at all": (b"", b""),
    "one byte": (b"G", b""),
    "a header by bytes": (b"GET /healthz HTTP/1.1\r\nX: ", b"a"),
    "headers without an end": (b"GET /healthz HTTP/1.1\r\nHost: x\r\n", b"X-A: b\r\n"),
    "blank lines before the request": (b"", b"\r\n"),
    "a method without an end": (b"", b"G"),
    "a path without an end": (b"GET /", b"a"),
    "a continued header": (b"GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n", b" b\r\n"),
    "a body that does not begin": (POST + b"Content-Length: 100\r\n\r\n", b""),
    "a body by bytes": (POST + b"Content-Length: 60000\r\n\r\n", b"x"),
    "chunks without an end": (POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "a chunk that does not end": (POST + b"Transfer-Encoding: chunked\r\n\r\nFFFF\r\n", b"x"),
    "expects to be asked": (POST + b"Expect: 100-continue\r\nContent-Length: 100\r\n\r\n", b""),
    "trailers without an end": (POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X-A: b\r\n"),
    "a body after the answer": (b"POST /none HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n", b"x"),
    "a second header": (b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\n", b"X-A: b\r\n"),
    "an upgrade that stays": (b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n", b""),
}


def test_whatever_a_client_holds_back_its_connection_ends_in_time(keyroll: Keyroll) -> None:
    token = made(keyroll, "push", "signals:write").encode()
    with served(keyroll, SHORT) as port:
        for name, (first, drip) in SLOW.items():
            with dripping(port, first.replace(b"%s", token), drip) as ended:
                healthy(port)
                assert ended(4) is not None, name
        healthy(port)


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 70_000,
        b"GET /" + b"a" * 70_000,
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: a\r\n" * 20_000,
        b"\x16\x03\x01\x02\x00\x01" + b"\0" * 500,
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: -1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, gzip\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"GET / HTTP/1.1\r\nX Y: a\r\n\r\n",
        b"GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
    ids=range(12),
)
def test_what_is_too_large_or_no_request_is_refused(keyroll: Keyroll, sent: bytes) -> None:
    with served(keyroll, SHORT) as port, socket.create_connection(("127.0.0.1", port), timeout=5) as one:
        try:
            one.sendall(sent)
        except OSError:
            pass
        got = left_alone(one, 3)
        assert got is not None
        assert not got or got.startswith((b"HTTP/1.1 4", b"HTTP/1.1 5"))
        assert b"server:" not in got.lower()
        healthy(port)


def test_more_connections_than_may_be_end_those_that_wait_longest(keyroll: Keyroll) -> None:
    with served(keyroll, SHORT) as port:
        held = []
        for number in range(60):
            held.append(socket.create_connection(("127.0.0.1", port), timeout=5))
            held[-1].sendall(b"GET /healthz HTTP/1.1\r\n")
            if number % 20 == 19:
                healthy(port)
        time.sleep(0.1)
        ended = [left_alone(one, 0.05) is not None for one in held]
        assert all(ended[: 60 - SHORT.per_address - 1])
        for one in held:
            assert left_alone(one, 3) is not None
            one.close()


def test_connections_that_are_at_work_keep_their_place_and_the_next_one_is_refused(
    keyroll: Keyroll, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "routes", lambda: {"slow": Route("/slow", "GET", None, _for_a_second)})
    with served(keyroll, SHORT) as port:
        held = [socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(SHORT.per_address)]
        for one in held:
            one.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        time.sleep(0.3)
        with socket.create_connection(("127.0.0.1", port), timeout=5) as more:
            assert (left_alone(more, 1) or b"").startswith(b"HTTP/1.1 503")
        assert all((left_alone(one, 5) or b"").startswith(b"HTTP/1.1 200") for one in held)
        for one in held:
            one.close()


async def _for_a_second(_roll: Keyroll, _request: Request) -> Response:
    import asyncio

    await asyncio.sleep(0.8)
    return JSONResponse({})


def test_who_takes_no_answer_or_gets_none_is_ended(keyroll: Keyroll, monkeypatch: pytest.MonkeyPatch) -> None:
    async def large(_roll: Keyroll, _request: Request) -> Response:
        return Response(b"x" * (64 << 20))

    async def never(_roll: Keyroll, _request: Request) -> Response:
        import asyncio

        await asyncio.sleep(4)
        return Response()

    other = {"large": Route("/large", "GET", None, large), "never": Route("/never", "GET", None, never)}
    both = app.routes()["healthz"]
    monkeypatch.setattr(app, "routes", lambda: {**other, "healthz": both})
    with served(keyroll, SHORT) as port:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as one:
            one.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n" * 20)
            time.sleep(SHORT.answer + 0.8)
            got = left_alone(one, 5)
            assert got is not None
            assert len(got) < 64 << 20
        with socket.create_connection(("127.0.0.1", port), timeout=5) as one:
            one.sendall(b"GET /never HTTP/1.1\r\nHost: x\r\n\r\n")
            assert (left_alone(one, 4) or b"").startswith(b"HTTP/1.1 503")
        healthy(port)


def test_wrong_tokens_end_in_429_without_a_look_and_a_known_good_one_goes_on(
    keyroll: Keyroll, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = made(keyroll, "good", "incidents:read")
    with served(keyroll, SHORT) as port:
        assert ask(port, "/incidents/okta-2023", good).status == 200
        kinds = ["", "x", "keyroll_", good[:-1], good + "x", good.upper(), "é", "a" * 3000, good[::-1], "\t" + good[1:]]
        said = [ask(port, "/incidents/okta-2023", kind or "Bearer").status for kind in kinds]
        assert said[:5] == [401] * 5
        assert set(said[5:]) == {429}
        looked: list[object] = []
        monkeypatch.setattr(MachineTokens, "valid", lambda *_: looked.append(1))
        refused = ask(port, "/incidents/okta-2023", "another")
        assert (refused.status, refused.headers["retry-after"].isdecimal(), looked) == (429, True, [])
        assert ask(port, "/signals/idp", "another", "POST", body=b"").status == 429
        monkeypatch.undo()
        assert ask(port, "/incidents/okta-2023", good).status == 200
        healthy(port)


def test_an_unknown_incident_is_404_and_names_no_other(keyroll: Keyroll) -> None:
    good = made(keyroll, "good", "incidents:read")
    names = ["none", "okta-2022", "OKTA-2023", "okta-2023%00", "okta-2023%20", "%2e%2e", "'", "%27%20OR%201=1--",
             "a" * 1000, "%F0%9F%98%80", "%1b%5b2J", "okta-2023;x", "*"]  # fmt: skip
    with served(keyroll, SHORT) as port:
        for name in names:
            answer = ask(port, f"/incidents/{name}", good)
            body = answer.content  # type: ignore[attr-defined]
            assert (answer.status, json.loads(body)) == (404, {"error": "there is no such incident"}), name


def test_reads_are_few_shared_and_refused_beyond_while_health_answers(
    keyroll: Keyroll, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    began: list[str] = []
    at_once: list[int] = [0, 0]

    def read(name: str) -> str:
        began.append(name)
        at_once[0] += 1
        at_once[1] = max(at_once)
        time.sleep(0.3)
        at_once[0] -= 1
        return name

    async def answer(_roll: Keyroll, request: Request) -> Response:
        name = request.path_params["name"]
        return JSONResponse({"name": await reads_of(request).run(name, lambda: read(name))})

    both = {"read": Route("/read/{name}", "GET", None, answer), "healthz": app.routes()["healthz"]}
    monkeypatch.setattr(app, "routes", lambda: both)
    said: list[tuple[int, str | None]] = []
    with served(keyroll, SHORT) as port:

        def one(name: str) -> None:
            given = ask(port, f"/read/{name}")
            said.append((given.status, given.headers["retry-after"]))

        for names, whole in ((["same"] * 12, True), ([f"n{number}" for number in range(12)], False)):
            began.clear()
            said.clear()
            threads = [threading.Thread(target=one, args=(name,)) for name in names]
            for thread in threads:
                thread.start()
            for _ in range(5):
                healthy(port)
            for thread in threads:
                thread.join()
            if whole:
                assert [status for status, _ in said] == [200] * 12
                assert len(began) < 5
            else:
                assert {status for status, _ in said} == {200, 503}
                assert all(again for status, again in said if status == 503)
    assert at_once[1] <= SHORT.reads


def test_health_answers_at_once_while_the_store_hangs_and_says_so_when_it_goes_on_hanging(
    keyroll: Keyroll, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    from keyroll.server import health

    gate = threading.Event()
    calls: list[int] = []

    def look(_roll: Keyroll) -> None:
        calls.append(1)
        if len(calls) > 1:
            gate.wait(10)

    monkeypatch.setattr(CampaignJobs, "next_at", look)
    monkeypatch.setattr(app, "Health", lambda look: health.Health(look, every=0.1, late=0.6))
    with served(keyroll, SHORT) as port:
        healthy(port)
        time.sleep(0.2)
        healthy(port)  # this begins the look that hangs
        healthy(port)
        time.sleep(0.8)
        began = time.monotonic()
        assert ask(port).status == 503
        assert time.monotonic() - began < 0.5
        gate.set()


def test_every_answer_has_the_headers_and_no_version(keyroll: Keyroll) -> None:
    with served(keyroll, SHORT) as port:
        for path in ("/healthz", "/none", "/incidents/x"):
            headers = ask(port, path).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["cache-control"] == "no-store"
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert "server" not in headers


def test_errors_of_the_home_name_nothing_of_it(keyroll: Keyroll, monkeypatch: pytest.MonkeyPatch) -> None:
    from keyroll.errors import Busy, KeyrollError, MemoryExceeded, NothingToDo, UsageError

    good = made(keyroll, "good", "incidents:read")
    for kind, status in (
        (Busy, 503),
        (MemoryExceeded, 503),
        (NothingToDo, 404),
        (UsageError, 400),
        (KeyrollError, 500),
    ):

        def raises(*_: object, kind: type[KeyrollError] = kind) -> None:
            raise kind("secret-acquisition in /srv/home", hint="secret-acquisition")

        monkeypatch.setattr(Campaigns, "status", raises)
        with served(keyroll, SHORT) as port:
            answer = ask(port, "/incidents/okta-2023", good)
            assert answer.status == status
            assert b"secret" not in answer.content  # type: ignore[attr-defined]
