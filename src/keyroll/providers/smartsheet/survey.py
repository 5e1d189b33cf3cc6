"""Smartsheet's list of users, who may hold tokens; no list has the tokens themselves."""

from collections.abc import Iterator

from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, Record
from keyroll.model.observation import Observation, grant, principal
from keyroll.providers._lists import field_with, following, required
from keyroll.providers.contracts.survey import Endpoint, SurveyPage

#: The vendor's names of a user's rights, and keyroll's. The list has yes or no for each.
_ROLES = {"admin": "system admin", "groupAdmin": "group admin", "licensedSheetCreator": "licensed"}


def read_users(page: SurveyPage) -> Iterator[Observation]:
    """Yield each user as the principal that tokens act for, and the user's rights. Raises VendorChanged."""
    for user in page.record().records("data"):
        subject = Identifier.of(page.source, "user", user.text("id"))
        yield principal(
            subject,
            "user",
            name=user.maybe("name") or f"{user.maybe('firstName')} {user.maybe('lastName')}".strip(),
            email=user.text("email"),
            active=user.text("status") == "ACTIVE",
        )
        for field, role in _ROLES.items():
            if required(user, field):
                yield grant(subject, role, "smartsheet:organisation")


def next_page(body: Json) -> int:
    """Return the number of the next page by a page's own count; 0 means none."""
    info = Record(body if isinstance(body, dict) else {}, "")
    return following(info.number("pageNumber"), info.number("totalPages"))


ENDPOINTS = (
    Endpoint(
        "users",
        "/2.0/users?pageSize=100&page={page}",
        read_users,
        more=lambda page: bool(next_page(page.body)),
        recognise=field_with("data", "email", "status", "admin", "groupAdmin"),
    ),
)
