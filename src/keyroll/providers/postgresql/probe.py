"""Signs in to PostgreSQL with the password of a role.

Misleading responses, tested on PostgreSQL 15 and 18 on 2026-11-25:

- A wrong password, an unknown role and one past ``VALID UNTIL`` all get 28P01.
- A role that may not log in gets 28000, and only with its right password. A line of ``pg_hba.conf`` that rejects
  everybody gives the same code, before any password is checked. The reporting function distinguishes them
  (``InitializeSessionUserId`` or ``ClientAuthentication``); the message may be in any language.
- A missing database (3D000), a missing right to connect (42501) and a full server (53300) are reported after a good
  password.
- Some drivers report a wrong password and an unavailable server in the same way; asyncpg gives the code.
- A value in PEM (a certificate with its key) is presented over TLS in place of a password.
- A line ``trust`` in ``pg_hba.conf`` accepts everybody: the never-issued value shows it.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from datetime import timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qs

from keyroll.errors import ConfigError, UsageError, installed_with
from keyroll.model.probe import Outcome, Plane
from keyroll.providers._client_certificate import is_certificate, present
from keyroll.providers._sessions import left
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.providers.postgresql import frames
from keyroll.providers.shapes import never_issued
from keyroll.reveal import reveal

if TYPE_CHECKING:
    import asyncpg

#: Seconds for one connection and its query.
PATIENCE = 10
_DISABLED, _REJECTED = "InitializeSessionUserId", "ClientAuthentication"
_CODES = {
    "28P01": Outcome.REFUSED_CREDENTIAL,
    "3D000": Outcome.REFUSED_POLICY,
    "42501": Outcome.REFUSED_POLICY,
    "53300": Outcome.THROTTLED,
    "57P03": Outcome.UNREACHABLE,
}
_SESSIONS = (
    "SELECT count(*) FROM pg_stat_activity WHERE usename = $1 AND pid <> pg_backend_pid() "
    # An account that may not see when a session began must count it as old.
    "AND coalesce(extract(epoch FROM clock_timestamp() - backend_start) >= $2, true)"
)


T = TypeVar("T")
Question = Callable[["asyncpg.Connection"], Awaitable[ProbeAnswer]]


def place(address: str) -> Plane:
    """Read the plane ``host:port/database[?sslmode=verify-full]``; a host with a leading / is a socket's folder."""
    if find_spec("asyncpg") is None:
        raise ConfigError("PostgreSQL cannot be probed without asyncpg", hint=installed_with("probes"))
    server, found, options = address.partition("?")
    where, _, database = server.rpartition("/")
    host, _, port = where.rpartition(":")
    if not (host and port.isdecimal() and database) or set(parse_qs(options)) - {"sslmode"}:
        raise UsageError("this is not the address of a database", hint="write it as db1:5432/app?sslmode=verify-full")
    return Plane(server, f"{server}{found}{options}")


def attempt(plane: Plane, login: Login) -> ProbeAnswer:
    """Sign in and request the identity."""

    async def whoami(connection: "asyncpg.Connection") -> ProbeAnswer:
        return ProbeAnswer(Outcome.ACCEPTED, str(await connection.fetchval("SELECT session_user")))

    return _asked(plane, login, whoami)


def sessions(plane: Plane, login: Login, who: str, age: timedelta) -> ProbeAnswer:
    """Count the sessions of a role of at least this age; any database shows those of all databases."""

    async def count(connection: "asyncpg.Connection") -> ProbeAnswer:
        number = int(await connection.fetchval(_SESSIONS, who, age.total_seconds()))
        return left(number, "session", login.who)

    return _asked(plane, login, count)


def _asked(plane: Plane, login: Login, question: Question) -> ProbeAnswer:
    import asyncpg

    try:
        return frames.run(asyncio.wait_for(signed_in(plane, login, question), PATIENCE))
    except asyncpg.PostgresError as error:
        return ProbeAnswer(_outcome(error), said=_said(error))
    except (OSError, TimeoutError, ssl.SSLError):
        return ProbeAnswer(Outcome.UNREACHABLE)
    except (asyncpg.InterfaceError, asyncpg.InternalClientError, ValueError):
        return ProbeAnswer(Outcome.AMBIGUOUS)


async def signed_in(plane: Plane, login: Login, question: Callable[["asyncpg.Connection"], Awaitable[T]]) -> T:
    """Run one query over a read-only connection. Raises asyncpg's errors, OSError."""
    import asyncpg

    server, _, options = plane.address.partition("?")
    where, _, database = server.rpartition("/")
    host, _, port = where.rpartition(":")
    mode = parse_qs(options).get("sslmode", ["prefer"])[0]
    with reveal(login.value) as raw:
        bound = is_certificate(raw)
        connection = await asyncpg.connect(
            host=host,
            port=int(port),
            database=database,
            user=login.who,
            password=None if bound else raw.decode(),
            ssl=_presenting(raw, mode) if bound else mode,
            timeout=PATIENCE,
            server_settings={"application_name": login.mark, "default_transaction_read_only": "on"},
        )
    try:
        return await question(connection)
    finally:
        await connection.close()


def _presenting(raw: bytes, mode: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not mode.startswith("verify-"):
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.check_hostname = mode == "verify-full"
    present(context, raw)
    return context


def _outcome(error: "asyncpg.PostgresError") -> Outcome:
    if error.sqlstate == "28000":
        by = {_DISABLED: Outcome.REFUSED_DISABLED, _REJECTED: Outcome.REFUSED_POLICY}
        return by.get(_function(error), Outcome.AMBIGUOUS)
    return _CODES.get(str(error.sqlstate), Outcome.AMBIGUOUS)


def _said(error: "asyncpg.PostgresError") -> str:
    return f"{error.sqlstate} {_function(error)}" if error.sqlstate == "28000" else str(error.sqlstate)


def _function(error: "asyncpg.PostgresError") -> str:
    return str(getattr(error, "server_source_function", "") or "")


PROBES = (
    Probe(
        kind="role",
        verb="SELECT session_user",
        place=place,
        attempt=attempt,
        never_issued=never_issued,
        sessions=sessions,
    ),
)
