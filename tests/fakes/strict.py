"""A strict fake of a vendor, over HTTP on this machine: state, credentials with scopes and ends, pages, moods.

It refuses what the vendor refuses: a wrong or an ended credential (401), one without the scope (403), a cursor that it
never gave (400). Every answer is checked against the vendor's own specification, if there is one; a fake that differs
answers 409 and lists why in ``faults``. Its own parser is never the judge of its answers.
"""

import hashlib
import json
import re
import secrets
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol, Self
from urllib.parse import parse_qsl, unquote, urlsplit

Json = Any


class Judge(Protocol):
    """Says what is wrong with an answer, by the vendor's own description."""

    def faults(self, method: str, template: str, status: int, body: Json) -> list[str]: ...


@dataclass(frozen=True)
class Request:
    """What was asked: ``names`` are the parts of the path that the route leaves open."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Json
    names: Mapping[str, str]
    number: int


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: Json = None
    headers: Mapping[str, str] = field(default_factory=dict)


class RefusedError(Exception):
    """What the vendor answers instead."""

    def __init__(self, status: int, body: Json = None, **headers: str) -> None:
        super().__init__(status)
        self.reply = Reply(status, body if body is not None else {"message": f"{status}"}, headers)


@dataclass
class Credential:
    """A value that the vendor issued: what it may, and until when (Unix time)."""

    scopes: frozenset[str] = frozenset()
    ends: float = float("inf")
    facts: dict[str, Any] = field(default_factory=dict)


Handler = Callable[[Any, Request], Reply]


def route(method: str, template: str, *scopes: str) -> Callable[[Handler], Handler]:
    """Answer a path such as ``/projects/{id}/tokens`` for whoever has all scopes."""

    def marked(handler: Handler) -> Handler:
        handler.route = (method, template, scopes)  # type: ignore[attr-defined]
        return handler

    return marked


class Fake:
    """One vendor. A subclass gives routes, ``presented`` (where the credential stands), and its state."""

    judge: Judge | None = None
    #: Whether refusals are checked against the description, too.
    judges_refusals = False
    #: Records on a page.
    page_size = 100
    #: Every n-th request is answered by 429; 0: none.
    slow_every = 0
    retry_after = "0"
    #: Whether answers name their version, and the same version is answered by 304 without a body (RFC 9110, 13.1.2).
    etags = False

    def __init__(self) -> None:
        self.credentials: dict[str, Credential] = {}
        self.faults: list[str] = []
        self.served: list[str] = []
        #: Status and bytes of the body of each answer.
        self.sent: list[tuple[int, int]] = []
        #: What time the vendor has (Unix time).
        self.now: Callable[[], float] = time.time
        #: Looks at each request before it is answered; may raise RefusedError, return another Reply, or kill somebody.
        self.mood: Callable[[Request], Reply | None] = lambda _request: None
        self._cursors: dict[str, int] = {}
        self._lock = threading.Lock()
        self._number = 0
        self._routes = [
            (*handler.route, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", handler.route[1])), name)
            for name in dir(type(self))
            if hasattr(handler := getattr(type(self), name), "route")
        ]
        self._server = _Server(self)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @contextmanager
    def running(self) -> Iterator[Self]:
        """Run until the block ends; fails where an answer was not the vendor's."""
        thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()
        assert not self.faults, self.faults[:3]

    def issue(self, *scopes: str, ends: float = float("inf"), **facts: Any) -> str:
        """Issue a credential and return its value."""
        value = f"fake-{secrets.token_hex(16)}"
        self.credentials[value] = Credential(frozenset(scopes), ends, facts)
        return value

    def presented(self, request: Request) -> str:
        """Return the credential's value that a request carries."""
        return request.headers.get("authorization", "").removeprefix("Bearer ")

    def who(self, request: Request) -> Credential:
        """Return the credential of a request; raises 401 where it is none or has ended."""
        known = self.credentials.get(self.presented(request))
        if known is None or known.ends <= self.now():
            raise RefusedError(401, self.refusal(401))
        return known

    def revoke(self, value: str, lag: float = 0) -> None:
        """End a credential; it is still accepted for so many seconds."""
        self.credentials[value].ends = self.now() + lag

    def refusal(self, status: int) -> Json:
        """Return the vendor's words for a refusal."""
        return {"message": f"{status}"}

    def page(self, items: Sequence[Json], request: Request, param: str = "cursor") -> tuple[list[Json], str]:
        """Return a page and the cursor of the next one; raises 400 for a cursor that was never given."""
        cursor = request.query.get(param, "")
        if cursor and cursor not in self._cursors:
            raise RefusedError(400)
        begin = self._cursors.get(cursor, 0)
        end = begin + self.page_size
        following = ""
        if end < len(items):
            following = secrets.token_hex(8)
            self._cursors[following] = end
        return list(items[begin:end]), following

    def answer(self, method: str, target: str, headers: Mapping[str, str], content: bytes) -> Reply:
        parts = urlsplit(target)
        with self._lock:
            self._number += 1
            number = self._number
        for wanted, template, scopes, pattern, name in self._routes:
            match = pattern.fullmatch(parts.path)
            if match and wanted == method:
                names = {key: unquote(value) for key, value in match.groupdict().items()}
                body = json.loads(content) if content else None
                query = dict(parse_qsl(parts.query, keep_blank_values=True))
                request = Request(method, parts.path, query, headers, body, names, number)
                return self._judged(template, request, scopes, name)
        return Reply(404, {"message": "404"})

    def _judged(self, template: str, request: Request, scopes: Sequence[str], name: str) -> Reply:
        try:
            other = self.mood(request)
            if other is not None:
                return other
            self._admit(request, scopes)
            reply: Reply = getattr(self, name)(request)
        except RefusedError as error:
            return self._held(template, request, error.reply) if self.judges_refusals else error.reply
        self.served.append(request.path + "?" + "&".join(f"{key}={value}" for key, value in request.query.items()))
        return self._held(template, request, reply)

    def _held(self, template: str, request: Request, reply: Reply) -> Reply:
        wrong = self.judge.faults(request.method, template, reply.status, reply.body) if self.judge else []
        if wrong:
            self.faults += wrong
            return Reply(409, {"message": "the fake has drifted"})
        return reply

    def _admit(self, request: Request, scopes: Sequence[str]) -> None:
        if self.slow_every and request.number % self.slow_every == 0:
            raise RefusedError(429, None, **{"Retry-After": self.retry_after})
        if not set(scopes) <= self.who(request).scopes:
            raise RefusedError(403, self.refusal(403))


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, fake: Fake) -> None:
        # No cycle: the socket of a fake that a test made and never ran is missed in that test, not in a later one.
        self.fake: Fake = weakref.proxy(fake)
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A killed client, or one that does not trust the fake, is no fault of the fake; other errors are reported."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _identifier(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.fake.answer(self.command, self.path, headers, content)  # type: ignore[attr-defined]
        raw = isinstance(reply.body, bytes)
        body = reply.body if raw else json.dumps(reply.body).encode()
        if self.server.fake.etags and (self.command, reply.status) == ("GET", 200):  # type: ignore[attr-defined]
            tag = f'W/"{hashlib.sha256(body).hexdigest()}"'
            reply = replace(reply, headers={"ETag": tag} | dict(reply.headers))
            if headers.get("if-none-match") == reply.headers["ETag"]:
                reply = replace(reply, status=304)
        if reply.status == 304:
            body = b""
        self.server.fake.sent.append((reply.status, len(body)))  # type: ignore[attr-defined]
        self.send_response(reply.status)
        for name, value in ({} if raw else {"Content-Type": "application/json"} | dict(reply.headers)).items():
            self.send_header(name, value)
        if raw:
            for name, value in reply.headers.items():
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_LIST = _identifier  # noqa: N815

    def log_message(self, *_arguments: object) -> None: ...
