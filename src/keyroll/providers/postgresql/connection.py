"""PostgreSQL live: any login works, because every role may read ``pg_roles`` by default. Tested on PostgreSQL 18."""

import asyncio
import json
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from keyroll.errors import VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.json import Json
from keyroll.providers._questions import Codes, Questions, unreachable
from keyroll.providers.contracts.probe import Login
from keyroll.providers.live import Connection, ConnectionSetting, LiveSource, Me, Opening, Pull
from keyroll.providers.postgresql import frames
from keyroll.providers.postgresql.privileges import PRIVILEGES
from keyroll.providers.postgresql.probe import PATIENCE, place, signed_in
from keyroll.providers.postgresql.survey import MEMBERS, ROLES

if TYPE_CHECKING:
    import asyncpg

    from keyroll.errors import VendorError

_SCOPE, _USER = "any login", "user"
_CODES = Codes(
    refused=frozenset({"28P01", "28000"}), not_allowed=frozenset({"42501", "3D000"}), full=frozenset({"53300"})
)


def _query(opening: Opening, statement: str) -> str:
    """Return the text that a statement returns. Raises VendorError."""
    import asyncpg

    where = str(opening.source)
    login = Login(opening.settings[_USER], opening.credential, "keyroll-survey")
    failed: VendorError

    async def only(connection: "asyncpg.Connection") -> str:
        return str(await connection.fetchval(statement))

    try:
        return frames.run(asyncio.wait_for(signed_in(place(opening.address), login, only), PATIENCE))
    except asyncpg.PostgresError as error:
        failed = _CODES.error(where, str(error.sqlstate))
    except (OSError, TimeoutError, asyncpg.InterfaceError, asyncpg.InternalClientError):
        failed = unreachable(where)
    raise failed


def _page(opening: Opening, statement: str) -> Json:
    try:
        page: Json = json.loads(_query(opening, statement))
    except ValueError:
        raise VendorChanged(f"{opening.source}: the response is not JSON") from None
    return page


def _me(opening: Opening) -> Me:
    name = _query(opening, "SELECT session_user")
    return Me(name, "role", Identifier.of(opening.source, "role", name))


def open_live(opening: Opening) -> LiveSource:
    """Open a connection; no request is made yet. Raises UsageError, ConfigError."""
    place(opening.address)
    asked = {"roles": ROLES, "members": MEMBERS, "privileges": PRIVILEGES}
    pages = {name: partial(_page, opening, statement) for name, statement in asked.items()}
    return Questions(partial(_me, opening), pages)


def grant(settings: Mapping[str, str]) -> str:
    """Return the minimal role; a password must be added."""
    return f'CREATE ROLE "{settings[_USER]}" LOGIN CONNECTION LIMIT 3;\n'


CONNECTION = Connection(
    open=open_live,
    pulls=(Pull("roles", _SCOPE), Pull("members", _SCOPE), Pull("privileges", _SCOPE)),
    make=(
        "keyroll connect postgresql --grant | psql",
        "give it a password with \\password keyroll in psql",
        "the address is db1:5432/postgres?sslmode=verify-full",
    ),
    page="https://www.postgresql.org/docs/current/view-pg-roles.html",
    settings=(ConnectionSetting(_USER, "the role that signs in", "keyroll"),),
    grant=grant,
    parallel=1,
    sends="the role's password",
)
