"""GitHub's lists of tokens and keys. The next page is announced in a header, which an export does not keep."""

import base64
import binascii
from collections.abc import Iterator

from keyroll.model.handle import ANYWHERE, Handle
from keyroll.model.json import Json
from keyroll.model.observation import CredentialState, Observation, PrincipalKind, credential, grant, principal
from keyroll.providers._keys import ssh_handle
from keyroll.providers.contract import Endpoint, Page


def read_personal_access_tokens(page: Page) -> Iterator[Observation]:
    """Yield fine-grained tokens with their owners and permissions. Raises VendorChanged."""
    for token in page.records():
        owner = Handle.of(page.source, "user", token.text("owner.login"))
        yield principal(owner, "person", kind=PrincipalKind.UNKNOWN, name=owner.value)
        subject = Handle.of(page.source, "token_id", token.text("token_id"))
        yield credential(
            subject,
            "fine_grained_token",
            name=token.maybe("token_name"),
            vendor_kind="fine-grained personal access token",
            state=CredentialState.DEACTIVATED if token.flag("token_expired") else CredentialState.ACTIVE,
            created=token.time("access_granted_at"),
            expires=token.time("token_expires_at"),
            last_used=token.time("token_last_used_at"),
            principal=owner,
        )
        for scope in ("organization", "repository", "other"):
            for name, level in sorted(token.inner(f"permissions.{scope}").body.items()):
                yield grant(owner, f"{name}:{level}", f"github:{scope}")


def read_credential_authorizations(page: Page) -> Iterator[Observation]:
    """Yield credentials that members authorised; a token's last eight characters only suggest. Raises VendorChanged."""
    for one in page.records():
        last = one.maybe("token_last_eight")
        yield credential(
            Handle.of(page.source, "credential_id", one.text("credential_id")),
            "authorized_credential",
            handles=(Handle(f"github@{ANYWHERE}", "token_last_eight", last, strong=False),) if last else (),
            name=one.maybe("authorized_credential_title") or one.maybe("authorized_credential_note"),
            vendor_kind=one.text("credential_type"),
            created=one.time("credential_authorized_at"),
            expires=one.time("authorized_credential_expires_at"),
            last_used=one.time("credential_accessed_at"),
            principal=Handle.of(page.source, "user", one.text("login")),
        )


def read_deploy_keys(page: Page) -> Iterator[Observation]:
    """Yield deploy keys, each with the fingerprint of its public key. Raises VendorChanged."""
    for key in page.records():
        parts = key.text("key").split()
        try:
            wire = base64.b64decode(parts[1], validate=True) if len(parts) > 1 else b""
        except (binascii.Error, ValueError):
            wire = b""
        yield credential(
            Handle.of(page.source, "deploy_key", key.text("id")),
            "deploy_key",
            handles=(ssh_handle(wire),) if wire else (),
            name=key.maybe("title"),
            vendor_kind="deploy key, read only" if key.flag("read_only") else "deploy key that may write",
            state=CredentialState.SUSPENDED if key.flag("enabled") is False else CredentialState.ACTIVE,
            created=key.time("created_at"),
            last_used=key.time("last_used"),
            owner=key.maybe("added_by"),
        )


def _list_with(*fields: str) -> "_Recogniser":
    return _Recogniser(fields)


class _Recogniser:
    """Says whether a body is a list of objects that all have some fields."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        self._fields = set(fields)

    def __call__(self, body: Json) -> bool:
        return (
            isinstance(body, list)
            and bool(body)
            and all(isinstance(one, dict) and self._fields <= one.keys() for one in body)
        )


ENDPOINTS = (
    Endpoint(
        "personal_access_tokens",
        "/orgs/{org}/personal-access-tokens",
        read_personal_access_tokens,
        recognise=_list_with("token_id", "token_name", "access_granted_at"),
    ),
    Endpoint(
        "credential_authorizations",
        "/orgs/{org}/credential-authorizations",
        read_credential_authorizations,
        recognise=_list_with("credential_id", "credential_type", "credential_authorized_at"),
    ),
    Endpoint(
        "deploy_keys",
        "/repos/{owner}/{repo}/keys",
        read_deploy_keys,
        recognise=_list_with("key", "read_only", "added_by"),
    ),
)
