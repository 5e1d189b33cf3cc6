"""GitLab live: an administrator's token with ``read_api``.

- Lists beyond 10,000 records have no ``x-total``. Every list has a Link header, which gives the next page; one by key
  has none at its end (docs.gitlab.com, *REST API*, "Pagination", read 2026-11-29).
- ``GET /personal_access_tokens/self`` names the token of the request. An administrator's list also has tokens of
  projects and groups, as those of bot users. Their own lists give the level of access.
- Lists of a project's or group's tokens are refused (401) to accounts that may not administer it; administrators may
  read them.
- The value of a token is shown only on creation, that of a CI variable always: it is removed before anything is
  written.
"""

from collections.abc import Callable, Iterator
from functools import partial

from keyroll.http import Http, header
from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, single
from keyroll.model.source import Source
from keyroll.providers._rest import Rest, RestCall, by_link, each_id, each_named, without
from keyroll.providers.gitlab.survey import PAGE_LIMIT
from keyroll.providers.live import Connection, Each, LiveSource, Me, Opening, Pull

_ADMIN = "read_api, of an administrator"


def _call(path: str) -> RestCall:
    # No list holds a value today; a value is removed if a list ever holds one.
    return RestCall(f"/api/v4/{path}", next=by_link, shown=without("token"), etags=True)


def _variables(path: str, whose: str) -> RestCall:
    strip = without("value")

    def shown(body: Json, each: str) -> Json:
        return {"of": f"{whose} {each}".strip(), "variables": strip(body, each)}

    return RestCall(f"/api/v4/{path}?per_page={PAGE_LIMIT}", next=by_link, shown=shown)


def _member_list(owner: str) -> RestCall:
    """Return the call for the members of a project or group, named by its id and its path."""

    def path(each: str) -> str:
        return f"/api/v4/{owner}s/{each.partition(' ')[0]}/members/all?per_page={PAGE_LIMIT}"

    def shown(body: Json, each: str) -> Json:
        number, _, where = each.partition(" ")
        return {"of": f"{owner} {number}", "path": where, "members": body}

    return RestCall(path, next=by_link, shown=shown, gone=(404,))


_CALLS = {
    "personal_access_tokens": _call(f"personal_access_tokens?per_page={PAGE_LIMIT}"),
    "deploy_tokens": _call(f"deploy_tokens?per_page={PAGE_LIMIT}"),
    "deploy_keys": _call(f"deploy_keys?per_page={PAGE_LIMIT}"),
    "projects": _call(f"projects?per_page={PAGE_LIMIT}&order_by=id&pagination=keyset&simple=true"),
    "groups": _call(f"groups?per_page={PAGE_LIMIT}&all_available=true"),
    "project_access_tokens": _call(f"projects/{{each}}/access_tokens?per_page={PAGE_LIMIT}"),
    "group_access_tokens": _call(f"groups/{{each}}/access_tokens?per_page={PAGE_LIMIT}"),
    "users": _call(f"users?per_page={PAGE_LIMIT}"),
    "project_members": _member_list("project"),
    "group_members": _member_list("group"),
    "runners": _call(f"runners/all?per_page={PAGE_LIMIT}"),
    "instance_variables": _variables("admin/ci/variables", "instance"),
    "project_variables": _variables("projects/{each}/variables", "project"),
    "group_variables": _variables("groups/{each}/variables", "group"),
}


def _me(source: Source, http: Http) -> Me:
    reply = http.get("/api/v4/personal_access_tokens/self")
    token = single(reply.json(), reply.where)
    identifier = Identifier.of(source, "access_token", token.text("id"))
    return Me(token.text("name"), "access_token", identifier, token.maybe("expires_at"))


def open_live(opening: Opening) -> LiveSource:
    """Open a connection; no request is made yet."""
    http = Http(opening.address, header("PRIVATE-TOKEN", opening.credential))
    return Rest(http, _CALLS, partial(_me, opening.source))


_EACH_PROJECT = Each("projects", lambda body, _each: each_id(body, "gitlab projects"))
_EACH_GROUP = Each("groups", lambda body, _each: each_id(body, "gitlab groups"))


def _with_path(where: str, field: str) -> Callable[[Json, str], Iterator[str]]:
    """Return the names of projects or groups, each its id and its path."""

    return lambda body, _each: each_named(body, where, "id", field)


CONNECTION = Connection(
    open=open_live,
    pulls=(
        Pull("personal_access_tokens", _ADMIN),
        Pull("deploy_tokens", _ADMIN),
        Pull("deploy_keys", _ADMIN),
        Pull("", _ADMIN, name="projects"),
        Pull("", _ADMIN, name="groups"),
        Pull("project_access_tokens", _ADMIN, each=_EACH_PROJECT),
        Pull("group_access_tokens", _ADMIN, each=_EACH_GROUP),
        Pull("runners", _ADMIN),
        Pull("users", _ADMIN),
        Pull("project_members", _ADMIN, each=Each("projects", _with_path("gitlab projects", "path_with_namespace"))),
        Pull("group_members", _ADMIN, each=Each("groups", _with_path("gitlab groups", "full_path"))),
        Pull("variables", _ADMIN, name="instance_variables"),
        Pull("variables", _ADMIN, name="project_variables", each=_EACH_PROJECT),
        Pull("variables", _ADMIN, name="group_variables", each=_EACH_GROUP),
    ),
    make=(
        "sign in as an administrator; open User settings > Access tokens > Add new token",
        "name it keyroll, give it an expiry, tick only read_api",
    ),
    page="https://docs.gitlab.com/user/profile/personal_access_tokens/",
    address="https://gitlab.com",
)
