"""Tries the password of a Redis user, over the wire itself.

What lies, tried with Redis 8.0 on 2026-11-25:

- ``redis-cli --user app --pass OLD ping`` prints that AUTH failed *and then PONG*: it goes on as the default user. Here
  an AUTH that fails ends the try, and ``ACL WHOAMI`` says who one is.
- A wrong password, an unknown user and a user that is ``off`` are all WRONGPASS.
- A server without any user answers AUTH with ERR; that is no refusal of a credential.
- Where a firewall or a proxy answers, the greeting is no Redis: ambiguous.
"""

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from io import BufferedRWPair

from keyroll.errors import UsageError
from keyroll.model.probe import Outcome, Plane
from keyroll.providers._sessions import left
from keyroll.providers.contract import Answer, Login, Probe
from keyroll.providers.shapes import never_issued

#: Seconds for one answer.
PATIENCE = 10
_MOST_BYTES = 1 << 20
_ERRORS = {
    "WRONGPASS": Outcome.REFUSED_CREDENTIAL,
    "NOPERM": Outcome.REFUSED_POLICY,
    "DENIED": Outcome.REFUSED_POLICY,
    "LOADING": Outcome.UNREACHABLE,
    "MASTERDOWN": Outcome.UNREACHABLE,
}


class _Refused(Exception):  # noqa: N818 - it is an answer, not a fault
    """The server answered with an error; ``code`` is its first word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _NotRedis(Exception):  # noqa: N818 - it is an answer, not a fault
    """What came is no answer of Redis."""


@dataclass(frozen=True, slots=True)
class _Connection:
    stream: BufferedRWPair

    def ask(self, *words: bytes) -> str:
        """Send one command and return its answer, if it is a text or a number. Raises _Refused, _NotRedis."""
        command = b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words)
        self.stream.write(b"*%d\r\n%s" % (len(words), command))
        self.stream.flush()
        line = self.stream.readline(_MOST_BYTES)
        if not line.endswith(b"\r\n"):
            raise _NotRedis
        text = line[1:-2].decode("utf-8", "replace")
        match line[:1]:
            case b"-":
                raise _Refused(text.partition(" ")[0])
            case b"+" | b":":
                return text
            case b"$" if text.isdecimal() and int(text) <= _MOST_BYTES:
                return self.stream.read(int(text) + 2)[:-2].decode("utf-8", "replace")
        raise _NotRedis


def place(address: str) -> Plane:
    """Read ``host:port``, or ``tls://host:port``."""
    host, _, port = address.removeprefix("tls://").rpartition(":")
    if not (host and port.isdecimal()):
        raise UsageError("this is no address of a Redis node", hint="write it as cache1:6379 or tls://cache1:6379")
    return Plane(f"{host}:{port}", address)


def attempt(plane: Plane, login: Login) -> Answer:
    """Sign in and ask who one is."""
    return _asked(plane, login, lambda connection: Answer(Outcome.ACCEPTED, connection.ask(b"ACL", b"WHOAMI")))


def sessions(plane: Plane, login: Login, who: str, age: timedelta) -> Answer:
    """Count the connections of a user that are at least so old, or all where somebody else looks."""

    def count(connection: _Connection) -> Answer:
        own = connection.ask(b"CLIENT", b"ID")
        clients = [dict(word.partition("=")[::2] for word in line.split(" ")) for line in _lines(connection)]
        # A server counts whole seconds: a connection may be nearly one older than it says.
        old = [
            one
            for one in clients
            if one.get("user") == who
            and one.get("id") != own
            and (login.who != who or int(one.get("age", "0")) + 1 >= age.total_seconds())
        ]
        return left(len(old), "connection", login.who)

    return _asked(plane, login, count)


def _lines(connection: _Connection) -> list[str]:
    return [line for line in connection.ask(b"CLIENT", b"LIST").splitlines() if line]


def _asked(plane: Plane, login: Login, question: Callable[[_Connection], Answer]) -> Answer:
    host, _, port = plane.address.removeprefix("tls://").rpartition(":")
    try:
        with socket.create_connection((host, int(port)), PATIENCE) as plain:
            wire = plain
            if plane.address.startswith("tls://"):
                wire = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
            with wire.makefile("rwb") as stream:
                connection = _Connection(stream)
                with login.value.open() as raw:
                    connection.ask(b"AUTH", login.who.encode(), raw)
                # The mark is for the server's own log; whoever may not set it is signed in all the same.
                with suppress(_Refused):
                    connection.ask(b"CLIENT", b"SETNAME", login.mark.encode())
                return question(connection)
    except _Refused as refused:
        return Answer(_ERRORS.get(refused.code, Outcome.AMBIGUOUS), said=refused.code[:20])
    except (OSError, TimeoutError):
        return Answer(Outcome.UNREACHABLE)
    except (_NotRedis, ValueError):
        return Answer(Outcome.AMBIGUOUS)


PROBES = (
    Probe(
        kind="user",
        verb="ACL WHOAMI",
        place=place,
        attempt=attempt,
        never_issued=never_issued,
        sessions=sessions,
    ),
)
