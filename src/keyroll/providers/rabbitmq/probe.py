"""Signs in to RabbitMQ with the password of a user. AMQP 0-9-1 and the management API are separate planes.

Misleading responses, tested on RabbitMQ 4.0.5 on 2026-11-25:

- A wrong password, an unknown user and a user without a password all get 403 over AMQP, 401 over HTTP.
- HTTP also returns 401 for a right password if the user has no tag ("Not management user") or may not connect from
  this network.
- A missing virtual host, a missing permission and a limit of connections are reported after a good password: 530.
- The broker returns no identity over AMQP. It has no other user to fall back to, so the identity is the user that was
  accepted.
- **A connection outlives its password**, and its permissions. AMQP cannot list connections: the management API can, if
  the address names it (``?management=``). It shows a new connection only after up to 5 s.
- A broker that does not support reports of failed sign-ins closes the connection without a message: unreachable.
- A user with the tag ``management`` sees only its own connections: it is not used to count those of other users.

A value in PEM (a certificate with its key) is presented over TLS, with the mechanism EXTERNAL. Over AMQP the broker
does not return the user of the certificate: the log shows it.

Over HTTP each request carries the password, but connections that it opened over AMQP are also counted. No number of
failures locks a user.
"""

import http.client
from datetime import timedelta
from urllib.parse import parse_qs, unquote

from keyroll import addresses
from keyroll.errors import UsageError
from keyroll.http import basic
from keyroll.model.json import Json
from keyroll.model.probe import Outcome, Plane
from keyroll.providers import _wire
from keyroll.providers._client_certificate import is_certificate
from keyroll.providers._sessions import left
from keyroll.providers._sockets import connect, secured
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.providers.rabbitmq.amqp import Closed, NotAMQP, Wire
from keyroll.providers.shapes import never_issued
from keyroll.reveal import reveal

_PORTS = {"amqp": 5672, "amqps": 5671}
_SEES_ALL = {"administrator", "monitoring"}
_FAULTS = (OSError, http.client.HTTPException)


def place(address: str) -> Plane:
    """Read the plane ``amqps://host[:port]/vhost[?management=https://host:port]`` or ``https://host:port``.

    Unencrypted addresses are accepted only for the loopback interface.
    """
    parts = addresses.parts(address)
    if parts.scheme not in _PORTS:
        return _wire.place(address)
    manager = parse_qs(parts.query).get("management", [])
    if not parts.hostname or parts.username or parts.query.partition("=")[0] not in ("", "management"):
        raise UsageError(
            "this is not the address of a broker", hint="write it as amqps://mq1:5671/ or https://mq1:15671"
        )
    if parts.scheme == "amqp" and parts.hostname not in _wire.LOCAL:
        raise UsageError(f"{parts.hostname} would get the value unencrypted", hint="write the address with amqps://")
    for one in manager:
        _wire.place(one)
    return Plane(f"{parts.scheme}://{parts.netloc}{parts.path or '/'}", address)


def attempt(plane: Plane, login: Login) -> ProbeAnswer:
    """Sign in; over HTTP also request the identity."""
    try:
        if not plane.address.startswith("amqp"):
            answer = _ask(plane, "whoami", login)
            return _said(answer) or ProbeAnswer(Outcome.ACCEPTED, _text(answer.body, "name"))
        _knock(plane.address, login)
    except Closed as closed:
        return ProbeAnswer(_closed(closed), said=str(closed.code))
    except NotAMQP:
        return ProbeAnswer(Outcome.AMBIGUOUS)
    except _FAULTS:
        return ProbeAnswer(Outcome.UNREACHABLE)
    return ProbeAnswer(Outcome.ACCEPTED, login.who)


def sessions(plane: Plane, login: Login, who: str, age: timedelta) -> ProbeAnswer:
    """Count the connections of a user of at least this age, from the management API."""
    manager = plane
    if plane.address.startswith("amqp"):
        named = parse_qs(addresses.parts(plane.address).query).get("management")
        if not named:
            return ProbeAnswer(Outcome.AMBIGUOUS, said="no management")
        manager = _wire.place(named[0])
    try:
        if login.who != who and (refused := _sees_not_all(manager, login)):
            return refused
        answer = _ask(manager, "connections", login)
    except _FAULTS:
        return ProbeAnswer(Outcome.UNREACHABLE)
    if refused := _said(answer):
        return refused
    if not isinstance(answer.body, list):
        return ProbeAnswer(Outcome.AMBIGUOUS)
    old = sum(1 for one in answer.body if _text(one, "user") == who and _is_old(one, answer, age))
    return left(old, "connection", login.who)


def _sees_not_all(manager: Plane, login: Login) -> ProbeAnswer | None:
    answer = _ask(manager, "whoami", login)
    tags = answer.body.get("tags") if isinstance(answer.body, dict) else None
    if refused := _said(answer):
        return refused
    may = isinstance(tags, list) and _SEES_ALL & {str(tag) for tag in tags}
    return None if may else ProbeAnswer(Outcome.REFUSED_POLICY, said="no monitoring")


def _is_old(one: Json, answer: _wire.Response, age: timedelta) -> bool:
    """Return whether a connection has this age by the broker's own clock, or may have it: one date is missing."""
    opened = one.get("connected_at") if isinstance(one, dict) else None
    if not isinstance(opened, int) or answer.date is None:
        return True
    # The response's date is in whole seconds: the time may be nearly one second later.
    return answer.date.timestamp() + 1 - opened / 1000 >= age.total_seconds()


def _ask(manager: Plane, path: str, login: Login) -> _wire.Response:
    headers = {**basic(login.who, login.value)(), "User-Agent": login.mark}
    return _wire.request(manager, "GET", f"/api/{path}", headers=headers)


def _said(answer: _wire.Response) -> ProbeAnswer | None:
    """Return the refusal or failure in a response; None if it is a success."""
    if answer.status == http.client.OK and answer.body is not None:
        return None
    reason = _text(answer.body, "reason")
    if answer.status == http.client.UNAUTHORIZED and reason == "Not_Authorized":
        return ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said="401")
    known = {401: Outcome.REFUSED_POLICY if reason else Outcome.AMBIGUOUS, 429: Outcome.THROTTLED}
    known |= dict.fromkeys((500, 502, 503, 504), Outcome.UNREACHABLE)
    return ProbeAnswer(known.get(answer.status, Outcome.AMBIGUOUS), said=str(answer.status))


def _text(body: Json, name: str) -> str:
    found = body.get(name) if isinstance(body, dict) else None
    return found if isinstance(found, str) else ""


def _knock(address: str, login: Login) -> None:
    """Sign in over AMQP and disconnect. Raises Closed, NotAMQP, OSError."""
    parts = addresses.parts(address)
    host, vhost = parts.hostname or "", unquote(parts.path[1:]) or "/"
    with connect(host, parts.port or _PORTS[parts.scheme], _wire.PATIENCE) as plain, reveal(login.value) as raw:
        bound = raw if is_certificate(raw) else None
        # Over TLS the plain socket is empty: the other one must be closed.
        with secured(plain, host, bound) if parts.scheme == "amqps" else plain as wire:
            broker = Wire(wire)
            broker.sign_in(login.who.encode(), None if bound else raw, vhost, login.mark)
            broker.close()


def _closed(closed: Closed) -> Outcome:
    if closed.code == 403 and "Login was refused using authentication mechanism" in closed.text:
        return Outcome.REFUSED_CREDENTIAL
    if closed.code == 530 and "limit" in closed.text:
        return Outcome.THROTTLED
    known = {403: Outcome.REFUSED_POLICY, 530: Outcome.REFUSED_POLICY, 320: Outcome.UNREACHABLE}
    return known.get(closed.code, Outcome.AMBIGUOUS)


PROBES = (
    Probe(
        kind="user",
        verb="connection.open, or GET /api/whoami",
        place=place,
        attempt=attempt,
        never_issued=never_issued,
        sessions=sessions,
    ),
)
