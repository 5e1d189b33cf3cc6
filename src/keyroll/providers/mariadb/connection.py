"""MariaDB live: an account that may read ``mysql.*``, including its hashes, which the statements blank on the server.

An account without that right sees only its own privileges, without an error (tested on 11.8.6): a list of privileges
without any other account is *not seen*, because every server has the account ``mariadb.sys``.
"""

import json
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from keyroll.errors import VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.json import Json
from keyroll.providers._questions import Codes, Questions, not_allowed, unreachable
from keyroll.providers.contracts.probe import Login
from keyroll.providers.live import Connection, ConnectionSetting, LiveSource, Me, Opening, Pull
from keyroll.providers.mariadb.probe import place, signed_in
from keyroll.providers.mariadb.survey import ACCOUNTS, PRIVILEGES, ROLES

if TYPE_CHECKING:
    from keyroll.errors import VendorError

_SCOPE, _USER = "SELECT ON mysql.*", "user"
_CODES = Codes(
    refused=frozenset({1045, 1698, 1820, 1862, 4151}),
    not_allowed=frozenset({1044, 1142, 1143, 1227}),
    full=frozenset({1040, 1129, 1203, 1226, 4150}),
)


def _rows(opening: Opening, statement: str) -> list[str]:
    """Return the texts of a statement's rows. Raises VendorError."""
    import pymysql

    where = str(opening.source)
    login = Login(opening.settings[_USER], opening.credential, "keyroll-survey")
    failed: VendorError
    try:
        connection = signed_in(place(opening.address), login)
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return [str(row[0]) for row in cursor.fetchall()]
        finally:
            connection.close()
    except pymysql.Error as error:
        failed = _CODES.error(where, error.args[0] if error.args else 0)
    except OSError:
        failed = unreachable(where)
    raise failed


def _page(opening: Opening, statement: str) -> Json:
    rows: list[Json] = []
    for text in _rows(opening, statement):
        try:
            rows.append(json.loads(text))
        except ValueError:
            raise VendorChanged(f"{opening.source}: a row is not JSON") from None
    return rows


def _privileges(opening: Opening) -> Json:
    page = _page(opening, PRIVILEGES)
    named = {str(row.get("grantee")) for row in page if isinstance(row, dict)} if isinstance(page, list) else set()
    if len(named) < 2:
        raise not_allowed(str(opening.source), "only its own privileges are shown")
    return page


def _me(opening: Opening) -> Me:
    (name,) = _rows(opening, "SELECT CURRENT_USER()")
    return Me(name, "account", Identifier.of(opening.source, "account", name))


def open_live(opening: Opening) -> LiveSource:
    """Open a connection; no request is made yet. Raises UsageError, ConfigError."""
    place(opening.address)
    pages = {
        "accounts": partial(_page, opening, ACCOUNTS),
        "privileges": partial(_privileges, opening),
        "role_members": partial(_page, opening, ROLES),
    }
    return Questions(partial(_me, opening), pages)


def grant(settings: Mapping[str, str]) -> str:
    """Return the minimal grant; add a password and the hosts that the account may connect from."""
    return f"GRANT SELECT ON mysql.* TO '{settings[_USER]}'@'%';\n"


CONNECTION = Connection(
    open=open_live,
    pulls=(Pull("accounts", _SCOPE), Pull("privileges", _SCOPE), Pull("role_members", _SCOPE)),
    make=(
        "CREATE USER keyroll@'%' IDENTIFIED BY '…' REQUIRE SSL;",
        "keyroll connect mariadb --grant | mariadb",
        "the address is db1:3306?tls=verify",
    ),
    page="https://mariadb.com/kb/en/grant/",
    settings=(ConnectionSetting(_USER, "the user that signs in", "keyroll"),),
    grant=grant,
    parallel=1,
    sends="the account's password",
)
