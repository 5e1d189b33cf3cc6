"""Anthropic's lists of API keys and service accounts."""

from collections.abc import Iterator

from keyroll.model.identifier import Identifier
from keyroll.model.json import Record
from keyroll.model.observation import CredentialState, Observation, PrincipalKind, credential, grant, principal
from keyroll.model.source import Source
from keyroll.providers._last_four import last_four
from keyroll.providers._lists import field_with
from keyroll.providers.contracts.survey import Endpoint, SurveyPage

_STATES = {
    "active": CredentialState.ACTIVE,
    "inactive": CredentialState.SUSPENDED,
    "archived": CredentialState.DESTROYED,
    "expired": CredentialState.DEACTIVATED,
}


def read_api_keys(page: SurveyPage) -> Iterator[Observation]:
    """Yield API keys with their workspace and the account that they act as. An unknown state counts as active."""
    for key in page.record().records("data"):
        subject = Identifier.of(page.source, "api_key", key.text("id"))
        yield credential(
            subject,
            "api_key",
            identifiers=last_four("anthropic", key.maybe("partial_key_hint")),
            name=key.text("name"),
            state=_STATES.get(key.text("status"), CredentialState.ACTIVE),
            created=key.time("created_at"),
            expires=key.time("expires_at"),
            principal=_principal(key, page.source),
        )
        workspace = key.maybe("scope.workspace_id")
        yield grant(subject, key.maybe("scope.type") or "workspace", workspace or "anthropic:organization")


def _principal(key: Record, source: Source) -> Identifier | None:
    """Return the account that a key acts as, or its creator if it is bound to no account."""
    for path, kind in (("principal.service_account_id", "service_account"), ("principal.user_id", "user")):
        if key.maybe(path):
            return Identifier.of(source, kind, key.text(path))
    maker = key.maybe("created_by.id")
    kind = "service_account" if key.maybe("created_by.type") == "service_account" else "user"
    return Identifier.of(source, kind, maker) if maker else None


def read_service_accounts(page: SurveyPage) -> Iterator[Observation]:
    """Yield service accounts and their role in the organisation."""
    for one in page.record().records("data"):
        subject = Identifier.of(page.source, "service_account", one.text("id"))
        yield principal(
            subject,
            "service_account",
            kind=PrincipalKind.NONHUMAN,
            name=one.text("name"),
            active=one.time("archived_at") is None,
            created=one.time("created_at"),
        )
        yield grant(subject, one.text("organization_role"), "anthropic:organization")


ENDPOINTS = (
    Endpoint(
        "api_keys",
        "/v1/organizations/api_keys?limit=1000",
        read_api_keys,
        more=lambda page: isinstance(page.body, dict) and page.body.get("has_more") is True,
        recognise=field_with("data", "id", "status", "name", "scope"),
    ),
    Endpoint(
        "service_accounts",
        "/v1/organizations/service_accounts?limit=100",
        read_service_accounts,
        more=lambda page: isinstance(page.body, dict) and bool(page.body.get("next_page")),
        recognise=field_with("data", "id", "name", "organization_role"),
    ),
)
