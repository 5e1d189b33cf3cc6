"""GitLab's users, and the members of projects and groups with their levels of access.

Source: docs.gitlab.com, *Group and project members API*, read 2026-11-29; *Users API* and *Roles and permissions*, from
memory: re-check. ``/members/all`` has inherited members, each once with the highest level, which is the one that
counts; members of groups that were invited are missing in older versions (gitlab-org/gitlab#337623). The response does
not name its subject: an export adds ``of`` (``project 7``, ``group 9``) and ``path`` next to the list ``members``.
"""

from collections.abc import Iterator
from typing import Final

from keyroll.model.identifier import Identifier
from keyroll.model.json import Json
from keyroll.model.observation import Observation, PrincipalKind, grant, principal
from keyroll.providers._lists import list_with
from keyroll.providers.contracts.survey import Endpoint, SurveyPage

PAGE_LIMIT = 100
#: The meaning of the vendor's numbers of an access level (*Roles and permissions*).
LEVELS: Final = {
    5: "minimal", 10: "guest", 15: "planner", 20: "reporter", 30: "developer", 40: "maintainer", 50: "owner",
}  # fmt: skip


def read_users(page: SurveyPage) -> Iterator[Observation]:
    """Yield the users, and the administrators of the instance. Raises VendorChanged."""
    for one in page.records():
        subject = Identifier.of(page.source, "user", one.text("id"))
        bot = one.flag("bot") is True
        yield principal(
            subject,
            "bot" if bot else "person",
            kind=PrincipalKind.NONHUMAN if bot else PrincipalKind.UNKNOWN,
            name=one.maybe("username"),
            email=one.maybe("email"),
            active=one.maybe("state") in ("active", ""),
        )
        if one.flag("is_admin"):
            yield grant(subject, "admin", "gitlab:instance")


def read_members(page: SurveyPage) -> Iterator[Observation]:
    """Yield the level of each member of a project or group. Raises VendorChanged."""
    answer = page.record()
    for one in answer.records("members"):
        level = one.number("access_level")
        subject = Identifier.of(page.source, "user", one.text("id"))
        yield grant(subject, LEVELS.get(level or 0, str(level)), answer.text("of"))


def _full(page: SurveyPage) -> bool:
    body = page.body.get("members") if isinstance(page.body, dict) else page.body
    return isinstance(body, list) and len(body) == PAGE_LIMIT


def _of(kind: str, body: Json) -> bool:
    return isinstance(body, dict) and "members" in body and str(body.get("of", "")).startswith(kind)


ENDPOINTS = (
    Endpoint(
        "users", f"/api/v4/users?per_page={PAGE_LIMIT}", read_users, more=_full,
        recognise=list_with("id", "username", "state", "web_url"),
    ),
    Endpoint(
        "project_members", f"/api/v4/projects/{{id}}/members/all?per_page={PAGE_LIMIT}", read_members, more=_full,
        recognise=lambda body: _of("project", body),
    ),
    Endpoint(
        "group_members", f"/api/v4/groups/{{id}}/members/all?per_page={PAGE_LIMIT}", read_members, more=_full,
        recognise=lambda body: _of("group", body),
    ),
)  # fmt: skip
