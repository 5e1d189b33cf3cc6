"""Offers a private key, with its certificate if there is one, to a host for an account.

The value is the private key as ``ssh-keygen`` writes it, without a passphrase. A certificate's line follows it. The
probe only *signs in*: no channel is opened, so that a forced command does not run.

Misleading responses, tested on OpenSSH 10.0p2 on 2026-11-25:

- A removed line, an unknown account, ``DenyUsers``, ``from=``, ``expiry-time``, a revoked key and a revoked or expired
  certificate all get the same "permission denied". The new key from the same network reveals an address list.
- A key may be accepted and more be required (``AuthenticationMethods publickey,password``): that is not a refusal of
  the key. The server shows it by requesting a signature. The same holds if a signature was made and then denied.
- **After four failures a host refuses connections from the address for 20 s and more** (``PerSourcePenalties``, on
  since 9.8; ``MaxStartups`` too): unreachable for every key. Many keys of one host, probed from one machine, share that
  limit.
- The protocol does not return an identity. The host accepts this key's signature over the account's name and this
  host's session (RFC 4252 section 7): so the identity is the key's fingerprint, at the account of the address.
- A different host may accept anything: ``?hostkey=SHA256:…`` names the host's key.
- **Sessions are not visible from outside.** The probe signs in with the new key (or as an observer) and runs ``ps`` on
  the host, but only if the server reports that the key has no forced command (it does not report ``ForceCommand`` of
  its configuration: name an observer). ``ps`` shows sessions of an account and their age, not the key that opened them:
  all of them count. A host that hides processes of others is recognised because it hides the first one.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qs

from keyroll.errors import ConfigError, UsageError, installed_with
from keyroll.model.probe import Limit, Outcome, Plane
from keyroll.providers import _event_loop, shapes
from keyroll.providers._sessions import left
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.providers.openssh.keys import NoKey, Offer, never_issued, offered
from keyroll.reveal import reveal
from keyroll.secret import Secret

if TYPE_CHECKING:
    import asyncssh

#: Seconds for one connection and its query.
PATIENCE = 10
#: Lists all processes: id, parent, age in seconds, command.
PROCESSES = "LC_ALL=C ps -eo pid=,ppid=,etimes=,args="
_ROW = re.compile(r"\s*(\d+)\s+(\d+)\s+(\d+)\s(.*)")
#: The server's message about a key's permissions; a forced command comes first.
_OPTIONS, _FORCED = "key options:", re.compile(r"key options: *command")
_TOO_MANY = 2

T = TypeVar("T")
#: A query over a connection, with the server's message about the key's permissions.
Asking = Callable[["asyncssh.SSHClientConnection", list[str]], Awaitable[T]]


class OtherHost(ValueError):  # noqa: N818 - it is an answer, not a fault
    """The host's key differs from the one in the address."""


def place(address: str) -> Plane:
    """Read ``account@host[:port][?hostkey=SHA256:…]``."""
    if find_spec("asyncssh") is None:
        raise ConfigError("OpenSSH cannot be probed without asyncssh", hint=installed_with("probes"))
    server, _, options = address.partition("?")
    account, host, port = parts(server)
    if not (account and host and port.isdecimal()) or options.partition("=")[0] not in ("", "hostkey"):
        raise UsageError("this is not an account of a host", hint="write it as deploy@web1:22?hostkey=SHA256:…")
    return Plane(f"{account}@{host}:{port}", address)


def parts(server: str) -> tuple[str, str, str]:
    """Return account, host and port of ``account@host[:port]``."""
    account, _, where = server.rpartition("@")
    host, colon, port = where.rpartition(":")
    return (account, host, port) if colon else (account, where, "22")


def attempt(plane: Plane, login: Login) -> ProbeAnswer:
    """Sign in to the account of a plane and disconnect; the identity is the key."""
    account, _, _ = parts(plane.address.partition("?")[0])

    async def nothing(_connection: "asyncssh.SSHClientConnection", _permissions: list[str]) -> ProbeAnswer:
        return ProbeAnswer(Outcome.ACCEPTED)

    return _attempted(plane, login, account, nothing)


def sessions(plane: Plane, login: Login, _who: str, age: timedelta) -> ProbeAnswer:
    """Count the sessions of a plane's account of at least this age; an observer is an account of the same host."""
    account, _, _ = parts(plane.address.partition("?")[0])
    by = account if login.who.startswith("SHA256:") else login.who

    async def look(connection: "asyncssh.SSHClientConnection", permissions: list[str]) -> ProbeAnswer:
        # The server reports a key's permissions right after accepting it.
        for _ in range(20):
            if permissions:
                break
            await asyncio.sleep(0.1)
        if not permissions or any(_FORCED.search(one) for one in permissions):
            return ProbeAnswer(Outcome.REFUSED_POLICY, said="no shell")
        done = await connection.run(PROCESSES, stdin=asyncio.subprocess.DEVNULL, encoding="utf-8", errors="replace")
        return _counted(str(done.stdout), account, by, age)

    return _attempted(plane, login, by, look)


def _counted(shown: str, account: str, by: str, age: timedelta) -> ProbeAnswer:
    """Count the sessions of an account in the output of ps, except the session of ps itself."""
    alive = open_sessions(shown, account, by)
    if alive is None:
        return ProbeAnswer(Outcome.AMBIGUOUS, said="no processes")
    # Whole seconds: a session may be nearly one second older than reported.
    return left(sum(1 for seconds in alive.values() if seconds + 1 >= age.total_seconds()), "session", by)


def open_sessions(shown: str, account: str, by: str) -> dict[int, int] | None:
    """Return process id and age of each session of an account in the output of ps; None if ps hides some."""
    rows = {int(found[1]): found for found in map(_ROW.fullmatch, shown.splitlines()) if found}
    own = next((pid for pid, row in rows.items() if row[4].endswith(PROCESSES.partition(" ")[2])), None)
    # A host may hide processes of others: then it shows only keyroll's own in full.
    if own is None or (1 not in rows and account != by):
        return None
    above = set()
    while own in rows and own not in above:
        above.add(own)
        own = int(rows[own][2])
    title = re.compile(rf"sshd(?:-session)?: {re.escape(account)}(?:@\S+)?\s*")
    return {pid: int(row[3]) for pid, row in rows.items() if title.fullmatch(row[4]) and pid not in above}


def _attempted(plane: Plane, login: Login, account: str, question: Asking[ProbeAnswer]) -> ProbeAnswer:
    import asyncssh

    try:
        with reveal(login.value) as raw:
            offer = offered(raw)
    except NoKey:
        return ProbeAnswer(Outcome.AMBIGUOUS, said="no key")
    try:
        answer = _event_loop.run(asyncio.wait_for(signed_in(plane, login.mark, account, offer, question), PATIENCE))
    except OtherHost:
        return ProbeAnswer(Outcome.AMBIGUOUS, said="other host")
    except asyncssh.PermissionDenied:
        # If the signature was requested and then denied, the host requires a further authentication method.
        return (
            ProbeAnswer(Outcome.REFUSED_POLICY, said="more")
            if offer.signed
            else ProbeAnswer(Outcome.REFUSED_CREDENTIAL)
        )
    except asyncssh.DisconnectError as error:
        return ProbeAnswer(_disconnected(error), said=str(error.code))
    except (asyncssh.Error, ValueError):
        return ProbeAnswer(Outcome.AMBIGUOUS)
    except (OSError, TimeoutError):
        return ProbeAnswer(Outcome.UNREACHABLE)
    return answer if answer.identity else replace(answer, identity=offer.name)


async def signed_in(plane: Plane, mark: str, account: str, offer: Offer, question: Asking[T]) -> T:
    """Sign in and run one query. Raises OtherHost, asyncssh's errors, OSError."""
    import asyncssh

    permissions: list[str] = []

    class Client(asyncssh.SSHClient):
        def debug_msg_received(self, msg: str, *_how: object) -> None:
            if _OPTIONS in msg:
                permissions.append(msg)

    server, _, options = plane.address.partition("?")
    _, host, port = parts(server)
    connection, _ = await asyncssh.create_connection(
        Client,
        host,
        int(port),
        username=account,
        client_keys=[offer.pair],
        known_hosts=None,
        agent_path=None,
        config=None,
        preferred_auth="publickey",
        client_version=mark,
        connect_timeout=PATIENCE,
        login_timeout=PATIENCE,
    )
    try:
        key = connection.get_server_host_key()
        wanted = parse_qs(options.replace("+", "%2B")).get("hostkey")
        if wanted and (key is None or key.get_fingerprint() != wanted[0]):
            raise OtherHost
        return await question(connection, permissions)
    finally:
        connection.close()
        await connection.wait_closed()


def _disconnected(error: "asyncssh.DisconnectError") -> Outcome:
    import asyncssh

    if isinstance(error, asyncssh.ConnectionLost):
        return Outcome.UNREACHABLE
    return Outcome.THROTTLED if error.code == _TOO_MANY and "Too many" in error.reason else Outcome.AMBIGUOUS


def _never_issued(value: Secret) -> Secret:
    """Return a new key like a given one; for a value that is not a key, a different text that is not a key."""
    try:
        with reveal(value) as raw:
            return Secret(never_issued(raw))
    except NoKey:
        return shapes.never_issued(value)


PROBES = tuple(
    Probe(
        kind=kind,
        verb="publickey",
        place=place,
        attempt=attempt,
        never_issued=_never_issued,
        sessions=sessions,
        lockout=Limit(4, timedelta(seconds=20)),
    )
    for kind in ("public_key", "certificate")
)
