"""Cloudflare's lists of Access service tokens and of API tokens, all in the vendor's result envelope."""

from collections.abc import Callable, Iterator
from functools import partial

from keyroll.errors import VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, Record
from keyroll.model.observation import CredentialState, Observation, credential, grant
from keyroll.providers.cloudflare import access_policies
from keyroll.providers.contracts.survey import Endpoint, SurveyPage

#: The vendor's states of an API token.
STATES = {
    "active": CredentialState.ACTIVE,
    "disabled": CredentialState.SUSPENDED,
    "expired": CredentialState.DEACTIVATED,
}


def read_service_tokens(page: SurveyPage) -> Iterator[Observation]:
    """Yield a credential for each Access service token; logs have its id, requests and copies its client id."""
    for token in _results(page):
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
    for token in _results(page):
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


def _results(page: SurveyPage) -> Iterator[Record]:
    """Yield the records of a successful response; a refusal is not an empty list. Raises VendorChanged."""
    answer = page.record()
    if answer.flag("success") is not True:
        raise VendorChanged(f"{page.where}: success", hint="the response is an error of the vendor: fetch it again")
    return answer.records("result")


def further_page(page: SurveyPage) -> bool:
    """Return whether the page's own count announces another page."""
    return bool(next_page(page.body))


def next_page(body: Json) -> int:
    """Return the number of the next page by a page's own count; 0 means none."""
    info = Record(body if isinstance(body, dict) else {}, "").inner("result_info")
    number, total = info.number("page"), info.number("total_pages")
    return number + 1 if number is not None and total is not None and number < total else 0


def _results_with(*fields: str) -> Callable[[Json], bool]:
    """Return a test for the vendor's envelope around records that have all of these fields."""

    def recognise(body: Json) -> bool:
        if not isinstance(body, dict) or not isinstance(body.get("success"), bool):
            return False
        result = body.get("result")
        first = result[0] if isinstance(result, list) and result else None
        return isinstance(first, dict) and all(field in first for field in fields)

    return recognise


ENDPOINTS = (
    Endpoint(
        "access_service_tokens",
        "/client/v4/accounts/{account_id}/access/service_tokens?per_page=100",
        read_service_tokens,
        more=further_page,
        recognise=_results_with("id", "client_id", "duration", "expires_at"),
    ),
    Endpoint(
        "account_tokens",
        "/client/v4/accounts/{account_id}/tokens?per_page=50",
        partial(read_api_tokens, kind="account_token"),
        more=further_page,
        recognise=_results_with("id", "status", "issued_on", "policies"),
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
