"""Jira Data Center live: a personal access token of an administrator.

- Users come 1,000 at a time by ``startAt``; another page follows a full one ("Jira REST API", *user/search*).
- ``groups/picker`` lists groups. It shows at most as many as the setting ``jira.ajax.autocomplete.limit`` allows, and
  gives their total number: a shorter list is incomplete (from memory: re-check).
- No documented call lists tokens of other users or OAuth 2.0 integrations.
"""

from collections.abc import Iterator
from functools import partial
from urllib.parse import parse_qsl, quote, urlsplit

from keyroll.errors import VendorChanged
from keyroll.http import Http, Reply, bearer
from keyroll.model.json import Json
from keyroll.providers._atlassian_live import LET_IN, data_center_me, pulls_of_let_in
from keyroll.providers._rest import Rest, RestCall, at, by_offset, each_id, with_query
from keyroll.providers.jira.survey import FULL_PAGE
from keyroll.providers.live import Connection, Each, LiveSource, Opening, Pull

_BROWSE = "Browse users (global permission)"
_ADMIN = "Jira administrators (global permission)"


def _next_users(url: str, _reply: Reply, body: Json) -> str:
    begun = int(dict(parse_qsl(urlsplit(url).query))["startAt"])
    full = isinstance(body, list) and len(body) >= FULL_PAGE
    return with_query(url, startAt=str(begun + FULL_PAGE)) if full else ""


def _groups(body: Json, _each: str) -> Iterator[str]:
    groups, total = at(body, "groups"), at(body, "total")
    if not isinstance(groups, list) or total != len(groups):
        raise VendorChanged(
            "jira groups/picker: total", hint="it does not show every group: raise jira.ajax.autocomplete.limit"
        )
    return each_id(body, "jira groups/picker", "name", "groups")


def _members(group: str) -> str:
    name = quote(group, safe="")
    return f"/rest/api/2/group/member?groupname={name}&includeInactiveUsers=true&startAt=0&maxResults=50"


_CALLS = {
    "users": RestCall(
        f"/rest/api/2/user/search?username=.&includeActive=true&includeInactive=true&startAt=0&maxResults={FULL_PAGE}",
        next=_next_users,
    ),
    "groups": RestCall("/rest/api/2/groups/picker?maxResults=10000"),
    "group_members": RestCall(
        _members, next=by_offset(param="startAt", total=("total",), items=("values",)), gone=(404,)
    ),
    **LET_IN,
}


def open_live(opening: Opening) -> LiveSource:
    """Open a connection; no request is made yet."""
    me = partial(data_center_me, "/rest/api/2/myself", "name")
    return Rest(Http(opening.address, bearer(opening.credential)), _CALLS, me)


CONNECTION = Connection(
    open=open_live,
    pulls=(
        Pull("users", _BROWSE),
        Pull("", _ADMIN, name="groups"),
        Pull("group_members", _ADMIN, each=Each("groups", _groups)),
        *pulls_of_let_in(_ADMIN),
    ),
    make=(
        "create an account keyroll in a group with the global permissions Browse users and Jira administrators",
        "as that account: Profile > Personal access tokens > Create token, with an end; a token may do all that its "
        "account may, and cannot be limited to reading",
    ),
    page="https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html",
)
