"""Fresh connections for probes: one HTTP request (not kept, repeated or redirected), or a fixed number of bytes."""

import http.client
import json
import re
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlencode

from keyroll import addresses
from keyroll.errors import UsageError
from keyroll.jsontext import loads
from keyroll.model.json import Json
from keyroll.model.probe import Outcome, Plane
from keyroll.providers._sockets import ConnectionBudget, held, tls_context
from keyroll.providers.contracts.probe import ProbeAnswer

#: Seconds for one read and for a whole response, and the largest size of a response, and of a response with its
#: headers.
PATIENCE, WHOLE, _MOST_BYTES, _MOST_WIRE = 10, 20.0, 1 << 20, 4 << 20
#: The loopback addresses; only to them a value is sent unencrypted.
LOCAL = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Response:
    """A response; ``body`` is None if it is not JSON, ``date`` is the server's own time.

    ``headers`` have lower-case names.
    """

    status: int
    body: Json = field(repr=False)
    date: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def text(self, *path: str) -> str:
        """Return the text or number at a path of the body, as text; empty if there is neither."""
        found = self.body
        for name in path:
            found = found.get(name) if isinstance(found, dict) else None
        return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""


#: Fields of a request that carry a secret, and how short one may be.
_SECRET: Final = re.compile("auth|token|key|secret|password|assertion", re.IGNORECASE)
_SHORTEST: Final = 8


def place(address: str) -> Plane:
    """Read ``https://host[:port]``; plain HTTP is accepted only for loopback addresses."""
    parts = addresses.parts(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
        raise UsageError("this is not the address of a server", hint="write it as https://vault1:8200")
    if parts.scheme == "http" and parts.hostname not in LOCAL:
        raise UsageError(f"{parts.hostname} would get the value unencrypted", hint="write the address with https://")
    return Plane(parts.netloc, address.rstrip("/"))


def balanced(address: str) -> Plane:
    """Read the address of a service whose replicas cannot be addressed."""
    return replace(place(address), addressable=False)


def attempt_over_http(
    plane: Plane,
    method: str,
    path: str,
    read: Callable[[Response], ProbeAnswer],
    *,
    headers: Mapping[str, str],
    body: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
) -> ProbeAnswer:
    """Make one request and read its response; raises nothing.

    A missing response, or a failing server, is not a refusal.
    """
    try:
        response = request(plane, method, path, headers=headers, body=body, form=form)
    except (OSError, http.client.HTTPException):
        return ProbeAnswer(Outcome.UNREACHABLE)
    except ValueError:  # a value that a header cannot contain
        return ProbeAnswer(Outcome.AMBIGUOUS)
    if response.status >= http.client.INTERNAL_SERVER_ERROR:
        return ProbeAnswer(Outcome.UNREACHABLE, said=f"{response.status}")
    if response.status == http.client.TOO_MANY_REQUESTS:
        return ProbeAnswer(Outcome.THROTTLED, said=f"{response.status}")
    return _without_values(read(response), {**headers, **(body or {}), **(form or {})})


def _without_values(answer: ProbeAnswer, sent: Mapping[str, str]) -> ProbeAnswer:
    """Return a response. A response that repeats a secret of the request is discarded: its text would be recorded."""
    said = f"{answer.identity} {answer.said}"
    values = (one for name, text in sent.items() if _SECRET.search(name) for one in text.split())
    if any(len(one) >= _SHORTEST and one in said for one in values):
        return ProbeAnswer(Outcome.AMBIGUOUS, said="it repeats the request")
    return answer


def request(
    plane: Plane,
    method: str,
    path: str,
    *,
    headers: Mapping[str, str],
    body: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
) -> Response:
    """Make one request, whose content is JSON (``body``) or a form. Raises OSError, http.client.HTTPException."""
    parts = addresses.parts(plane.address)
    host, port = parts.hostname or "", parts.port
    budget = ConnectionBudget.of(WHOLE, _MOST_WIRE)
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        connection = http.client.HTTPSConnection(host, port, timeout=PATIENCE, context=tls_context(budget))
    else:
        connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
    try:
        content = None if body is None else json.dumps(body).encode()
        sent = dict(headers)
        if form is not None:
            content = urlencode(form).encode()
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        connection.connect()
        if parts.scheme == "http":
            connection.sock = held(connection.sock, budget)
        connection.request(method, parts.path + path, content, sent)
        answer = connection.getresponse()
        names = {name.lower(): value for name, value in answer.getheaders()}
        return Response(answer.status, _json(answer.read(_MOST_BYTES)), _date(names.get("date", "")), names)
    finally:
        connection.close()


def _json(raw: bytes) -> Json:
    try:
        content: Json = loads(raw)
    except ValueError:
        return None
    return content


def _date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text) if text else None
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def exactly(wire: socket.socket, size: int) -> bytes:
    """Return a number of bytes of a connection. Raises OSError, also if the connection ends early."""
    got = b""
    while len(got) < size:
        part = wire.recv(size - len(got))
        if not part:
            raise ConnectionResetError
        got += part
    return got
