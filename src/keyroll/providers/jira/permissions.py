"""Jira Data Center's permission schemes: the permissions of groups, accounts and roles in each project.

Source: developer.atlassian.com, Jira Data Center REST API (*api/2/project/{key}/permissionscheme*, *api/2/project/
{key}/role/{id}*), from memory: re-check. An export adds ``project`` (its key) next to the fields of both responses.
Holders of a scheme are of the types group, user, projectRole, applicationRole, anyone and others that depend on an
issue.
"""

from collections.abc import Iterator
from typing import Final

from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, Record
from keyroll.model.observation import Observation, grant
from keyroll.model.source import Source
from keyroll.providers._atlassian import account_identifier
from keyroll.providers.contracts.survey import Endpoint, SurveyPage

#: The kinds of principals for a holder of another type.
HOLDERS: Final = {"projectRole": "project_role", "applicationRole": "application", "anyone": "anyone"}


def read_schemes(page: SurveyPage) -> Iterator[Observation]:
    """Yield the permissions of a project. Raises VendorChanged."""
    scheme = page.record()
    project = scheme.text("project")
    for one in scheme.records("permissions"):
        yield grant(holder(page.source, project, one), f"project:{one.text('permission')}", f"project:{project}")


def holder(source: Source, project: str, one: Record) -> Identifier:
    """Return the holder of a permission of a scheme."""
    kind, value = one.text("holder.type"), one.maybe("holder.parameter")
    if kind == "user":
        return account_identifier(source, value)
    if kind == "group":
        return Identifier.of(source, "group", value)
    if kind in HOLDERS:
        return Identifier.of(source, HOLDERS[kind], f"{project}/{value}" if kind == "projectRole" else value or "*")
    return Identifier.of(source, "holder", f"{kind}/{value}" if value else kind)


def read_role_actors(page: SurveyPage) -> Iterator[Observation]:
    """Yield the holders of a role in a project. Raises VendorChanged."""
    role = page.record()
    where = f"project_role:{role.text('project')}/{role.text('id')}"
    for one in role.records("actors"):
        kind = one.text("type")
        if kind == "atlassian-group-role-actor":
            yield grant(Identifier.of(page.source, "group", one.text("name")), "member", where)
        elif kind == "atlassian-user-role-actor":
            yield grant(account_identifier(page.source, one.text("name")), "member", where)


def _with(body: Json, *fields: str) -> bool:
    return isinstance(body, dict) and set(fields) <= body.keys()


ENDPOINTS: Final = (
    Endpoint(
        "permission_schemes", "/rest/api/2/project/{project}/permissionscheme?expand=permissions", read_schemes,
        recognise=lambda body: _with(body, "project", "permissions"),
    ),
    Endpoint(
        "project_roles", "/rest/api/2/project/{project}/role/{role}", read_role_actors,
        recognise=lambda body: _with(body, "project", "actors", "id"),
    ),
)  # fmt: skip
