"""Smartsheet live: a token of a System Admin that may read users. No call lists tokens, not even the caller's own.

- ``GET /users`` is paged by ``page``; ``totalPages`` gives their number. Fields such as ``status`` are shown only to a
  System Admin (developers.smartsheet.com/api/smartsheet, *List users*, from memory: re-check). The page size and
  number are parameters of ``list_users`` in the vendor's library 4.4 (read 2026-11-29).
- A token that is made in the web application has no scopes: it has all rights of its user, and is never read-only. A
  token with only the scope READ_USERS comes from an OAuth app (*OAuth walkthrough*, *Access scopes*).
- The limit is 300 requests per minute and token (*Scalability options*); 429 carries errorCode 4003.
"""

from functools import partial

from keyroll.http import Http, bearer
from keyroll.model.json import single
from keyroll.providers._rest import Rest, RestCall, by_page, without
from keyroll.providers.live import Connection, LiveSource, Me, Opening, Pull
from keyroll.providers.smartsheet.survey import next_page


def _me(http: Http) -> Me:
    """Return the owner of the token; Smartsheet does not show which of that user's tokens it is."""
    reply = http.get("/2.0/users/me")
    return Me(single(reply.json(), reply.where).text("email"))


_CALLS = {"users": RestCall("/2.0/users?pageSize=100&page=1", next=by_page(next_page), shown=without("profileImage"))}


def open_live(opening: Opening) -> LiveSource:
    """Open a connection; no request is made yet."""
    return Rest(Http(opening.address, bearer(opening.credential)), _CALLS, partial(_me))


CONNECTION = Connection(
    open=open_live,
    pulls=(Pull("users", "READ_USERS, of a System Admin"),),
    make=(
        "open Developer Tools > Create New App; leave out every scope but READ_USERS (and READ_EVENTS for the log)",
        "as a System Admin allow the app once, and keep the token that it gets",
        "or make a token under Personal Settings > API Access: it has all rights of its user, so prefer the app",
    ),
    page="https://developers.smartsheet.com/api/smartsheet/guides/basics/authentication",
    address="https://api.smartsheet.com",
)
