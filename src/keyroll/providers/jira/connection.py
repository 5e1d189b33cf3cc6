"""Jira Data Center live: a personal access token of an administrator.

- Until Jira 9 users come 1,000 at a time by ``startAt``; another page follows a full one ("Jira REST API",
  *user/search*). Since Jira 10 this call shows at most 100, for any requested number, and no further page
  (jira.atlassian.com, JRASERVER-78520 and JRASERVER-78660, read 2026-11-29). After exactly 100 users, all users are
  therefore read by ``user/list``, which is paged by a cursor (*Preparing for Jira 11*, "New REST endpoint for listing
  users"; also in 10.3 LTS; ``values`` and ``isLast`` as public clients read them, read 2026-11-29). A server without it
  leaves the read incomplete.
- ``groups/picker`` lists groups. It shows at most the number in the setting ``jira.ajax.autocomplete.limit``, 20 by
  default (from a public client's page, read 2026-11-29), and gives their total number: a shorter list is incomplete.
- Whoever administers Jira sees every project (*Project*, from memory: re-check).
- No documented call lists tokens of other users or OAuth 2.0 integrations.
"""

from collections.abc import Iterator
from functools import partial
from urllib.parse import parse_qsl, quote, urlsplit

from keyroll.errors import VendorChanged
from keyroll.http import Http, Reply, bearer
from keyroll.model.json import Json
from keyroll.providers._atlassian_live import LET_IN, data_center_me, pulls_of_let_in
from keyroll.providers._rest import Rest, RestCall, at, beside, by_offset, each_id, with_query
from keyroll.providers.jira.survey import FULL_PAGE, MOST_SHOWN
from keyroll.providers.live import Connection, Each, LiveSource, Opening, Pull

_BROWSE = "Browse users (global permission)"
_ADMIN = "Jira administrators (global permission)"


def _next_users(url: str, _reply: Reply, body: Json) -> str:
    if isinstance(body, dict):
        cursor = body.get("nextCursor")
        return with_query(url, cursor=str(cursor)) if cursor and body.get("isLast") is not True else ""
    shown = len(body) if isinstance(body, list) else 0
    if shown == MOST_SHOWN:
        return f"/rest/api/2/user/list?maxResults={FULL_PAGE}"
    begun = int(dict(parse_qsl(urlsplit(url).query))["startAt"])
    return with_query(url, startAt=str(begun + FULL_PAGE)) if shown >= FULL_PAGE else ""


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


def _projects(body: Json, _each: str) -> Iterator[str]:
    return each_id(body, "jira projects", "key")


def _roles(body: Json, project: str) -> Iterator[str]:
    """Yield the roles of a project, each as its key and its number: the response has names with addresses."""
    for name, address in body.items() if isinstance(body, dict) else ():
        number = str(address).rpartition("/")[2]
        if not number.isdecimal():
            raise VendorChanged(f"jira project roles: {name}")
        yield f"{project}/{number}"


def _role(each: str) -> str:
    project, _, number = each.partition("/")
    return f"/rest/api/2/project/{quote(project, safe='')}/role/{number}"


def _with_project(body: Json, each: str) -> Json:
    return beside(body, project=each.partition("/")[0])


_CALLS = {
    "users": RestCall(
        f"/rest/api/2/user/search?username=.&includeActive=true&includeInactive=true&startAt=0&maxResults={FULL_PAGE}",
        next=_next_users,
    ),
    "groups": RestCall("/rest/api/2/groups/picker?maxResults=10000"),
    "group_members": RestCall(
        _members, next=by_offset(param="startAt", total=("total",), items=("values",)), gone=(404,)
    ),
    "projects": RestCall("/rest/api/2/project"),
    "permission_schemes": RestCall(
        "/rest/api/2/project/{each}/permissionscheme?expand=permissions", shown=_with_project, gone=(404,)
    ),
    "role_names": RestCall("/rest/api/2/project/{each}/role", gone=(404,)),
    "project_roles": RestCall(_role, shown=_with_project, gone=(404,)),
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
        Pull("", _ADMIN, name="projects"),
        Pull("permission_schemes", _ADMIN, each=Each("projects", _projects)),
        Pull("", _ADMIN, name="role_names", each=Each("projects", _projects)),
        Pull("project_roles", _ADMIN, each=Each("role_names", _roles)),
        *pulls_of_let_in(_ADMIN),
    ),
    make=(
        "create an account keyroll in a group with the global permissions Browse users and Jira administrators",
        "as that account: Profile > Personal access tokens > Create token, with an end; a token may do all that its "
        "account may, and cannot be limited to reading",
    ),
    page="https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html",
)
