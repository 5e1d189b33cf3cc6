"""Who may ask the server, and what it refuses."""

import http.client
import json
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from keyroll.api import Keyroll
from keyroll.errors import UsageError
from keyroll.reveal import reveal
from keyroll.server import app
from keyroll.server.contract import Route
from serving import served
from small_world import NOW, SmallWorld, at, key
from small_world import app as okta_app

pytestmark = pytest.mark.long

LATER = NOW + timedelta(days=30)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    world = SmallWorld(tmp_path_factory.mktemp("app"))
    world.apps("10-01", okta_app("first", access_key="ONE"))
    world.keys("10-01", key("ONE"))
    keyroll = world.sync()
    keyroll.incidents.open("okta", vendor="Okta", begins=at("10-02"), ends=at("10-18"))
    keyroll.home.ledger.close()
    return world


@pytest.fixture
def keyroll(built: SmallWorld, tmp_path: Path) -> Keyroll:
    return Keyroll.open(built.copied(tmp_path).path / "home", now=NOW)


def ask(port: int, path: str, token: str = "", method: str = "GET", **more: object) -> tuple[int, dict[str, object]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        connection.request(method, path, headers=headers, **more)  # type: ignore[arg-type]
        answer = connection.getresponse()
        content = answer.read()
        return answer.status, json.loads(content) if content.startswith(b"{") else {}
    finally:
        connection.close()


def made(keyroll: Keyroll, name: str, *scopes: str) -> str:
    with reveal(keyroll.tokens.make(name, scopes, LATER, by="lead")) as raw:
        return raw.decode()


def test_every_route_but_health_wants_a_scope() -> None:
    assert [name for name, one in app.routes().items() if one.scope is None] == ["healthz", "readyz"]
    assert app.scopes() == sorted(set(app.scopes()))


@pytest.mark.long
def test_only_a_good_token_with_the_scope_is_let_in(keyroll: Keyroll, tmp_path: Path) -> None:
    good, other = made(keyroll, "good", "incidents:read"), made(keyroll, "other", "events:write")
    ended = made(keyroll, "ended", "incidents:read")
    keyroll.tokens.end("ended")
    with served(keyroll) as port:
        assert ask(port, "/healthz") == (200, {"status": "ok"})
        assert ask(port, "/incidents/okta", good)[1]["not_proven"] == 1
        for token in ("", "nonsense", good[:-1], ended):
            assert ask(port, "/incidents/okta", token)[0] == 401
        assert ask(port, "/incidents/okta", other)[0] == 403
        assert ask(port, "/incidents/none", good) == (404, {"error": "there is no such incident"})
        assert ask(port, "/other", good)[0] == 404
        assert ask(port, "/healthz", method="POST")[0] == 405
    with served(Keyroll.open(tmp_path / "home", now=LATER)) as port:
        assert ask(port, "/incidents/okta", good)[0] == 401
    assert all(one not in path.read_bytes() for one in (good.encode(),) for path in files(tmp_path / "home"))


def files(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file()]


def test_a_body_that_is_too_large_is_refused_also_where_nobody_says_its_length(
    keyroll: Keyroll, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def answer(_roll: Keyroll, request: Request) -> Response:
        return JSONResponse({"size": len(await request.body())})

    route = Route("/taken", "POST", "events:write", answer, body=1000)
    monkeypatch.setattr(app, "routes", lambda: {"taken": route})
    token = made(keyroll, "push", "events:write")
    with served(keyroll) as port:
        post = lambda body: ask(port, "/taken", token, "POST", body=body)  # noqa: E731
        assert post(b"x" * 1000) == (200, {"size": 1000})
        assert post(b"x" * 1001)[0] == 413
        assert post(iter([b"x" * 500] * 2)) == (200, {"size": 1000})
        assert post(iter([b"x" * 500] * 3))[0] == 413


def test_a_token_has_a_name_of_its_own_and_a_time_ahead(keyroll: Keyroll) -> None:
    made(keyroll, "one", "incidents:read")
    for name, until in (("one", LATER), ("Odd name", LATER), ("two", NOW)):
        with pytest.raises(UsageError):
            keyroll.tokens.make(name, ["incidents:read"], until, by="lead")
    with pytest.raises(UsageError, match="no valid token"):
        keyroll.tokens.end("two")


def test_tokens_stand_on_the_roll_like_every_machine_credential(keyroll: Keyroll) -> None:
    made(keyroll, "one", "incidents:read")
    made(keyroll, "two", "incidents:read")
    keyroll.tokens.end("two")
    rows = {str(row["name"]): row for row in keyroll.inventory.listed("credentials", where="provider = 'keyroll'").rows}
    assert [(name, row["state"], row["owner"], row["expires"]) for name, row in sorted(rows.items())] == [
        ("one", "active", "lead", LATER),
        ("two", "destroyed", "lead", LATER),
    ]
