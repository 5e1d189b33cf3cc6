"""Signs in to Redis with the password of a user, over its own protocol.

Misleading responses, tested on Redis 8.0 on 2026-11-25:

- ``redis-cli --user app --pass OLD ping`` prints that AUTH failed *and then PONG*: it continues as the default user.
  Here a failed AUTH ends the attempt, and ``ACL WHOAMI`` returns the identity.
- A wrong password, an unknown user and a user that is ``off`` all get WRONGPASS.
- A server without any user returns ERR for AUTH. That is not a refusal of a credential.
- If a firewall or a proxy replies, the greeting is not Redis: ambiguous.
"""

from collections.abc import Callable
from datetime import timedelta

from keyroll.errors import UsageError
from keyroll.model.probe import Outcome, Plane
from keyroll.providers._sessions import left
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.providers.redis.wire import NotRedis, Redis, RedisError, signed_in
from keyroll.providers.shapes import never_issued
from keyroll.reveal import reveal

_ERRORS = {
    "WRONGPASS": Outcome.REFUSED_CREDENTIAL,
    "NOPERM": Outcome.REFUSED_POLICY,
    "DENIED": Outcome.REFUSED_POLICY,
    "LOADING": Outcome.UNREACHABLE,
    "MASTERDOWN": Outcome.UNREACHABLE,
}


def place(address: str) -> Plane:
    """Read the plane ``host:port``, or ``tls://host:port``."""
    host, _, port = address.removeprefix("tls://").rpartition(":")
    if not (host and port.isdecimal()):
        raise UsageError("this is not the address of a Redis node", hint="write it as cache1:6379 or tls://cache1:6379")
    return Plane(f"{host}:{port}", address)


def attempt(plane: Plane, login: Login) -> ProbeAnswer:
    """Sign in and request the identity.

    A user that may not request it is signed in all the same: ``AUTH`` named the user, and was accepted before.
    """

    def who(connection: Redis) -> ProbeAnswer:
        try:
            return ProbeAnswer(Outcome.ACCEPTED, connection.ask(b"ACL", b"WHOAMI"))
        except RedisError as refused:
            if refused.code != "NOPERM":
                raise
            return ProbeAnswer(Outcome.ACCEPTED, login.who, said="AUTH")

    return _attempted(plane, login, who)


def sessions(plane: Plane, login: Login, who: str, age: timedelta) -> ProbeAnswer:
    """Count the connections of a user of at least this age, or all of them for an observer."""

    def count(connection: Redis) -> ProbeAnswer:
        own = connection.ask(b"CLIENT", b"ID")
        clients = [dict(word.partition("=")[::2] for word in line.split(" ")) for line in _lines(connection)]
        # A server counts whole seconds: a connection may be nearly one second older than reported.
        old = [
            one
            for one in clients
            if one.get("user") == who
            and one.get("id") != own
            and (login.who != who or int(one.get("age", "0")) + 1 >= age.total_seconds())
        ]
        return left(len(old), "connection", login.who)

    return _attempted(plane, login, count)


def _lines(connection: Redis) -> list[str]:
    return [line for line in connection.ask(b"CLIENT", b"LIST").splitlines() if line]


def _attempted(plane: Plane, login: Login, question: Callable[[Redis], ProbeAnswer]) -> ProbeAnswer:
    try:
        with reveal(login.value) as raw, signed_in(plane.address, login.who, raw, login.mark) as redis:
            return question(redis)
    except RedisError as refused:
        return ProbeAnswer(_ERRORS.get(refused.code, Outcome.AMBIGUOUS), said=refused.code[:20])
    except (OSError, TimeoutError):
        return ProbeAnswer(Outcome.UNREACHABLE)
    except (NotRedis, ValueError):
        return ProbeAnswer(Outcome.AMBIGUOUS)


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
