"""Google Cloud's lists of service accounts, their keys, and API keys; ``nextPageToken`` announces another page."""

import re
from collections.abc import Iterator

from keyroll.errors import VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.json import Record
from keyroll.model.observation import CredentialState, Observation, PrincipalKind, credential, grant, principal
from keyroll.model.source import Source
from keyroll.providers._lists import field_with, list_with, objects, texts
from keyroll.providers.contracts.survey import Endpoint, SurveyPage
from keyroll.providers.gcp import roles

_KEY = re.compile(r"projects/[^/]+/serviceAccounts/([^/]+)/keys/([^/]+)")
SYSTEM_MANAGED = "SYSTEM_MANAGED"


def account_identifier(source: Source, email: str) -> Identifier:
    """Return the identifier of a service account, by its mail address as in the logs."""
    return Identifier.of(source, "service_account", email)


def key_identifier(number: str) -> Identifier:
    """Return the identifier of a service account's key: its id is globally unique (as in a key file)."""
    return Identifier.anywhere("gcp", "key_id", number)


def read_service_accounts(page: SurveyPage) -> Iterator[Observation]:
    """Yield each service account as a nonhuman principal. Raises VendorChanged."""
    for one in _listed(page, "accounts"):
        yield principal(
            account_identifier(page.source, one.text("email")),
            "service_account",
            kind=PrincipalKind.NONHUMAN,
            identifiers=(Identifier.of(page.source, "unique_id", one.text("uniqueId")),),
            name=one.maybe("displayName") or one.text("email"),
            email=one.text("email"),
            active=one.flag("disabled") is not True,
        )


def read_service_account_keys(page: SurveyPage) -> Iterator[Observation]:
    """Yield the user-managed keys of a service account. Raises VendorChanged."""
    for key in _listed(page, "keys"):
        named = _KEY.fullmatch(key.text("name"))
        if named is None:
            raise VendorChanged(f"{key.where}: name")
        if key.text("keyType") == SYSTEM_MANAGED:
            continue
        yield credential(
            key_identifier(named[2]),
            "service_account_key",
            name=f"key of {named[1]}",
            vendor_kind=f"{key.maybe('keyOrigin').replace('_', ' ').lower() or 'user managed'} key",
            state=CredentialState.SUSPENDED if key.flag("disabled") else CredentialState.ACTIVE,
            created=key.time("validAfterTime"),
            expires=key.time("validBeforeTime"),
            principal=account_identifier(page.source, named[1]),
        )


def read_api_keys(page: SurveyPage) -> Iterator[Observation]:
    """Yield API keys, and the services of each; a key without restrictions is valid for all."""
    for key in _listed(page, "keys"):
        subject = Identifier.of(page.source, "api_key", key.text("uid"))
        yield credential(
            subject,
            "api_key",
            name=key.maybe("displayName"),
            vendor_kind="API key",
            state=CredentialState.DESTROYED if key.time("deleteTime") else CredentialState.ACTIVE,
            created=key.time("createTime"),
        )
        services = [target.text("service") for target in objects(key.inner("restrictions"), "apiTargets")]
        for service in services or ["every service"]:
            yield grant(subject, "call", service)


def read_iam_policies(page: SurveyPage) -> Iterator[Observation]:
    """Yield the roles of service accounts on each resource. Raises VendorChanged.

    The format is that of ``gcloud asset search-all-iam-policies --format json``: a list of resources with their
    policies.
    """
    for one in page.records():
        resource = one.text("resource").removeprefix("//")
        for binding in objects(one.inner("policy"), "bindings"):
            role = binding.text("role") + (" under a condition" if binding.body.get("condition") else "")
            for member in texts(binding, "members"):
                kind, _, email = member.partition(":")
                if kind == "serviceAccount" and email:
                    yield grant(account_identifier(page.source, email), role, resource)


def _listed(page: SurveyPage, field: str) -> Iterator[Record]:
    """Yield the records of a list, which Google omits from the response if it is empty. Raises VendorChanged."""
    answer = page.record()
    return iter(()) if answer.body.keys() <= {"nextPageToken"} else answer.records(field)


def further_page(page: SurveyPage) -> bool:
    """Return whether the response names another page."""
    return isinstance(page.body, dict) and bool(Record(page.body, "").maybe("nextPageToken"))


ENDPOINTS = (
    Endpoint(
        "service_accounts",
        "/v1/projects/{project}/serviceAccounts",
        read_service_accounts,
        more=further_page,
        recognise=field_with("accounts", "email", "uniqueId"),
    ),
    Endpoint(
        "service_account_keys",
        "/v1/projects/{project}/serviceAccounts/{email}/keys",
        read_service_account_keys,
        recognise=field_with("keys", "name", "keyType"),
    ),
    Endpoint(
        "api_keys",
        "/v2/projects/{project}/locations/global/keys",
        read_api_keys,
        more=further_page,
        recognise=field_with("keys", "uid", "name"),
    ),
    Endpoint(
        "iam_policies",
        "/v1/{scope}:searchAllIamPolicies",
        read_iam_policies,
        recognise=list_with("resource", "policy"),
    ),
    *roles.ENDPOINTS,
)
