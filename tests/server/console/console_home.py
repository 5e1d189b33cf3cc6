"""A served console over a small home, and people of every role who are signed in."""

import http.client
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from keyroll.api import Keyroll
from keyroll.reveal import reveal
from keyroll.server.limits import LIMITS, ServerLimits
from serving import served
from small_world import NOW, SmallWorld, at, key, token
from small_world import app as okta_app

HOST = "localhost"
#: Names that a page must show whole and harmless.
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "\u202egnp.exe\u202c \u200bhidden",
    "{{ 7*7 }} ${7*7} </script><b>",
    "x" * 10_000,
)


def small_home(path: Path) -> SmallWorld:
    """Make a home with hostile names and an incident."""
    world = SmallWorld(path)
    world.apps("10-01", okta_app("first", access_key="ONE"), *(okta_app(name) for name in HOSTILE))
    world.keys("10-01", key("ONE"))
    world.tokens("10-01", *(token(f"t{place}", name=name) for place, name in enumerate(HOSTILE)))
    keyroll = world.sync()
    keyroll.incidents.open("okta", vendor="Okta", begins=at("10-02"), ends=at("10-18"))
    keyroll.home.ledger.close()
    return world


def opened(world: SmallWorld, place: Path) -> Keyroll:
    return Keyroll.open(world.copied(place).path / "home", now=NOW)


def raw(value: object) -> str:
    with reveal(value) as content:  # type: ignore[arg-type]
        return content.decode()


def cookie(keyroll: Keyroll, role: str, name: str = "") -> str:
    """Sign a person of a role in, and return the cookie."""
    link = keyroll.people.link(name or f"{role} person", role, by="test")
    value = keyroll.people.use_link(link, "127.0.0.1")
    assert value is not None
    return f"keyroll={raw(value)}"


class Client:
    """Asks a served console as a browser does; it keeps the cookie to which its sign-in is bound."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.port, self.cookie = port, cookie

    def ask(
        self, path: str, method: str = "GET", body: str | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {"Host": f"{HOST}:{self.port}", **({"Cookie": self.cookie} if self.cookie else {})}
        if method == "POST":
            sent |= {"Origin": f"http://{HOST}:{self.port}", "Content-Type": "application/x-www-form-urlencoded"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, {name: value for name, value in sent.items() if value})
            answer = connection.getresponse()
            found: dict[str, str] = {}
            for name, value in answer.getheaders():  # several of one name are lines of one text
                found[name.lower()] = "\n".join(filter(None, (found.get(name.lower()), value)))
            visit = re.search(r"keyroll-visit=[^;]+", found.get("set-cookie", ""))
            if visit and "keyroll-visit=" not in self.cookie:
                self.cookie = "; ".join(filter(None, (self.cookie, visit[0])))
            return answer.status, found, answer.read()
        finally:
            connection.close()

    def page(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """Ask for a page until it is there: before that it says that it is being computed."""
        while True:
            status, headers, content = self.ask(path)
            if "retry-after" not in headers:
                return status, headers, content

    def json(self, path: str) -> dict[str, object]:
        status, _, content = self.ask(path)
        assert status == 200, content
        found = json.loads(content)
        assert isinstance(found, dict)
        return found

    def post(self, path: str, fields: dict[str, str], **headers: str) -> tuple[int, dict[str, str], bytes]:
        return self.ask(path, "POST", urlencode(fields), **headers)


@contextmanager
def console(keyroll: Keyroll, limits: ServerLimits = LIMITS) -> Iterator[int]:
    """Serve the console of a home; its port is part of its origins."""
    with served(keyroll, limits, origin=True) as port:
        yield port
