"""Bitbucket lists accounts, tokens and keys of projects, repositories and users, linked applications and plugins."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from keyroll.clock import days_after
from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, Record
from keyroll.model.observation import Observation, PrincipalKind, credential, grant
from keyroll.providers import _atlassian_extensions
from keyroll.providers._atlassian import account, account_identifier, token_identifier
from keyroll.providers._keys import public_key_identifiers
from keyroll.providers.bitbucket import permissions
from keyroll.providers.contracts.survey import Endpoint, SurveyPage


def read_users(page: SurveyPage) -> Iterator[Observation]:
    """Yield each account as a principal, and as the password that signs it in. Raises VendorChanged."""
    for user in page.records("values"):
        service = user.text("type") == "SERVICE"
        yield from account(
            page.source,
            user,
            _address(user),
            kind=PrincipalKind.NONHUMAN if service else PrincipalKind.UNKNOWN,
            last_used=user.time("lastAuthenticationTimestamp"),
        )


def _address(user: Record) -> str:
    return next((link.text("href") for link in user.inner("links").records("self")), "")


def read_access_tokens(page: SurveyPage, *, of: str = "project") -> Iterator[Observation]:
    """Yield access tokens of a project or repository, which the response does not name. Raises VendorChanged."""
    for token in page.records("values"):
        yield _token(page, token, "access_token", of)


def read_personal_tokens(page: SurveyPage) -> Iterator[Observation]:
    """Yield the access tokens of a user; the response does not name the user: an export adds the field ``user``."""
    user = account_identifier(page.source, page.record().text("user"))
    for token in page.records("values"):
        yield _token(page, token, "personal_access_token", "user", principal=user)


def _token(page: SurveyPage, token: Record, kind: str, of: str, principal: Identifier | None = None) -> Observation:
    number = token.text("id")
    return credential(
        Identifier.of(page.source, kind, number),
        kind,
        identifiers=(token_identifier(number),),
        name=token.text("name"),
        vendor_kind=f"HTTP access token of a {of}",
        created=token.time("createdDate"),
        principal=principal,
    )


def read_ssh_keys(page: SurveyPage) -> Iterator[Observation]:
    """Yield the SSH keys of a user; the response does not name the user: an export adds the field ``user``."""
    user = account_identifier(page.source, page.record().text("user"))
    for key in page.records("values"):
        yield _ssh_key(page, key, "SSH key of a user", principal=user)


def read_access_keys(page: SurveyPage) -> Iterator[Observation]:
    """Yield the SSH keys of workloads for a project or repository, with permission. Raises VendorChanged."""
    for one in page.records("values"):
        known = _ssh_key(page, one.inner("key"), "SSH access key")
        yield known
        slug = one.maybe("repository.slug")
        project = one.text("repository.project.key" if slug else "project.key")
        yield grant(known.subject, one.text("permission"), f"{project}/{slug}" if slug else project)


def _ssh_key(page: SurveyPage, key: Record, kind: str, principal: Identifier | None = None) -> Observation:
    return credential(
        Identifier.of(page.source, "ssh_key", key.text("id")),
        "ssh_key",
        identifiers=public_key_identifiers(key.text("text")),
        name=key.maybe("label"),
        vendor_kind=kind,
        created=key.time("createdDate"),
        expires=_expiry(key),
        last_used=key.time("lastAuthenticated"),
        principal=principal,
    )


def _expiry(key: Record) -> datetime | None:
    """Return a key's expiry, which the vendor gives as days since its creation."""
    created, days = key.time("createdDate"), key.number("expiryDays")
    return days_after(created, days) if created and days is not None else None


def more(page: SurveyPage) -> bool:
    """Return whether the list has a further page: ``isLastPage`` is false."""
    return isinstance(page.body, dict) and page.record().flag("isLastPage") is False


def _holds(body: Json, wanted: set[str], unwanted: set[str]) -> bool:
    values = body.get("values") if isinstance(body, dict) and "isLastPage" in body else None
    return (
        isinstance(values, list)
        and bool(values)
        and all(isinstance(one, dict) and wanted <= one.keys() and not unwanted & one.keys() for one in values)
    )


def _is_users(body: Json) -> bool:
    return _holds(body, {"name", "slug", "active", "type"}, set())


def _is_access_tokens(body: Json) -> bool:
    return _holds(body, {"id", "name", "createdDate"}, {"slug", "type"})


def _is_projects_tokens(body: Json) -> bool:
    return _is_access_tokens(body) and isinstance(body, dict) and "user" not in body


def _values_with(*fields: str) -> Callable[[Json], bool]:
    return lambda body: _holds(body, set(fields), set())


ENDPOINTS = (
    Endpoint(
        "users",
        "/rest/api/latest/admin/users?start={start}&limit=100",
        read_users,
        more=more,
        recognise=_is_users,
    ),
    Endpoint(
        "access_tokens",
        "/rest/access-tokens/latest/projects/{project}?start={start}&limit=100",
        read_access_tokens,
        more=more,
        recognise=_is_projects_tokens,
    ),
    # The same shape as a project's: a file in an unknown place is read as a project's.
    Endpoint(
        "repository_access_tokens",
        "/rest/access-tokens/latest/projects/{project}/repos/{repository}?start={start}&limit=100",
        partial(read_access_tokens, of="repository"),
        more=more,
    ),
    Endpoint(
        "access_keys",
        "/rest/keys/latest/projects/{project}/ssh, …/repos/{repository}/ssh?start={start}&limit=100",
        read_access_keys,
        more=more,
        recognise=_values_with("key", "permission"),
    ),
    Endpoint(
        "ssh_keys",
        "/rest/ssh/latest/keys?user={user}&start={start}&limit=100",
        read_ssh_keys,
        more=more,
        recognise=_values_with("id", "text"),
    ),
    Endpoint(
        "personal_access_tokens",
        "/rest/access-tokens/latest/users/{user}?start={start}&limit=100",
        read_personal_tokens,
        more=more,
        recognise=lambda body: _is_access_tokens(body) and isinstance(body, dict) and "user" in body,
    ),
    *permissions.ENDPOINTS,
    *_atlassian_extensions.ENDPOINTS,
)
