"""GitHub's lists of tokens, apps, keys and webhooks. A header announces the next page, which an export lacks."""

from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

from keyroll.errors import VendorChanged
from keyroll.model.identifier import ANYWHERE, Identifier
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
from keyroll.providers._keys import public_key_identifiers
from keyroll.providers._lists import field_with, list_with, required
from keyroll.providers.contracts.survey import Endpoint, SurveyPage
from keyroll.providers.github import members

#: The vendor's longest page; after an exactly full page, a further page is assumed.
PAGE_LIMIT = 100


def user_identifier(source: Source, login: str) -> Identifier:
    """Return the identifier of an account, with the name that the vendor's lists and audit log use."""
    return Identifier.of(source, "user", login)


def read_personal_access_tokens(page: SurveyPage) -> Iterator[Observation]:
    """Yield fine-grained tokens with their owners and permissions. Raises VendorChanged."""
    for token in page.records():
        owner = user_identifier(page.source, token.text("owner.login"))
        subject = Identifier.of(page.source, "token_id", token.text("token_id"))
        yield principal(owner, "account", name=owner.value)
        yield credential(
            subject,
            "fine_grained_token",
            name=token.maybe("token_name"),
            vendor_kind="fine-grained personal access token",
            state=CredentialState.DEACTIVATED if required(token, "token_expired") else CredentialState.ACTIVE,
            created=token.time("access_granted_at"),
            expires=token.time("token_expires_at"),
            last_used=token.time("token_last_used_at"),
            principal=owner,
        )
        for scope in ("organization", "repository", "other"):
            yield from _permissions(subject, token.inner(f"permissions.{scope}"), f"github:{scope}")


def _permissions(subject: Identifier, permissions: Record, resource: str) -> Iterator[Observation]:
    for name in sorted(permissions.body):
        level = permissions.body[name]
        if isinstance(level, str):
            yield grant(subject, f"{name}:{level}", resource)


def read_credential_authorizations(page: SurveyPage) -> Iterator[Observation]:
    """Yield credentials that members authorised; a token's end is a weak identifier. Raises VendorChanged."""
    for one in page.records():
        kind, last = one.text("credential_type"), one.maybe("token_last_eight")
        underlying = one.maybe("authorized_credential_id")
        identifiers: list[Identifier] = []
        if underlying and kind.casefold() != "ssh key":
            identifiers.append(Identifier.of(page.source, "token_id", underlying))
        if last:
            identifiers.append(Identifier(f"github@{ANYWHERE}", "token_last_eight", last, strong=False))
        yield credential(
            Identifier.of(page.source, "credential_id", one.text("credential_id")),
            "authorized_credential",
            identifiers=identifiers,
            name=one.maybe("authorized_credential_title")
            or one.maybe("authorized_credential_note")
            or f"{one.text('login')}'s {kind}{f' …{last}' if last else ''}",
            vendor_kind=kind,
            created=one.time("credential_authorized_at"),
            expires=one.time("authorized_credential_expires_at"),
            last_used=one.time("credential_accessed_at"),
            principal=user_identifier(page.source, one.text("login")),
        )


def read_installations(page: SurveyPage) -> Iterator[Observation]:
    """Yield installed apps as the nonhuman principals that they act as, with their permissions."""
    for one in page.record().records("installations"):
        subject = user_identifier(page.source, f"{one.text('app_slug')}[bot]")
        yield principal(
            subject,
            "app_installation",
            kind=PrincipalKind.NONHUMAN,
            identifiers=(Identifier.of(page.source, "installation", one.text("id")),),
            name=one.text("app_slug"),
            active=one.time("suspended_at") is None,
            created=one.time("created_at"),
        )
        yield from _permissions(subject, one.inner("permissions"), f"github:{one.maybe('account.login')}")


def read_deploy_keys(page: SurveyPage) -> Iterator[Observation]:
    """Yield deploy keys, each with the fingerprint of its public key, and its permission. Raises VendorChanged."""
    for key in page.records():
        subject = Identifier.of(page.source, "deploy_key", key.text("id"))
        yield credential(
            subject,
            "deploy_key",
            identifiers=public_key_identifiers(key.text("key")),
            name=key.maybe("title"),
            vendor_kind="deploy key",
            state=CredentialState.SUSPENDED if key.flag("enabled") is False else CredentialState.ACTIVE,
            created=key.time("created_at"),
            last_used=key.time("last_used"),
            owner=key.maybe("added_by"),
        )
        repository = _repository(key.text("url"))
        if repository:
            yield grant(subject, "read" if required(key, "read_only") else "write", repository)


def _repository(url: str) -> str:
    parts = _path(url).split("/")
    return "/".join(parts[2:4]) if len(parts) > 4 and parts[1] == "repos" else ""


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def read_webhooks(page: SurveyPage) -> Iterator[Observation]:
    """Yield the targets of webhooks, and the secret that signs the deliveries, if one is set.

    Only the host of the address is kept: its path may hold a secret of the receiver.
    """
    for hook in page.records():
        subject = Identifier.of(page.source, "webhook", hook.text("id"))
        host, signed = _host(hook.text("config.url")), bool(hook.maybe("config.secret"))
        active = required(hook, "active")
        if signed:
            yield credential(
                subject,
                "webhook_secret",
                name=host,
                state=CredentialState.ACTIVE if active else CredentialState.SUSPENDED,
                created=hook.time("created_at"),
            )
        yield location(
            subject,
            "webhook",
            holder=host,
            holds=(subject,) if signed else (),
            place=f"webhook of {_repository(hook.maybe('url')) or page.source.name}",
            since=hook.time("created_at"),
            state="ACTIVE" if active else "INACTIVE",
        )


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def read_secrets(page: SurveyPage, *, service: str) -> Iterator[Observation]:
    """Yield a secret location for each secret that a service of GitHub stores for the organisation."""
    for secret in page.record().records("secrets"):
        name = secret.text("name")
        if secret.time("updated_at") is None:
            raise VendorChanged(f"{secret.where}: updated_at")
        yield location(
            Identifier.of(page.source, f"{service.lower()}_secret", name),
            f"{service.lower()}_secret",
            holder="GitHub",
            holds=(),
            place=f"{service} secret {name}, for {secret.text('visibility')} repositories",
            since=secret.time("updated_at"),
        )


def read_repository_secrets(page: SurveyPage) -> Iterator[Observation]:
    """Yield a secret location for each secret that a repository or one of its environments stores.

    The vendor's response does not name the owner: ``repository`` and ``store`` (Actions, Dependabot, or ``environment
    NAME``) are added next to its list. Raises VendorChanged.
    """
    answer = page.record()
    repository, store = answer.text("repository"), answer.text("store")
    kind = "dependabot_secret" if store == "Dependabot" else "actions_secret"
    for secret in answer.records("secrets"):
        name = secret.text("name")
        if secret.time("updated_at") is None:
            raise VendorChanged(f"{secret.where}: updated_at")
        yield location(
            Identifier.of(page.source, "repository_secret", f"{repository}/{store}/{name}"),
            kind,
            holder="GitHub",
            holds=(),
            place=f"{store} secret {name} of {repository}",
            since=secret.time("updated_at"),
        )


def exactly_full(page: SurveyPage) -> bool:
    """Return whether a page is full, so that another one may follow."""
    if isinstance(page.body, dict):
        lists = [one for one in page.body.values() if isinstance(one, list)]
        return any(len(one) == PAGE_LIMIT for one in lists)
    return isinstance(page.body, list) and len(page.body) == PAGE_LIMIT


def has_fields(body: Json, *names: str) -> bool:
    """Return whether a body is an object that has all of these fields."""
    return isinstance(body, dict) and all(name in body for name in names)


def _secrets_of(service: str, body: Json) -> bool:
    """Return whether a list of secrets is of this service: the lists differ only in an address within them."""
    if not field_with("secrets", "name", "visibility", "updated_at")(body) or not isinstance(body, dict):
        return False
    return f"/{service.lower()}/secrets/" in str(body["secrets"])


ENDPOINTS = (
    Endpoint(
        "personal_access_tokens",
        f"/orgs/{{org}}/personal-access-tokens?per_page={PAGE_LIMIT}",
        read_personal_access_tokens,
        more=exactly_full,
        recognise=list_with("token_id", "token_name", "access_granted_at"),
    ),
    Endpoint(
        "credential_authorizations",
        f"/orgs/{{org}}/credential-authorizations?per_page={PAGE_LIMIT}",
        read_credential_authorizations,
        more=exactly_full,
        recognise=list_with("credential_id", "credential_type", "credential_authorized_at"),
    ),
    Endpoint(
        "installations",
        f"/orgs/{{org}}/installations?per_page={PAGE_LIMIT}",
        read_installations,
        more=exactly_full,
        recognise=field_with("installations", "app_slug", "permissions"),
    ),
    Endpoint(
        "deploy_keys",
        f"/repos/{{owner}}/{{repo}}/keys?per_page={PAGE_LIMIT}",
        read_deploy_keys,
        more=exactly_full,
        recognise=list_with("key", "read_only", "added_by"),
    ),
    Endpoint(
        "webhooks",
        f"/repos/{{owner}}/{{repo}}/hooks?per_page={PAGE_LIMIT}",
        read_webhooks,
        more=exactly_full,
        recognise=list_with("config.url", "events", "active"),
    ),
    *(
        Endpoint(
            f"{service.lower()}_secrets",
            f"/orgs/{{org}}/{service.lower()}/secrets?per_page={PAGE_LIMIT}",
            partial(read_secrets, service=service),
            more=exactly_full,
            recognise=partial(_secrets_of, service),
        )
        for service in ("Actions", "Dependabot")
    ),
    Endpoint(
        "repository_secrets",
        f"/repos/{{owner}}/{{repo}}/actions/secrets?per_page={PAGE_LIMIT}",
        read_repository_secrets,
        more=exactly_full,
        recognise=lambda body: has_fields(body, "repository", "store", "secrets"),
    ),
    *members.ENDPOINTS,
)
