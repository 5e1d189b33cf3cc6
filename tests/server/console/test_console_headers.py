"""Every answer has the security headers that the documentation promises: each route, each way to ask, each refusal."""

import json
import socket
from collections.abc import Iterator

import pytest
from console_home import Client, console, cookie, opened

from keyroll.api import Keyroll
from keyroll.server.app import routes as machine_routes
from keyroll.server.console import pages
from keyroll.server.entry import acts
from keyroll.server.headers import HEADERS
from keyroll.server.rendering import POLICY
from keyroll.server.static_files import static_files
from serving import served
from small_world import SmallWorld, key_id

pytestmark = pytest.mark.long

#: What every answer has, whatever it is.
EVERY = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": dict(HEADERS)["Permissions-Policy"],
}
STRICT = "default-src 'none'; frame-ancestors 'none'"


def paths() -> list[str]:
    """Return every address that answers to GET, and some that nothing answers to."""
    found = ["/openapi.json", "/incident/live?name=none", "/nowhere", "/static/nothing.js", "/sign-in/", "/%00", "//"]
    for page in pages().values():
        query = "&".join(f"{one.name}={key_id('ONE')}" for one in page.parameters if one.needed)
        twin = "/overview.json" if page.path == "/" else f"{page.path}.json"
        ends = [page.path, twin, *([f"{page.path}.csv"] if page.csv else [])]
        found += [f"{path}?{query}" if query else path for path in ends]
    found += [one.path for one in acts().values() if one.method == "GET"]
    found += [one.path.replace("{name}", "okta") for one in machine_routes().values()]
    return sorted({*found, "/inventory?unknown=1"})


@pytest.fixture(scope="module")
def home(world: SmallWorld, tmp_path_factory: pytest.TempPathFactory) -> Keyroll:
    return opened(world, tmp_path_factory.mktemp("headers"))


@pytest.fixture(scope="module")
def clients(home: Keyroll) -> Iterator[dict[str, Client]]:
    with console(home) as port:
        yield {"signed out": Client(port), "admin": Client(port, cookie(home, "admin"))}


@pytest.mark.parametrize("who", ["signed out", "admin"])
@pytest.mark.parametrize("path", paths())
def test_every_answer_has_the_promised_headers(clients: dict[str, Client], path: str, who: str) -> None:
    client = clients[who]
    for method in ("GET", "HEAD", "OPTIONS", "PUT"):
        status, headers, content = client.ask(path, method)
        assert_safe(headers, f"{method} {path} {status}")
        assert_page_or_data(headers, content)
    for named in ("evil.example", ""):
        assert_safe(client.ask(path, Host=named or "localhost:1")[1], path)


@pytest.mark.parametrize("name", sorted(name for name, one in acts().items() if one.method == "POST"))
def test_every_act_answers_with_them_too(clients: dict[str, Client], name: str) -> None:
    path = acts()[name].path
    for client in clients.values():
        for answer in (
            client.post(path, {"name": "nobody"}),
            client.post(path, {"name": "nobody"}, Origin="https://evil.example"),
            client.ask(path, "POST", "{", Content_Type="application/json"),
            client.ask(path, "POST", "x" * (17 << 10)),
        ):
            assert_safe(answer[1], path)
            assert_page_or_data(answer[1], answer[2])


@pytest.mark.parametrize("path", sorted(static_files()))
def test_files_of_pages_are_kept_by_their_hash_only(clients: dict[str, Client], path: str) -> None:
    for query, kept in (("", "no-cache"), ("?v=1", "public, max-age=31536000, immutable")):
        status, headers, _ = clients["signed out"].ask(f"/static/{path}{query}")
        assert (status, headers["cache-control"]) == (200, kept)
        assert_safe(headers, path)
        assert headers["content-security-policy"] == STRICT


def test_a_fault_of_ours_is_answered_in_the_same_form(
    home: Keyroll, clients: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = Client(clients["admin"].port, cookie(home, "admin", "another admin"))  # acts end the session of the first

    def fail(*_: object) -> None:
        raise RuntimeError("AKIA-not-for-clients")

    monkeypatch.setattr("keyroll.api.people.People.audited", fail)
    for path in ("/settings/audit", "/settings/audit.json"):
        status, headers, content = admin.page(path)
        assert (status, json.loads(content)) == (
            500,
            {"error": "the request failed; the reason is in the server's output"},
        )
        assert_safe(headers, path)
        assert_page_or_data(headers, content)


def test_what_is_no_http_is_refused_in_the_same_way(clients: dict[str, Client]) -> None:
    with socket.create_connection(("127.0.0.1", clients["admin"].port), timeout=30) as one:
        one.sendall(b"\x16\x03\x01 this is no request\r\n\r\n")
        said = one.makefile("rb").read().lower()
    assert said.startswith(b"http/1.1 400")
    assert b"x-content-type-options: nosniff" in said
    assert b"uvicorn" not in said


def test_only_https_is_asked_to_stay_https(home: Keyroll) -> None:
    wanted = "max-age=31536000"
    with served(home, only_tls=True) as port:
        assert Client(port).ask("/healthz")[1]["strict-transport-security"] == wanted
    with served(home) as port:
        assert "strict-transport-security" not in Client(port).ask("/healthz")[1]


def assert_safe(headers: dict[str, str], where: str) -> None:
    """Hold an answer to what every answer has."""
    assert {name: headers.get(name) for name in EVERY} == EVERY, where
    assert "server" not in headers, where
    assert "access-control-allow-origin" not in headers, where
    assert headers["referrer-policy"] in ("no-referrer", "same-origin"), where
    assert headers["content-security-policy"] in (POLICY, STRICT), where
    for line in headers.get("set-cookie", "").splitlines():
        assert {"HttpOnly", "Path=/"} <= set(line.split("; ")), where
        assert "samesite=" in line.lower(), where
        assert "samesite=none" not in line.lower(), where


def assert_page_or_data(headers: dict[str, str], content: bytes) -> None:
    """Hold an answer to what a page has, or what everything else has; neither is kept by a browser."""
    is_page = headers.get("content-type", "").startswith("text/html")
    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"] == (POLICY if is_page else STRICT)
    if is_page:
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["content-type"] == "text/html; charset=utf-8"
    elif content:
        assert not content.lstrip().lower().startswith((b"<!doctype", b"<html"))
