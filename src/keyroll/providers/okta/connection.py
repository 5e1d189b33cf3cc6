"""Okta live: with an access token of a service app, or an API token of a read-only administrator.

Vendor pages: developer.okta.com/docs/api (read 2026-11), resources *API Tokens*, *Applications*, *Application Grants*,
*Role Assignments*, *Client Role Assignments*, *Service Accounts*; "Implement OAuth for Okta with a service app". From
memory (re-check): *Groups*, *Application Users*, *Application Groups*, *Roles*, *Resource Sets*, *Policies*.

- A list of client secrets shows each secret in full. An app instance may hold anything in its settings. Before anything
  is written, the values of secrets are removed, and of apps only the fields that are read are kept.
- The Link header has the next page, ``x-rate-limit-*`` the quota and the time at which it is full again.
- Who has which app is kept without the profile that the app gets of a person, which may hold anything.
- An API token (``00…``) is sent as ``SSWS``, anything else as ``Bearer``. An API token has all rights of its owner, and
  no scope narrows it. The vendor names only its owner, not the token.
"""

from collections.abc import Callable, Iterator
from urllib.parse import quote

from keyroll.errors import NotAllowed, NotThere
from keyroll.http import Http, header
from keyroll.model.json import Json, Record, single
from keyroll.providers._rest import Rest, RestCall, at, beside, by_field, by_link, each_id, each_named, without
from keyroll.providers.live import Connection, Each, LiveSource, Me, Opening, Pull
from keyroll.providers.okta.survey import PAGE_LIMIT
from keyroll.reveal import reveal
from keyroll.secret import Secret

_TOKENS, _APPS, _USERS = "okta.apiTokens.read", "okta.apps.read", "okta.users.read"
_GRANTS, _ROLES, _ACCOUNTS = "okta.appGrants.read", "okta.roles.read", "okta.serviceAccounts.read"
_GROUPS, _POLICIES = "okta.groups.read", "okta.policies.read"
_IN_BODY = by_field("_links", "next", "href")
#: The fields of an app assignment that are kept.
_OF_ASSIGNED = ("id", "scope", "status", "priority", "created")
#: The fields of an app that are kept: all fields that ``survey.py`` reads.
_OF_APP = (
    ("id",), ("name",), ("label",), ("status",), ("created",), ("signOnMode",), ("credentials", "scheme"),
    ("credentials", "userName"), ("credentials", "oauthClient", "client_id"), ("settings", "app", "url"),
    ("settings", "app", "loginUrl"), ("settings", "app", "baseUrl"), ("settings", "app", "accessKey"),
    ("settings", "app", "clientId"), ("settings", "signOn", "loginUrl"),
)  # fmt: skip


def _apps(body: Json, _each: str) -> Json:
    return [_app(one) for one in body] if isinstance(body, list) else body


def _app(body: Json) -> Json:
    kept: dict[str, Json] = {}
    for path in _OF_APP:
        value = at(body, *path)
        if value is None:
            continue
        place = kept
        for step in path[:-1]:
            inner = place.setdefault(step, {})
            place = inner if isinstance(inner, dict) else {}
        place[path[-1]] = value
    return kept


def _clients(body: Json, _each: str) -> Iterator[str]:
    """Yield the apps that sign in with their own secret or key, and their client id."""
    for number, app in enumerate(body if isinstance(body, list) else (), 1):
        client = at(app, "credentials", "oauthClient", "client_id")
        if isinstance(client, str):
            name = Record(app if isinstance(app, dict) else {}, f"okta apps[{number}]").text("id")
            yield f"{name}\n{client}"


def _of_app(rest: str) -> RestCall:
    strip = without("client_secret", "d", "p", "q", "dp", "dq", "qi", "k")
    return RestCall(lambda each: f"/api/v1/apps/{quote(each.partition(chr(10))[0])}/{rest}", next=by_link, shown=strip)


def _with_user(body: Json, user: str) -> Json:
    return [{"user": user, **one} for one in body if isinstance(one, dict)] if isinstance(body, list) else body


def _named(where: str, label: str, *path: str) -> Callable[[Json, str], Iterator[str]]:
    """Return the names of the elements of a list: the id and the display name of each."""
    return lambda body, _each: each_named(body, where, "id", label, *path)


def _first(path: str) -> Callable[[str], str]:
    """Return an address with the first word of a name."""
    return lambda each: path.replace("{each}", quote(each.partition(" ")[0], safe=""))


def _with_group(body: Json, each: str) -> Json:
    """Return members with their group; of a person only the name is kept, because the list of users has the rest."""
    group, _, name = each.partition(" ")
    return [
        {"group": group, "groupName": name, "id": at(one, "id"), "status": at(one, "status"),
         "profile": {"login": at(one, "profile", "login")}}
        for one in body
    ] if isinstance(body, list) else body  # fmt: skip


def _with_set(body: Json, each: str) -> Json:
    number, _, label = each.partition(" ")
    return beside(body, resourceSet=number, label=label)


def _of_assigned(body: Json, each: str) -> Json:
    """Return the assignments of an app, without the profile or the password that the app gets."""
    app = each.partition(" ")[0]
    return [
        {"app": app, **{name: one[name] for name in _OF_ASSIGNED if name in one}}
        for one in body if isinstance(one, dict)
    ] if isinstance(body, list) else body  # fmt: skip


def _with_role(body: Json, each: str) -> Json:
    listed, role = at(body, "permissions"), each.partition(" ")[2]
    return [{"role": role, **one} for one in listed if isinstance(one, dict)] if isinstance(listed, list) else body


_CALLS = {
    "users": RestCall(
        f"/api/v1/users?limit={PAGE_LIMIT}", next=by_link, shown=without("password", "recovery_question", "answer")
    ),
    "api_tokens": RestCall("/api/v1/api-tokens", next=by_link),
    "apps": RestCall(f"/api/v1/apps?limit={PAGE_LIMIT}", next=by_link, shown=_apps),
    "app_client_secrets": _of_app("credentials/secrets"),
    "app_keys": _of_app("credentials/jwks"),
    "app_grants": _of_app(f"grants?limit={PAGE_LIMIT}"),
    "administrators": RestCall("/api/v1/iam/assignees/users?limit=100", next=by_link),
    "user_roles": RestCall("/api/v1/users/{each}/roles", next=by_link, shown=_with_user),
    "client_roles": RestCall(
        lambda each: f"/oauth2/v1/clients/{quote(each.partition(chr(10))[2])}/roles", next=by_link
    ),
    "groups": RestCall(f"/api/v1/groups?limit={PAGE_LIMIT}", next=by_link),
    "group_members": RestCall(
        _first(f"/api/v1/groups/{{each}}/users?limit={PAGE_LIMIT}"), next=by_link, shown=_with_group, gone=(404,)
    ),
    "group_roles": RestCall(_first("/api/v1/groups/{each}/roles"), next=by_link, gone=(404,)),
    "app_users": RestCall(
        _first(f"/api/v1/apps/{{each}}/users?limit={PAGE_LIMIT}"), next=by_link, shown=_of_assigned, gone=(404,)
    ),
    "app_groups": RestCall(
        _first(f"/api/v1/apps/{{each}}/groups?limit={PAGE_LIMIT}"), next=by_link, shown=_of_assigned, gone=(404,)
    ),
    "custom_roles": RestCall("/api/v1/iam/roles", next=_IN_BODY),
    "role_permissions": RestCall(_first("/api/v1/iam/roles/{each}/permissions"), shown=_with_role, gone=(404,)),
    "resource_set_names": RestCall("/api/v1/iam/resource-sets", next=_IN_BODY),
    "resource_sets": RestCall(
        _first("/api/v1/iam/resource-sets/{each}/resources"), next=_IN_BODY, shown=_with_set, gone=(404,)
    ),
    "password_policies": RestCall("/api/v1/policies?type=PASSWORD", next=by_link),
    "service_accounts": RestCall(
        "/privileged-access/api/v1/service-accounts?limit=100", next=by_link, shown=without("password")
    ),
}


def _me(http: Http) -> Me:
    try:
        reply = http.get("/api/v1/users/me")
    except (NotAllowed, NotThere):  # a service app is not a user
        return Me("a service app")
    return Me(single(reply.json(), reply.where).text("profile.login"), "api_token")


def open_live(opening: Opening) -> LiveSource:
    """Open a connection; no request is made yet."""
    credential = opening.credential
    return Rest(Http(opening.address, header("Authorization", credential, scheme(credential))), _CALLS, _me)


def scheme(credential: Secret) -> str:
    """Return the scheme of a credential: Okta's own for its tokens, else that of OAuth."""
    with reveal(credential) as raw:
        return "SSWS " if raw.startswith(b"00") else "Bearer "


_OF_CLIENTS = Each("apps", _clients)
_OF_APPS = Each("apps", _named("okta apps", "label"))
_OF_GROUPS = Each("groups", _named("okta groups", "profile.name"))

CONNECTION = Connection(
    open=open_live,
    pulls=(
        Pull("users", _USERS),
        Pull("api_tokens", _TOKENS),
        Pull("apps", _APPS),
        Pull("app_client_secrets", _APPS, each=_OF_CLIENTS),
        Pull("app_keys", _APPS, each=_OF_CLIENTS),
        Pull("app_grants", _GRANTS, each=_OF_CLIENTS),
        Pull("", _ROLES, name="administrators"),
        Pull(
            "user_roles",
            _ROLES,
            each=Each("administrators", lambda body, _each: each_id(body, "okta administrators", "id", "value")),
        ),
        Pull("client_roles", _ROLES, each=_OF_CLIENTS),
        Pull("", _GROUPS, name="groups"),
        Pull("group_members", _GROUPS, each=_OF_GROUPS),
        Pull("group_roles", _ROLES, each=_OF_GROUPS),
        Pull("app_users", _APPS, each=_OF_APPS),
        Pull("app_groups", _APPS, each=_OF_APPS),
        Pull("", _ROLES, name="custom_roles"),
        Pull("role_permissions", _ROLES, each=Each("custom_roles", _named("okta roles", "label", "roles"))),
        Pull("", _ROLES, name="resource_set_names"),
        Pull(
            "resource_sets",
            _ROLES,
            each=Each("resource_set_names", _named("okta resource sets", "label", "resource-sets")),
        ),
        Pull("password_policies", _POLICIES),
        Pull("service_accounts", _ACCOUNTS, optional_because="only Okta Privileged Access keeps such accounts"),
    ),
    make=(
        "open Applications > Create App Integration > API Services, name it keyroll, let it sign in with a key",
        "grant it the scopes above under Okta API Scopes, and the role Read-only Administrator",
        "give a command that prints its access token: exec:COMMAND; or file:PATH with an API token (SSWS)",
    ),
    page="https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/main/",
    sends="an access token or an API token",
)
