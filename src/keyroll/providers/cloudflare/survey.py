"""Cloudflare's lists of Access service tokens and of API tokens, all in the vendor's result envelope."""

from collections.abc import Iterator
from functools import partial

from keyroll.errors import VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.json import Record
from keyroll.model.observation import CredentialState, Observation, credential, grant
from keyroll.providers.cloudflare import access_policies
from keyroll.providers.cloudflare.pages import further_page, results, results_with
from keyroll.providers.contracts.survey import Endpoint, SurveyPage

#: The vendor's states of an API token.
STATES = {
    "active": CredentialState.ACTIVE,
    "disabled": CredentialState.SUSPENDED,
    "expired": CredentialState.DEACTIVATED,
}


def read_service_tokens(page: SurveyPage) -> Iterator[Observation]:
    """Yield a credential for each Access service token; logs have its id, requests and copies its client id."""
    for token in results(page):
        yield credential(
            Identifier.of(page.source, "access_service_token", token.text("id")),
            "access_service_token",
            identifiers=(Identifier.anywhere("cloudflare", "access_client_id", token.text("client_id")),),
            name=token.maybe("name"),
            state=CredentialState.SUSPENDED if token.flag("enabled") is False else CredentialState.ACTIVE,
            created=token.time("created_at"),
            expires=token.time("expires_at"),
            last_used=token.time("last_seen_at"),
            generation=token.number("client_secret_version"),
            old_value_until=token.time("previous_client_secret_expires_at"),
        )


def read_api_tokens(page: SurveyPage, *, kind: str) -> Iterator[Observation]:
    """Yield a credential for each API token, and a grant for each permission group and resource that it is allowed."""
    for token in results(page):
        subject = Identifier.of(page.source, kind, token.text("id"))
        status = token.text("status")
        if status not in STATES:
            raise VendorChanged(f"{token.where}: status")
        yield credential(
            subject,
            kind,
            name=token.maybe("name"),
            state=STATES[status],
            created=token.time("issued_on"),
            expires=token.time("expires_on"),
            last_used=token.time("last_used_on"),
        )
        if isinstance(token.body.get("policies"), list):
            yield from _grants(subject, token)


def _grants(subject: Identifier, token: Record) -> Iterator[Observation]:
    for policy in token.records("policies"):
        if policy.text("effect") != "allow":
            continue
        privileges = [group.maybe("name") or group.text("id") for group in policy.records("permission_groups")]
        for resource in policy.inner("resources").body:
            for privilege in privileges:
                yield grant(subject, privilege, resource)


ENDPOINTS = (
    Endpoint(
        "access_service_tokens",
        "/client/v4/accounts/{account_id}/access/service_tokens?per_page=100",
        read_service_tokens,
        more=further_page,
        recognise=results_with("id", "client_id", "duration", "expires_at"),
    ),
    Endpoint(
        "account_tokens",
        "/client/v4/accounts/{account_id}/tokens?per_page=50",
        partial(read_api_tokens, kind="account_token"),
        more=further_page,
        recognise=results_with("id", "status", "issued_on", "policies"),
    ),
    # The same shape as an account's: a file in an unknown place is read as an account's.
    Endpoint(
        "user_tokens",
        "/client/v4/user/tokens?per_page=50",
        partial(read_api_tokens, kind="user_token"),
        more=further_page,
    ),
    *access_policies.ENDPOINTS,
)
