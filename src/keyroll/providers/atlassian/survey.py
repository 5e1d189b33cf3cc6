"""Atlassian's lists of API tokens, service accounts and OAuth clients; ``links.next`` announces the next page."""

from collections.abc import Iterator

from keyroll.model.identifier import Identifier
from keyroll.model.json import Record
from keyroll.model.observation import CredentialState, Observation, PrincipalKind, credential, principal
from keyroll.model.source import Source
from keyroll.providers._lists import field_with
from keyroll.providers.contracts.survey import Endpoint, SurveyPage

_STATES = {
    "ALLOWED": CredentialState.ACTIVE,
    "ACTIVE": CredentialState.ACTIVE,
    "BLOCKED": CredentialState.SUSPENDED,
    "INACTIVE": CredentialState.SUSPENDED,
    "EXPIRED": CredentialState.DEACTIVATED,
    "REVOKED": CredentialState.DESTROYED,
}


def account_identifier(source: Source, number: str) -> Identifier:
    """Return the identifier of an Atlassian account, a person's or a service account's."""
    return Identifier.of(source, "user", number)


def read_api_tokens(page: SurveyPage) -> Iterator[Observation]:
    """Yield API tokens with their users. An unknown state counts as active."""
    for token in page.record().records("data"):
        user = account_identifier(page.source, token.text("user.id"))
        yield principal(user, "account", name=token.maybe("user.name"), email=token.maybe("user.email"))
        yield credential(
            Identifier.anywhere("atlassian", "token_id", token.text("id")),
            "api_token",
            name=token.maybe("label"),
            vendor_kind="API token",
            state=_STATES.get(token.text("status").upper(), CredentialState.ACTIVE),
            created=token.time("createdAt"),
            expires=token.time("expiresAt"),
            last_used=token.time("lastActiveAt"),
            principal=user,
        )


def read_service_accounts(page: SurveyPage) -> Iterator[Observation]:
    """Yield service accounts as nonhuman principals."""
    for one in page.record().records("items"):
        yield principal(
            account_identifier(page.source, one.text("atlassianId")),
            "service_account",
            kind=PrincipalKind.NONHUMAN,
            identifiers=(Identifier.of(page.source, "service_account", one.text("id")),),
            name=one.maybe("displayName"),
            email=one.maybe("email"),
            active=one.text("status").lower() == "active",
        )


def read_oauth_clients(page: SurveyPage) -> Iterator[Observation]:
    """Yield OAuth clients; the response does not name their owners."""
    for one in page.record().records("data"):
        yield credential(
            Identifier.of(page.source, "oauth_client", one.text("clientId")),
            "oauth_client",
            name=one.maybe("name"),
            vendor_kind="OAuth 2.0 client",
            state=_STATES.get(one.text("status").upper(), CredentialState.ACTIVE),
            created=one.time("createdAt"),
        )


def further_page(page: SurveyPage) -> bool:
    """Return whether the response has a link to another page."""
    return isinstance(page.body, dict) and bool(Record(page.body, "").maybe("links.next"))


ENDPOINTS = (
    Endpoint(
        "api_tokens",
        "/admin/api-access/v1/orgs/{orgId}/api-tokens",
        read_api_tokens,
        more=further_page,
        recognise=field_with("data", "label", "status", "user"),
    ),
    Endpoint(
        "service_accounts",
        "/admin/service-accounts/v1/orgs/{orgId}/service-accounts",
        read_service_accounts,
        more=further_page,
        recognise=field_with("items", "atlassianId", "displayName", "status"),
    ),
    Endpoint(
        "oauth_clients",
        "/admin/api-access/v1/orgs/{orgId}/service-accounts/{serviceAccountId}/oauth-clients",
        read_oauth_clients,
        more=further_page,
        recognise=field_with("data", "clientId", "status", "createdAt"),
    ),
)
