"""Bitbucket Data Center's permissions (global, of projects, of repositories), and the members of groups.

Source: developer.atlassian.com, Bitbucket Data Center REST API (*Permission management*, *Project*, *Repository*), from
memory: re-check. The responses do not name the project, the repository or the group: an export adds ``project``,
``repository`` (``PROJECT/slug``) or ``group`` next to the list ``values``. The default permission of a project is not
in these lists.
"""

from collections.abc import Callable, Iterator
from typing import Final

from keyroll.model.identifier import Identifier
from keyroll.model.json import Json
from keyroll.model.observation import Observation, grant
from keyroll.providers._atlassian import account_identifier
from keyroll.providers.contracts.survey import Endpoint, SurveyPage

#: The scope of a list's permissions, by the field that names it; empty: the whole instance.
_WHERE: Final = ("repository", "project")


def read_permissions(page: SurveyPage) -> Iterator[Observation]:
    """Yield the permissions of accounts and groups. Raises VendorChanged."""
    answer = page.record()
    where = next((answer.text(one) for one in _WHERE if one in answer.body), "bitbucket")
    for one in answer.records("values"):
        group = one.maybe("group.name")
        subject = (
            Identifier.of(page.source, "group", group)
            if group
            else account_identifier(page.source, one.text("user.name"))
        )
        yield grant(subject, one.text("permission"), where)


def read_group_members(page: SurveyPage) -> Iterator[Observation]:
    """Yield the members of a group. Raises VendorChanged."""
    answer = page.record()
    for one in answer.records("values"):
        yield grant(account_identifier(page.source, one.text("name")), "member", f"group:{answer.text('group')}")


def _more(page: SurveyPage) -> bool:
    return isinstance(page.body, dict) and page.record().flag("isLastPage") is False


def _permissions(*fields: str) -> Callable[[Json], bool]:
    def recognise(body: Json) -> bool:
        values = body.get("values") if isinstance(body, dict) else None
        first = values[0] if isinstance(values, list) and values else None
        named = {one for one in _WHERE if isinstance(body, dict) and one in body}
        return isinstance(first, dict) and "permission" in first and "key" not in first and named == set(fields)

    return recognise


def _members(body: Json) -> bool:
    return isinstance(body, dict) and {"group", "values", "isLastPage"} <= body.keys()


_ASKED: Final = "?start={start}&limit=100"
ENDPOINTS: Final = (
    Endpoint(
        "global_permissions", f"/rest/api/latest/admin/permissions/users{_ASKED}, …/groups{_ASKED}", read_permissions,
        more=_more, recognise=_permissions(),
    ),
    Endpoint(
        "project_permissions", f"/rest/api/latest/projects/{{project}}/permissions/users{_ASKED}, …/groups{_ASKED}",
        read_permissions, more=_more, recognise=_permissions("project"),
    ),
    Endpoint(
        "repository_permissions",
        f"/rest/api/latest/projects/{{project}}/repos/{{repository}}/permissions/users{_ASKED}, …/groups{_ASKED}",
        read_permissions, more=_more, recognise=_permissions("repository"),
    ),
    Endpoint(
        "group_members", "/rest/api/latest/admin/groups/more-members?context={group}&start={start}&limit=100",
        read_group_members, more=_more, recognise=_members,
    ),
)  # fmt: skip
