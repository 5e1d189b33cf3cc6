"""OpenAI's lists of keys and service accounts; times are Unix seconds."""

from collections.abc import Iterator
from datetime import UTC, datetime

from keyroll.errors import VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.json import Record
from keyroll.model.observation import CredentialState, Observation, PrincipalKind, credential, grant, principal
from keyroll.providers._last_four import last_four
from keyroll.providers._lists import field_with
from keyroll.providers.contracts.survey import Endpoint, SurveyPage


def read_project_keys(page: SurveyPage) -> Iterator[Observation]:
    """Yield the keys of one project with their owners. Raises VendorChanged."""
    for key in page.record().records("data"):
        kind = key.text("owner.type")
        owner = Identifier.of(page.source, kind, key.text(f"owner.{kind}.id"))
        yield principal(
            owner,
            kind,
            kind=PrincipalKind.NONHUMAN if kind == "service_account" else PrincipalKind.UNKNOWN,
            name=key.maybe(f"owner.{kind}.name"),
            email=key.maybe(f"owner.{kind}.email"),
        )
        subject = Identifier.of(page.source, "api_key", key.text("id"))
        usable = key.text("owner_project_access") == "active"
        yield _key(subject, "api_key", key, owner, CredentialState.ACTIVE if usable else CredentialState.SUSPENDED)
        role = key.maybe(f"owner.{kind}.role")
        if role:
            yield grant(subject, role, "openai:project")


def read_admin_keys(page: SurveyPage) -> Iterator[Observation]:
    """Yield admin keys, which have all rights of an organisation's owner. Raises VendorChanged."""
    for key in page.record().records("data"):
        owner = key.maybe("owner.id")
        subject = Identifier.of(page.source, "admin_key", key.text("id"))
        by = Identifier.of(page.source, "user", owner) if owner else None
        # The audit log does not show the kind of the key of an id.
        yield _key(
            subject, "admin_key", key, by, CredentialState.ACTIVE, Identifier.of(page.source, "api_key", key.text("id"))
        )
        yield grant(subject, key.maybe("owner.role") or "owner", "openai:organization")


def _key(
    subject: Identifier, kind: str, key: Record, owner: Identifier | None, state: CredentialState, *also: Identifier
) -> Observation:
    created = _time(key, "created_at")
    if created is None:
        raise VendorChanged(f"{key.where}: created_at")
    return credential(
        subject,
        kind,
        identifiers=(*last_four("openai", key.text("redacted_value")), *also),
        name=key.maybe("name"),
        state=state,
        created=created,
        expires=_time(key, "expires_at"),
        last_used=_time(key, "last_used_at"),
        principal=owner,
    )


def _time(record: Record, field: str) -> datetime | None:
    seconds = record.number(field)
    if seconds is None and record.maybe(field):
        raise VendorChanged(f"{record.where}: {field}")
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        raise VendorChanged(f"{record.where}: {field}") from None


def read_service_accounts(page: SurveyPage) -> Iterator[Observation]:
    """Yield the service accounts of one project, and their role there. Raises VendorChanged."""
    for one in page.record().records("data"):
        subject = Identifier.of(page.source, "service_account", one.text("id"))
        created = _time(one, "created_at")
        yield principal(subject, "service_account", kind=PrincipalKind.NONHUMAN, name=one.text("name"), created=created)
        yield grant(subject, one.text("role"), "openai:project")


ENDPOINTS = (
    Endpoint(
        "project_api_keys",
        "/v1/organization/projects/{project}/api_keys?limit=100",
        read_project_keys,
        more=lambda page: isinstance(page.body, dict) and page.body.get("has_more") is True,
        recognise=field_with("data", "owner_project_access", "redacted_value"),
    ),
    Endpoint(
        "admin_api_keys",
        "/v1/organization/admin_api_keys?limit=100",
        read_admin_keys,
        more=lambda page: isinstance(page.body, dict) and page.body.get("has_more") is True,
        recognise=lambda body: (
            field_with("data", "redacted_value", "owner")(body) and not field_with("data", "owner_project_access")(body)
        ),
    ),
    Endpoint(
        "service_accounts",
        "/v1/organization/projects/{project}/service_accounts?limit=100",
        read_service_accounts,
        more=lambda page: isinstance(page.body, dict) and page.body.get("has_more") is True,
        recognise=lambda body: (
            field_with("data", "id", "name", "role", "created_at")(body) and not field_with("data", "email")(body)
        ),
    ),
)
