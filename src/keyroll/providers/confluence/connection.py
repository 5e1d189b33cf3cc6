"""Confluence Data Center live: a personal access token of an administrator.

The caller's identity: ``GET /rest/api/user/current`` ("Confluence Data Center REST API", *User*, from memory:
re-check). *Space*: ``/rest/api/space``, 100 at a time. The permissions of a space are available since Confluence 9.1.
An earlier version returns 404, and they count as not seen.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final
from urllib.parse import parse_qsl, quote, urlsplit

from keyroll.http import Http, Reply, bearer
from keyroll.model.json import Json
from keyroll.providers._atlassian_live import LET_IN, data_center_me, pulls_of_let_in
from keyroll.providers._rest import Rest, RestCall, at, each_id, with_query
from keyroll.providers.live import Connection, Each, LiveSource, Opening, Pull

_ADMIN: Final = "Confluence administrator (global permission)"
_FULL: Final = 100


def _next_spaces(url: str, _reply: Reply, body: Json) -> str:
    """Return the address of the next page; the server limits the number of spaces on a page."""
    listed, most = at(body, "results"), at(body, "limit")
    begun = int(dict(parse_qsl(urlsplit(url).query))["start"])
    full = isinstance(listed, list) and listed and len(listed) >= (most if isinstance(most, int) else _FULL)
    return with_query(url, start=str(begun + len(listed))) if isinstance(listed, list) and full else ""


def _spaces(body: Json, _each: str) -> Iterator[str]:
    return each_id(body, "confluence spaces", "key", "results")


_CALLS: Final = {
    "spaces": RestCall(f"/rest/api/space?start=0&limit={_FULL}", next=_next_spaces),
    "space_permissions": RestCall(lambda key: f"/rest/api/space/{quote(key, safe='')}/permissions"),
    **LET_IN,
}


def open_live(opening: Opening) -> LiveSource:
    """Open a connection; no request is made yet."""
    me = partial(data_center_me, "/rest/api/user/current", "username")
    return Rest(Http(opening.address, bearer(opening.credential)), _CALLS, me)


CONNECTION = Connection(
    open=open_live,
    pulls=(
        Pull("", _ADMIN, name="spaces"),
        Pull("space_permissions", _ADMIN, each=Each("spaces", _spaces)),
        *pulls_of_let_in(_ADMIN),
    ),
    make=(
        "create an account keyroll with the global permission Confluence administrator",
        "as that account: Profile > Settings > Personal access tokens > Create token, with an expiry; a token has all "
        "rights of its account, and cannot be limited to reading",
    ),
    page="https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html",
)
