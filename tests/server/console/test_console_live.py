"""A page that is open is told where its incident stands, as long as its reader is signed in."""

import http.client
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from console_home import HOST, Client, console, cookie, opened

from keyroll.api import Keyroll
from small_world import SmallWorld, key_id

pytestmark = pytest.mark.long


@pytest.fixture
def home(world: SmallWorld, tmp_path: Path) -> Keyroll:
    return opened(world, tmp_path / "served")


@pytest.fixture
def port(home: Keyroll) -> Iterator[int]:
    with console(home) as number:
        yield number


def lines(port: int, cookie: str) -> Iterator[dict[str, object]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/incident/live?name=okta", headers={"Host": f"{HOST}:{port}", "Cookie": cookie})
    answer = connection.getresponse()
    assert answer.getheader("Content-Type", "").startswith("text/event-stream")
    assert answer.getheader("Cache-Control") == "no-store"
    try:
        while line := answer.readline():
            if line.startswith(b"data: "):
                yield json.loads(line[6:])
    finally:
        connection.close()


def test_a_change_is_told_at_once(home: Keyroll, port: int) -> None:
    told = lines(port, cookie(home, "viewer"))
    first = next(told)
    home.incidents.widen("okta", key_id("OTHER"), because="a test", by="ann")
    began = time.monotonic()
    second = next(told)
    assert int(str(second["exposed"])) == int(str(first["exposed"])) + 1
    assert time.monotonic() - began < 30
    told.close()  # type: ignore[attr-defined]


def test_only_who_is_signed_in_is_told(home: Keyroll, port: int) -> None:
    assert Client(port).ask("/incident/live?name=okta")[0] == 401
    known = Client(port, cookie(home, "viewer"))
    assert known.ask("/incident/live?name=other")[0] == 404
    assert known.ask("/incident/live?name=okta", Host="evil.example")[0] == 421
