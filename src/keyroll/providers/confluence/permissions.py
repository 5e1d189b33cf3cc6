"""Confluence Data Center's permissions of spaces.

Source: ``GET /rest/api/space/{spaceKey}/permissions``, since Confluence 9.1 (jira.atlassian.com, CONFSERVER-100505,
which shows a response; read 2026-11-29). Groups are named; accounts only have a user key, which nothing here joins to
an account's name.
"""

from collections.abc import Iterator
from typing import Final

from keyroll.model.identifier import Identifier
from keyroll.model.json import Record
from keyroll.model.observation import Observation, grant
from keyroll.model.source import Source
from keyroll.providers._lists import list_with
from keyroll.providers.contracts.survey import Endpoint, SurveyPage


def read_space_permissions(page: SurveyPage) -> Iterator[Observation]:
    """Yield the permissions in a space. Raises VendorChanged."""
    for one in page.records():
        operation = one.inner("operation")
        privilege = f"space:{operation.text('operationKey')} {operation.text('targetType')}"
        yield grant(_subject(page.source, one.inner("subject")), privilege, f"space:{one.text('spaceKey')}")


def _subject(source: Source, subject: Record) -> Identifier:
    kind = subject.text("type").lower()
    if kind == "group":
        return Identifier.of(source, "group", subject.text("name"))
    if kind == "user":
        name = subject.maybe("username") or subject.maybe("name")
        return Identifier.of(source, "account" if name else "user_key", name or subject.text("userKey"))
    return Identifier.of(source, "anyone", "*")


ENDPOINTS: Final = (
    Endpoint(
        "space_permissions", "/rest/api/space/{space}/permissions", read_space_permissions,
        recognise=list_with("operation", "subject", "spaceKey"),
    ),
)  # fmt: skip
