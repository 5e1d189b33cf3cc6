"""Okta's lists: users, API tokens, apps and their stored credentials, and client secrets.

The next page is announced in a ``Link`` header, which an export does not keep. For lists with a page limit, a further
page is therefore assumed after an exactly full one (also for API tokens: the vendor documents no limit there, and a
needless doubt is the smaller error).
"""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from keyroll.errors import VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, Record
from keyroll.model.observation import (
    CredentialState,
    Observation,
    PrincipalKind,
    credential,
    grant,
    location,
    principal,
)
from keyroll.model.source import Source
from keyroll.providers._lists import full_list
from keyroll.providers.contracts.survey import Endpoint, SurveyPage
from keyroll.providers.contracts.values import Values
from keyroll.providers.okta import assignments, support_case

PAGE_LIMIT = 200
SHARED_LOGIN = "SHARED_USERNAME_AND_PASSWORD"
_APP_OF_SECRET = re.compile(r"/api/v1/apps/([^/?#]+)/credentials/(?:secrets|jwks)")
_ASSIGNEE = re.compile(r"/(?:api/v1/(users|groups)|oauth2/v1/clients)/([^/?#]+)")
#: Fields with the address that an app signs in to: bookmarked and browser-plugin apps, then form-post apps.
_LOGIN_URLS = ("settings.app.url", "settings.app.loginUrl", "settings.signOn.loginUrl", "settings.app.baseUrl")


def read_users(page: SurveyPage) -> Iterator[Observation]:
    """Yield a principal for each user; ``profile.userType`` Service marks a service account."""
    for user in page.records():
        service = user.maybe("profile.userType").casefold() == "service"
        full_name = f"{user.maybe('profile.firstName')} {user.maybe('profile.lastName')}".strip()
        yield principal(
            Identifier.of(page.source, "user", user.text("id")),
            "service_account" if service else "person",
            kind=PrincipalKind.NONHUMAN if service else PrincipalKind.HUMAN,
            name=user.maybe("profile.displayName") or full_name or user.text("profile.login"),
            email=user.maybe("profile.email"),
            active=user.text("status") == "ACTIVE",
            created=user.time("created"),
        )


def read_api_tokens(page: SurveyPage) -> Iterator[Observation]:
    """Yield a credential for each API token; its principal is the user whose rights it has."""
    for token in page.records():
        yield credential(
            Identifier.of(page.source, "api_token", token.text("id")),
            "api_token",
            name=token.maybe("name"),
            vendor_kind=token.maybe("clientName"),
            created=token.time("created"),
            expires=token.time("expiresAt"),
            principal=Identifier.of(page.source, "user", token.text("userId")),
        )


def read_apps(page: SurveyPage) -> Iterator[Observation]:
    """Yield a principal for each OAuth client, and a secret location for each app with a stored credential."""
    for app in page.records():
        subject = Identifier.of(page.source, "app", app.text("id"))
        status = app.text("status")
        client_id = app.maybe("credentials.oauthClient.client_id")
        if client_id:
            yield principal(
                subject,
                "oauth_app",
                kind=PrincipalKind.NONHUMAN,
                identifiers=() if client_id == subject.value else (Identifier.of(page.source, "app", client_id),),
                name=app.maybe("label"),
                active=status == "ACTIVE",
                created=app.time("created"),
            )
        stored = _stored(app)
        if stored is not None:
            yield location(
                subject,
                "app_instance",
                holder="Okta",
                holds=stored,
                place=app.maybe("label"),
                since=app.time("created"),
                state=status,
            )


def _stored(app: Record) -> tuple[Identifier, ...] | None:
    """Return the identifiers of an app's stored credential; empty for an unknown host, None for no credential."""
    holds: list[Identifier] = []
    shared = app.maybe("credentials.scheme") == SHARED_LOGIN
    login = app.maybe("credentials.userName")
    host = next((found for path in _LOGIN_URLS if (found := _host(app.maybe(path)))), "")
    if shared and login and host:
        holds.append(Identifier.login(host, login))
    key_id = app.maybe("settings.app.accessKey")
    if key_id:
        holds.append(Identifier.anywhere("aws", "access_key_id", key_id))
    service_token = app.maybe("settings.app.clientId")
    if service_token.partition(".")[2].startswith("access"):
        holds.append(Identifier.anywhere("cloudflare", "access_client_id", service_token))
    return tuple(holds) if holds or shared else None


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def read_client_secrets(page: SurveyPage) -> Iterator[Observation]:
    """Yield a credential for each client secret of one app; only the record's links name the app."""
    for secret in page.records():
        yield credential(
            Identifier.of(page.source, "client_secret", secret.text("id")),
            "client_secret",
            state=CredentialState.SUSPENDED if secret.text("status") == "INACTIVE" else CredentialState.ACTIVE,
            created=secret.time("created"),
            changed=secret.time("created"),
            principal=_app_of(secret, page.source),
        )


def _app_of(secret: Record, source: Source) -> Identifier:
    links = secret.inner("_links")
    for name in links.body:
        found = _APP_OF_SECRET.search(links.inner(name).maybe("href")) if "." not in name else None
        if found:
            return Identifier.of(source, "app", found[1])
    raise VendorChanged(f"{secret.where}: _links")


def read_app_keys(page: SurveyPage) -> Iterator[Observation]:
    """Yield a credential for each public key of one app, which signs in with the private key."""
    for key in _keys(page):
        yield credential(
            Identifier.of(page.source, "client_key", key.text("id")),
            "client_key",
            name=key.maybe("kid"),
            state=CredentialState.SUSPENDED if key.text("status") == "INACTIVE" else CredentialState.ACTIVE,
            created=key.time("created"),
            principal=_app_of(key, page.source),
        )


def _keys(page: SurveyPage) -> Iterator[Record]:
    """Yield keys: the vendor's page shows them both as a list and in a field (``jwks.keys``)."""
    if isinstance(page.body, list):
        yield from page.records()
    else:
        yield from page.record().records("jwks.keys")


def read_app_grants(page: SurveyPage) -> Iterator[Observation]:
    """Yield the scopes of Okta's own API that an app was granted."""
    for one in page.records():
        if one.text("status") == "ACTIVE":
            yield grant(Identifier.of(page.source, "app", one.text("clientId")), one.text("scopeId"), "okta:api")


def read_roles(page: SurveyPage) -> Iterator[Observation]:
    """Yield the administrator roles of one user or client; a custom role has its label as name. Raises VendorChanged.

    A role that comes from a group names only the group; ``user`` may be added to it.
    """
    for one in page.records():
        whose, kind = assignee_of(one), one.text("type")
        if one.text("status") == "ACTIVE":
            subject = Identifier.of(page.source, *whose)
            yield grant(subject, one.text("label") if kind == "CUSTOM" else kind, "okta:administration")


def assignee_of(one: Record) -> tuple[str, str]:
    """Return the kind and the id of the holder of a role. Raises VendorChanged."""
    found = _ASSIGNEE.search(one.maybe("_links.assignee.href"))
    if found is None:
        raise VendorChanged(f"{one.where}: _links.assignee")
    named = one.maybe("user")
    return ("user", named) if named else ({"users": "user", "groups": "group"}.get(found[1] or "", "app"), found[2])


def read_service_accounts(page: SurveyPage) -> Iterator[Observation]:
    """Yield a secret location for each account of an app whose password Okta keeps (Privileged Access)."""
    for one in page.records():
        yield location(
            Identifier.of(page.source, "service_account", one.text("id")),
            "vaulted_account",
            holder="Okta",
            holds=(),
            place=f"{one.text('username')} of {one.maybe('containerInstanceName') or one.text('containerOrn')}",
            since=one.time("created"),
            state=one.maybe("status"),
        )


exactly_full = full_list(PAGE_LIMIT)


def _list_with(*paths: str) -> Callable[[Json], bool]:
    """Return a test for a list whose first record has all of these fields."""

    def recognise(body: Json) -> bool:
        first = body[0] if isinstance(body, list) and body else None
        return isinstance(first, dict) and all(Record(first, "").maybe(path) for path in paths)

    return recognise


def at_keys(body: Json) -> Json:
    """Return the list of keys within a body."""
    inner = body.get("jwks") if isinstance(body, dict) else None
    return inner.get("keys") if isinstance(inner, dict) else body


def _of_client(body: Json) -> bool:
    first = body[0] if isinstance(body, list) and body else None
    return isinstance(first, dict) and first.get("assignmentType") == "CLIENT"


ENDPOINTS = (
    Endpoint(
        "users",
        f"/api/v1/users?limit={PAGE_LIMIT}",
        read_users,
        more=exactly_full,
        recognise=_list_with("id", "status", "profile.login"),
    ),
    Endpoint("api_tokens", "/api/v1/api-tokens", read_api_tokens, recognise=_list_with("id", "userId", "tokenWindow")),
    Endpoint(
        "apps",
        f"/api/v1/apps?limit={PAGE_LIMIT}",
        read_apps,
        more=exactly_full,
        recognise=_list_with("id", "label", "status", "signOnMode"),
    ),
    Endpoint(
        "app_client_secrets",
        "/api/v1/apps/{appId}/credentials/secrets",
        read_client_secrets,
        recognise=_list_with("id", "status", "client_secret", "secret_hash"),
    ),
    Endpoint(
        "app_keys",
        "/api/v1/apps/{appId}/credentials/jwks",
        read_app_keys,
        recognise=lambda body: _list_with("id", "kid", "kty")(at_keys(body)),
    ),
    Endpoint("app_grants", "/api/v1/apps/{appId}/grants", read_app_grants, recognise=_list_with("scopeId", "issuer")),
    Endpoint(
        "user_roles",
        "/api/v1/users/{userId}/roles",
        read_roles,
        recognise=lambda body: _list_with("id", "assignmentType", "label")(body) and not _of_client(body),
    ),
    # The same shape as a user's: a file in an unknown place is read as a user's.
    Endpoint("group_roles", "/api/v1/groups/{groupId}/roles", read_roles),
    *assignments.ENDPOINTS,
    Endpoint("client_roles", "/oauth2/v1/clients/{clientId}/roles", read_roles, recognise=_of_client),
    Endpoint(
        "service_accounts",
        "/privileged-access/api/v1/service-accounts",
        read_service_accounts,
        recognise=_list_with("id", "containerOrn", "username"),
    ),
    # The vendor has no call for files of support cases: they only come as an export folder.
    Endpoint(
        "support_case_files",
        "",
        support_case.read_case_file,
        recognise=support_case.is_har,
        secret_bearing=True,
        # Bodies of a browser's requests and responses, and its cookies.
        values=Values(fields=("text", "cookies")),
    ),
)
