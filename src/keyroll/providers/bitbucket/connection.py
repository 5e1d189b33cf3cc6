"""Bitbucket Data Center live: an administrator's name and password, or a token, which can list less.

- Paths are those of developer.atlassian.com/server/bitbucket/rest (read 2026-11).
- Every list is paged by ``start``; ``nextPageStart`` is null on the last page ("Paged APIs").
- Every response names the account of the request in the header ``X-AUSERNAME`` (see ``_atlassian_live``;
  that Bitbucket sends it, too, is from memory).
- No list holds a token's value: the value is shown once, on creation.
- A missing permission gives 401 (same pages). A request with a refused credential has no account.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from urllib.parse import quote

from keyroll.http import Authorise, Http, basic, bearer
from keyroll.model.json import Json, single
from keyroll.providers._atlassian_live import LET_IN, data_center_me, pulls_of_let_in
from keyroll.providers._lists import objects
from keyroll.providers._rest import Rest, RestCall, beside, by_field, each_id, without
from keyroll.providers.live import Connection, Each, LiveSource, Opening, Pull
from keyroll.reveal import reveal
from keyroll.secret import Secret

_ADMIN, _PROJECT = "ADMIN, with a password", "PROJECT_ADMIN"
_NEXT = by_field("nextPageStart", param="start")
_REFUSED = (401,)
_HOLDERS = ("users", "groups")
_clean = without("token")


def _call(path: str) -> RestCall:
    return RestCall(f"/rest/{path}", next=_NEXT, shown=_clean, forbidden=_REFUSED)


def _repository(path: str, tail: str = "") -> RestCall:
    def url(name: str) -> str:
        project, _, slug = name.partition("/")
        return f"/rest/{path}/projects/{quote(project, safe='')}/repos/{quote(slug, safe='')}{tail}?limit=100"

    return RestCall(url, next=_NEXT, shown=_clean, forbidden=_REFUSED)


def _of(field: str) -> Callable[[Json, str], Json]:
    """Return a list with the name of its parent, which the response does not contain."""
    return lambda body, each: beside(body, **{field: each})


def _permissions(whose: str) -> dict[str, RestCall]:
    """Return the calls for the permissions of accounts or of groups."""
    tail = f"/permissions/{whose}"
    return {
        f"global_{whose}": _call(f"api/latest/admin{tail}?limit=100"),
        f"project_{whose}": replace(_call(f"api/latest/projects/{{each}}{tail}?limit=100"), shown=_of("project")),
        f"repository_{whose}": replace(_repository("api/latest", tail), shown=_of("repository")),
    }


def _of_user(body: Json, user: str) -> Json:
    return {**body, "user": user.partition("/")[2] or user} if isinstance(body, dict) else body


def _projects(body: Json, _each: str) -> Iterator[str]:
    return each_id(body, "bitbucket projects", "key", "values")


def _users(body: Json, _each: str) -> Iterator[str]:
    return each_id(body, "bitbucket users", "name", "values")


def _slugs(body: Json, _each: str) -> Iterator[str]:
    """Yield each user by slug, which URLs use, and name."""
    for one in objects(single(body, "bitbucket users"), "values"):
        yield f"{one.text('slug')}/{one.text('name')}"


def _groups(body: Json, _each: str) -> Iterator[str]:
    return each_id(body, "bitbucket groups", "name", "values")


def _repositories(body: Json, _each: str) -> Iterator[str]:
    for one in objects(single(body, "bitbucket repos"), "values"):
        yield f"{one.text('project.key')}/{one.text('slug')}"


_CALLS = {
    "users": _call("api/latest/admin/users?limit=100"),
    "projects": _call("api/latest/projects?limit=100"),
    "repositories": _call("api/latest/repos?limit=100"),
    "access_tokens": _call("access-tokens/latest/projects/{each}?limit=100"),
    "repository_access_tokens": _repository("access-tokens/latest"),
    "project_keys": _call("keys/latest/projects/{each}/ssh?limit=100"),
    "repository_keys": _repository("keys/latest", "/ssh"),
    "ssh_keys": RestCall(
        "/rest/ssh/latest/keys?user={each}&limit=100", next=_NEXT, shown=_of_user, gone=(404,), forbidden=_REFUSED
    ),
    "personal_access_tokens": RestCall(
        lambda name: f"/rest/access-tokens/latest/users/{quote(name.partition('/')[0], safe='')}?limit=100",
        next=_NEXT,
        shown=lambda body, name: _of_user(_clean(body, name), name),
        gone=(404,),
        forbidden=_REFUSED,
    ),
    **_permissions("users"),
    **_permissions("groups"),
    "groups": _call("api/latest/admin/groups?limit=100"),
    "group_members": replace(
        _call("api/latest/admin/groups/more-members?context={each}&limit=100"), shown=_of("group"), gone=(404,)
    ),
    **LET_IN,
}


def _authorised(credential: Secret) -> Authorise:
    """Sign in with ``NAME:PASSWORD``, or with a token, which has no colon."""
    with reveal(credential) as raw:
        name, colon, word = raw.partition(b":")
    return basic(name.decode("utf-8", "replace"), Secret(word)) if colon else bearer(credential)


def open_live(opening: Opening) -> LiveSource:
    """Open a connection; no request is made yet."""
    me = partial(data_center_me, "/rest/api/latest/application-properties", "version")
    return Rest(Http(opening.address, _authorised(opening.credential)), _CALLS, me)


CONNECTION = Connection(
    open=open_live,
    pulls=(
        Pull("users", _ADMIN),
        Pull("", _PROJECT, name="projects"),
        Pull("", _PROJECT, name="repositories"),
        Pull("access_tokens", _PROJECT, each=Each("projects", _projects)),
        Pull("repository_access_tokens", _PROJECT, each=Each("repositories", _repositories)),
        Pull("access_keys", _PROJECT, name="project_keys", each=Each("projects", _projects)),
        Pull("access_keys", _PROJECT, name="repository_keys", each=Each("repositories", _repositories)),
        Pull("ssh_keys", _ADMIN, each=Each("users", _users)),
        Pull("personal_access_tokens", _ADMIN, each=Each("users", _slugs)),
        *(Pull("global_permissions", _ADMIN, name=f"global_{one}") for one in _HOLDERS),
        *(
            Pull(f"{what}_permissions", _PROJECT, name=f"{what}_{one}", each=each)
            for what, each in (
                ("project", Each("projects", _projects)),
                ("repository", Each("repositories", _repositories)),
            )
            for one in _HOLDERS
        ),
        Pull("", _ADMIN, name="groups"),
        Pull("group_members", _ADMIN, each=Each("groups", _groups)),
        *pulls_of_let_in(_ADMIN),
    ),
    make=(
        "create an account keyroll; give it the global permission Admin (it includes every project)",
        "the value is NAME:PASSWORD of that account: no token can list accounts and their credentials",
        "to list only projects and repositories: as that account, Manage account > HTTP access tokens > Create token, "
        "with Project admin and an expiry; the value is the token",
    ),
    page="https://confluence.atlassian.com/bitbucketserver/http-access-tokens-939515499.html",
    sends="NAME:PASSWORD of an administrator, or a token",
)
