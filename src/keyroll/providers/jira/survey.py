"""Jira lists accounts, the members of groups, and linked applications and plugins."""

from collections.abc import Iterator

from keyroll.errors import VendorChanged
from keyroll.model.json import Json
from keyroll.model.observation import Observation, grant
from keyroll.providers import _atlassian_extensions
from keyroll.providers._atlassian import account, account_identifier, parameter
from keyroll.providers.contracts.survey import Endpoint, SurveyPage
from keyroll.providers.jira import permissions

#: Another page may follow a page with this many users.
FULL_PAGE = 1000
#: The most users that ``user/search`` shows since Jira 10, whatever is requested (see ``connection``).
MOST_SHOWN = 100


def read_users(page: SurveyPage) -> Iterator[Observation]:
    """Yield each account as a principal, and as the password that signs it in. Raises VendorChanged."""
    if not isinstance(page.body, dict):
        users = page.records()
    elif page.record().flag("isLast") is None:
        raise VendorChanged(f"{page.record().where}: isLast")
    else:
        users = page.records("values")
    for user in users:
        yield from account(page.source, user, user.text("self"))


def read_group_members(page: SurveyPage) -> Iterator[Observation]:
    """Yield the members of the group that the page's own address names. Raises VendorChanged."""
    answer = page.record()
    group = parameter(answer.text("self"), "groupname", answer.where)
    for user in answer.records("values"):
        yield grant(account_identifier(page.source, user.text("name")), "member", f"group:{group}")


def more_users(page: SurveyPage) -> bool:
    """Return whether another page may follow: Jira does not give the number of users."""
    if isinstance(page.body, dict):
        return page.record().flag("isLast") is not True
    return isinstance(page.body, list) and (len(page.body) == MOST_SHOWN or len(page.body) >= FULL_PAGE)


def more_members(page: SurveyPage) -> bool:
    """Return whether the list of members has a further page: ``isLast`` is false."""
    return page.record().flag("isLast") is False


def _is_users(body: Json) -> bool:
    if isinstance(body, dict):
        return "isLast" in body and "self" not in body and _is_users(body.get("values"))
    return (
        isinstance(body, list)
        and bool(body)
        and all(
            isinstance(one, dict) and "/rest/api/2/user?" in str(one.get("self")) and {"key", "name"} <= one.keys()
            for one in body
        )
    )


def _is_group_members(body: Json) -> bool:
    return isinstance(body, dict) and "/rest/api/2/group/member?" in str(body.get("self")) and "values" in body


ENDPOINTS = (
    Endpoint(
        "users",
        "/rest/api/2/user/search?username=.&includeActive=true&includeInactive=true&startAt={start}&maxResults=1000",
        read_users,
        more=more_users,
        recognise=_is_users,
    ),
    Endpoint(
        "group_members",
        "/rest/api/2/group/member?groupname={group}&includeInactiveUsers=true&startAt={start}&maxResults=50",
        read_group_members,
        more=more_members,
        recognise=_is_group_members,
    ),
    *permissions.ENDPOINTS,
    *_atlassian_extensions.ENDPOINTS,
)
