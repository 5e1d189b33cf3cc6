"""Signs in to MariaDB with the password of an account.

Misleading responses, tested on MariaDB 11.8.6 on 2026-11-25:

- A wrong password, an unknown user and ``REQUIRE SSL`` over a plain connection all get 1045. The right password of a
  blocked account with two methods gets it, too.
- A locked account gets 4151, and only with its right password: that value is disabled.
- An expired password gets 1862 or, if the server accepts the client for a change of the password, 1820: its holder may
  still renew it, so the value is not dead.
- 1130 (no account may connect from this host), 1698 (the account accepts no password), 1044 and 1049 (a database) prove
  nothing against the value; 1040, 1203 and 1226 are limits of connections, 4150 is ``max_password_errors``.
- One user may be several accounts (``app@%``, ``app@10.%``) with several passwords: the identity is ``CURRENT_USER()``.
- A server may request the password in clear (PAM does): it is sent only over ``tls=verify``.
- The process list does not say when a session began: **every session of the user counts as an old one**.

No account is locked for failures unless ``max_password_errors`` is set (default 4294967295; an accepted value resets
the count, and each visit also tests the new value). The driver does not know the plugin ``parsec``: ambiguous.
"""

import struct
from collections.abc import Callable
from datetime import timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from keyroll.errors import ConfigError, UsageError, installed_with
from keyroll.model.probe import Outcome, Plane
from keyroll.providers._sessions import left
from keyroll.providers._sockets import ConnectionBudget, connect, tls_context
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.providers.shapes import never_issued
from keyroll.reveal import reveal

if TYPE_CHECKING:
    from pymysql.connections import Connection
    from pymysql.cursors import Cursor

#: Seconds for one connection and its query.
PATIENCE = 10
_CODES = {
    1045: Outcome.REFUSED_CREDENTIAL,
    4151: Outcome.REFUSED_DISABLED,
    1820: Outcome.REFUSED_POLICY,
    1862: Outcome.REFUSED_POLICY,
    1044: Outcome.REFUSED_POLICY,
    1049: Outcome.REFUSED_POLICY,
    1130: Outcome.REFUSED_POLICY,
    1227: Outcome.REFUSED_POLICY,
    1698: Outcome.REFUSED_POLICY,
    1040: Outcome.THROTTLED,
    1129: Outcome.THROTTLED,
    1203: Outcome.THROTTLED,
    1226: Outcome.THROTTLED,
    4150: Outcome.THROTTLED,
    1053: Outcome.UNREACHABLE,
    2003: Outcome.UNREACHABLE,
    2006: Outcome.UNREACHABLE,
    2013: Outcome.UNREACHABLE,
}
_SESSIONS = "SELECT count(*) FROM information_schema.PROCESSLIST WHERE USER = %s AND ID <> CONNECTION_ID()"
#: An account without the privilege PROCESS sees only its own sessions, and is refused this.
MAY_SEE_ALL = "SELECT count(*) FROM information_schema.INNODB_TRX"

Question = Callable[["Cursor"], ProbeAnswer]


def place(address: str) -> Plane:
    """Read the plane ``host:port[?tls=verify]``."""
    if find_spec("pymysql") is None:
        raise ConfigError("MariaDB cannot be probed without pymysql", hint=installed_with("probes"))
    server, _, options = address.partition("?")
    host, _, port = server.rpartition(":")
    if not (host and port.isdecimal()) or options not in ("", "tls=verify"):
        raise UsageError("this is not the address of a MariaDB server", hint="write it as db1:3306?tls=verify")
    return Plane(server, address)


def attempt(plane: Plane, login: Login) -> ProbeAnswer:
    """Sign in and request the account's name."""
    return _asked(plane, login, lambda cursor: ProbeAnswer(Outcome.ACCEPTED, _one(cursor, "SELECT CURRENT_USER()")))


def sessions(plane: Plane, login: Login, who: str, _age: timedelta) -> ProbeAnswer:
    """Count the sessions of an account's user, of any age: the server does not keep it."""

    def count(cursor: "Cursor") -> ProbeAnswer:
        if _user(login.who) != _user(who):
            _one(cursor, MAY_SEE_ALL)
        return left(int(_one(cursor, _SESSIONS, _user(who))), "session", login.who)

    return _asked(plane, login, count)


def _asked(plane: Plane, login: Login, question: Question) -> ProbeAnswer:
    import pymysql

    try:
        connection = signed_in(plane, login)
        try:
            with connection.cursor() as cursor:
                return question(cursor)
        finally:
            connection.close()
    except pymysql.Error as error:
        code = error.args[0] if error.args else None
        known = code if isinstance(code, int) else 0
        return ProbeAnswer(_CODES.get(known, Outcome.AMBIGUOUS), said=str(known or ""))
    except (OSError, TimeoutError):
        return ProbeAnswer(Outcome.UNREACHABLE)
    # A host that is not MariaDB breaks the driver's reader in one of these ways.
    except (AssertionError, ValueError, LookupError, TypeError, RuntimeError, AttributeError, struct.error):
        return ProbeAnswer(Outcome.AMBIGUOUS)


def signed_in(plane: Plane, login: Login) -> "Connection[Cursor]":
    """Open a connection that only reads. Raises pymysql.Error, OSError."""
    import pymysql

    server, _, options = plane.address.partition("?")
    host, _, port = server.rpartition(":")
    verified = bool(parse_qs(options).get("tls"))
    budget = ConnectionBudget.of()
    with reveal(login.value) as raw:
        connection = pymysql.connect(
            host=host,
            port=int(port),
            user=_user(login.who),
            password=raw.decode(),
            program_name=login.mark,
            init_command="SET SESSION TRANSACTION READ ONLY",
            connect_timeout=PATIENCE,
            read_timeout=PATIENCE,
            write_timeout=PATIENCE,
            ssl=tls_context(budget) if verified else None,
            defer_connect=True,
            auth_plugin_map={} if verified else dict.fromkeys(("mysql_clear_password", "dialog"), _NotInClear),
        )
        connection.connect(connect(host, int(port), PATIENCE, budget))
    return connection


class _NotInClear:
    """Refuses to send the password to a server that requests it in clear."""

    def __init__(self, _connection: object) -> None:
        pass

    def authenticate(self, _packet: object) -> None:
        import pymysql

        raise pymysql.OperationalError(2059, "in clear")


def _user(account: str) -> str:
    """Return the user of ``user@host``; a user's name may hold an @, a host cannot."""
    return account.rpartition("@")[0] or account


def _one(cursor: "Cursor", statement: str, *values: str) -> str:
    cursor.execute(statement, values)
    row = cursor.fetchone()
    return str(row[0]) if row else ""


PROBES = (
    Probe(
        kind="account",
        verb="SELECT CURRENT_USER()",
        place=place,
        attempt=attempt,
        never_issued=never_issued,
        sessions=sessions,
    ),
)
