"""Salesforce's responses to queries; ``done`` is false if another page follows."""

from collections.abc import Callable, Iterator

from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, Record
from keyroll.model.observation import Observation, credential, grant, principal
from keyroll.providers.contracts.survey import Endpoint, SurveyPage


def read_oauth_tokens(page: SurveyPage) -> Iterator[Observation]:
    """Yield the tokens that users gave to connected apps, each named after its app. Raises VendorChanged."""
    for token in page.record().records("records"):
        yield credential(
            Identifier.of(page.source, "oauth_token", token.maybe("Id") or _made(token)),
            "oauth_token",
            name=token.text("AppName"),
            vendor_kind="OAuth token",
            created=token.time("CreatedDate"),
            last_used=token.time("LastUsedDate"),
            principal=Identifier.of(page.source, "user", token.text("UserId")),
        )


def _made(token: Record) -> str:
    """Return the name of a token without an id: its user, app and time of creation."""
    return "/".join(token.text(field) for field in ("UserId", "AppName", "CreatedDate"))


def read_permission_set_assignments(page: SurveyPage) -> Iterator[Observation]:
    """Yield the permission sets of each user, and who can read all data by them. Raises VendorChanged."""
    for one in page.record().records("records"):
        subject = Identifier.of(page.source, "user", one.text("AssigneeId"))
        yield principal(subject, "user", name=one.maybe("Assignee.Username"), email=one.maybe("Assignee.Email"))
        yield grant(subject, one.text("PermissionSet.Name"), "salesforce:permission_set")
        if one.flag("PermissionSet.PermissionsViewAllData"):
            yield grant(subject, "view all data", "salesforce:organisation")


def more(page: SurveyPage) -> bool:
    """Return whether the query has another page."""
    return page.record().flag("done") is False


def _of(kind: str) -> Callable[[Json], bool]:
    """Return a test for the response to a query about one object."""

    def recognise(body: Json) -> bool:
        records = body.get("records") if isinstance(body, dict) and "done" in body else None
        first = records[0] if isinstance(records, list) and records else None
        attributes = first.get("attributes") if isinstance(first, dict) else None
        return isinstance(attributes, dict) and attributes.get("type") == kind

    return recognise


ENDPOINTS = (
    Endpoint(
        "oauth_tokens",
        "/services/data/{version}/query?q=SELECT Id, AppName, UserId, CreatedDate, LastUsedDate FROM OauthToken",
        read_oauth_tokens,
        more=more,
        recognise=_of("OauthToken"),
    ),
    Endpoint(
        "permission_set_assignments",
        "/services/data/{version}/query?q=SELECT AssigneeId, Assignee.Username, Assignee.Email, PermissionSet.Name, "
        "PermissionSet.PermissionsViewAllData FROM PermissionSetAssignment",
        read_permission_set_assignments,
        more=more,
        recognise=_of("PermissionSetAssignment"),
    ),
)
