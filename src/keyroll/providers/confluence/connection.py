"""Confluence Data Center live: a personal access token of an administrator.

The caller's identity: ``GET /rest/api/user/current`` ("Confluence Data Center REST API", *User*, from memory:
re-check).
"""

from functools import partial

from keyroll.http import Http, bearer
from keyroll.providers._atlassian_live import LET_IN, data_center_me, pulls_of_let_in
from keyroll.providers._rest import Rest
from keyroll.providers.live import Connection, LiveSource, Opening


def open_live(opening: Opening) -> LiveSource:
    """Open a connection; no request is made yet."""
    me = partial(data_center_me, "/rest/api/user/current", "username")
    return Rest(Http(opening.address, bearer(opening.credential)), LET_IN, me)


CONNECTION = Connection(
    open=open_live,
    pulls=pulls_of_let_in("Confluence administrator (global permission)"),
    make=(
        "create an account keyroll with the global permission Confluence administrator",
        "as that account: Profile > Settings > Personal access tokens > Create token, with an expiry; a token has all "
        "rights of its account, and cannot be limited to reading",
    ),
    page="https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html",
)
