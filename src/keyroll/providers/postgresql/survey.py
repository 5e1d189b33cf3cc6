"""Reads the roles of a PostgreSQL server: the rows of ``pg_roles`` as JSON (``SELECT json_agg(r) FROM pg_roles r``)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from keyroll.clock import parse_time
from keyroll.errors import UsageError
from keyroll.model.handle import Handle
from keyroll.model.json import Json, Record
from keyroll.model.observation import CredentialState, Observation, credential, principal
from keyroll.providers.contract import Endpoint, Page

#: Roles that the server brings along; nobody signs in as one of them.
_RESERVED = "pg_"


def roles(page: Page) -> Iterator[Observation]:
    """Yield a principal and a credential for each role that is not the server's own. Raises VendorChanged."""
    for row in page.records():
        name = row.text("rolname")
        if name.startswith(_RESERVED):
            continue
        handle, may = Handle.of(page.source, "role", name), row.flag("rolcanlogin")
        yield principal(handle, "role", name=name, active=bool(may))
        yield credential(
            handle,
            "role",
            name=name,
            vendor_kind="role",
            state=CredentialState.ACTIVE if may else CredentialState.SUSPENDED,
            expires=_valid_until(row),
            principal=handle,
        )


def _valid_until(row: Record) -> datetime | None:
    text = row.maybe("rolvaliduntil")
    if text in ("", "infinity"):
        return None
    try:
        return parse_time(text)
    except UsageError:
        return None


def _is_roles(body: Json) -> bool:
    rows: Iterable[Json] = body if isinstance(body, list) else ()
    first = next(iter(rows), None)
    return isinstance(first, dict) and {"rolname", "rolcanlogin", "rolvaliduntil"} <= set(first)


ENDPOINTS = (Endpoint("roles", "SELECT json_agg(r) FROM pg_roles r", roles, recognise=_is_roles),)
