"""Google Workspace live: a service account with domain-wide delegation, as an administrator with read rights.

Admin SDK, Directory API v1: ``users.list``, ``tokens.list``, ``groups.list`` and ``members.list`` (discovery document,
2026-11). Tokens are listed for one user at a time, members for one group. A user or group that was deleted after the
list was read gives 404.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

from keyroll.http import Http
from keyroll.model.json import Json
from keyroll.providers._google import LOGIN, key_file, signed_in
from keyroll.providers._oauth import Bearer
from keyroll.providers._rest import Rest, RestCall, at, beside, by_field, each_id
from keyroll.providers.live import Connection, ConnectionSetting, Each, LiveSource, Me, Opening, Pull
from keyroll.secret import Secret

_USERS, _TOKENS = "admin.directory.user.readonly", "admin.directory.user.security"
_GROUPS: Final = "admin.directory.group.readonly"
_LIST: Final = "/admin/directory/v1/groups"
_PATH: Final = "/admin/directory/v1/users"
_CALLS: Final = {
    "users": RestCall(
        f"{_PATH}?customer=my_customer&maxResults=500", next=by_field("nextPageToken", param="pageToken")
    ),
    "oauth_tokens": RestCall(f"{_PATH}/{{each}}/tokens", gone=(404,)),
    "groups": RestCall(
        f"{_LIST}?customer=my_customer&maxResults=200", next=by_field("nextPageToken", param="pageToken")
    ),
    "group_members": RestCall(
        f"{_LIST}/{{each}}/members?maxResults=200",
        next=by_field("nextPageToken", param="pageToken"),
        shown=lambda body, each: beside(body, group=each),
        gone=(404,),
    ),
}


def _me(value: Secret, admin: str, http: Http) -> Me:
    http.get(f"{_PATH}?customer=my_customer&maxResults=1", accept=(403,))
    key = key_file(value)
    return Me(f"{key.email} as {admin}" if key else "an access token")


def open_live(opening: Opening) -> LiveSource:
    """Open a connection; no request is made yet."""
    settings, prefix = opening.settings, "https://www.googleapis.com/auth/"
    scopes = " ".join(prefix + one for one in (_USERS, _TOKENS, _GROUPS))
    bearer = Bearer(partial(signed_in, settings["login"], opening.credential, scopes, settings["admin"]))
    return Rest(Http(opening.address, bearer), _CALLS, partial(_me, opening.credential, settings["admin"]))


def _users(body: Json, _each: str) -> Iterator[str]:
    return each_id(body, "google_workspace users", "id", "users") if at(body, "users") is not None else iter(())


def _groups(body: Json, _each: str) -> Iterator[str]:
    listed = at(body, "groups") is not None
    return each_id(body, "google_workspace groups", "email", "groups") if listed else iter(())


CONNECTION = Connection(
    open=open_live,
    pulls=(
        Pull("", _USERS, name="users"),
        Pull("oauth_tokens", _TOKENS, each=Each("users", _users)),
        Pull("", _GROUPS, name="groups"),
        Pull("group_members", _GROUPS, each=Each("groups", _groups)),
    ),
    make=(
        "make a service account in Google Cloud, with a JSON key and without any role",
        "Admin console > Security > API controls > Domain-wide delegation > Add new: its client id, with the scopes "
        "https://www.googleapis.com/auth/admin.directory.user.readonly, …/admin.directory.user.security "
        "and …/admin.directory.group.readonly",
        "create an administrator with a role that may read users, their security and groups: --set admin=…",
    ),
    page="https://developers.google.com/identity/protocols/oauth2/service-account",
    address="https://admin.googleapis.com",
    settings=(
        ConnectionSetting("admin", "the administrator whose rights keyroll uses", required=True),
        ConnectionSetting("login", "the token endpoint", LOGIN),
    ),
    sends="the JSON key of a service account",
)
