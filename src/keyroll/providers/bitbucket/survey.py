"""Bitbucket lists accounts and the access tokens of projects."""

from collections.abc import Iterator

from keyroll.model.handle import Handle
from keyroll.model.json import Json, Record
from keyroll.model.observation import Observation, PrincipalKind, credential
from keyroll.providers._atlassian import account, token_handle
from keyroll.providers.contract import Endpoint, Page


def read_users(page: Page) -> Iterator[Observation]:
    """Yield each account as a principal and as the password that signs it in. Raises VendorChanged."""
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


def read_access_tokens(page: Page) -> Iterator[Observation]:
    """Yield the access tokens of a project; the answer names neither project nor last use. Raises VendorChanged."""
    for token in page.records("values"):
        yield credential(
            Handle.of(page.source, "access_token", token.text("id")),
            "access_token",
            handles=(token_handle(token.text("id")),),
            name=token.text("name"),
            vendor_kind="HTTP access token of a project",
            created=token.time("createdDate"),
        )


def more(page: Page) -> bool:
    """Say whether the list goes on: ``isLastPage`` is false."""
    return page.record().flag("isLastPage") is False


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
        recognise=_is_access_tokens,
    ),
)
