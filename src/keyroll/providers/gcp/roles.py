"""Google Cloud's roles with their permissions, deny policies, and the hierarchy of folders.

Source: cloud.google.com/iam/docs/reference/rest (*organizations.roles*, *projects.roles* with ``view=FULL``,
*roles.get*, v2 *policies*) and Resource Manager v3 (*projects.search*, *folders.get*); google-api-python-client
2.202.0, read 2026-11-29. A list of deny policies has no rules (*listPolicies*): an export holds the responses about
each (``policies``).
"""

from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, Record
from keyroll.model.observation import Observation, grant
from keyroll.providers._lists import field_with, objects, texts
from keyroll.providers.contracts.survey import Endpoint, SurveyPage


def read_roles(page: SurveyPage) -> Iterator[Observation]:
    """Yield the permissions of each custom role; of a predefined role only their number. Raises VendorChanged."""
    for one in objects(page.record(), "roles"):  # an empty list has no field
        role = Identifier.of(page.source, "role", one.text("name"))
        if one.text("name").startswith("roles/"):
            yield grant(role, f"{sum(1 for _ in texts(one, 'includedPermissions'))} permissions", "gcp:role")
            continue
        for permission in texts(one, "includedPermissions"):
            yield grant(role, permission, "gcp:role")


def read_deny_policies(page: SurveyPage) -> Iterator[Observation]:
    """Yield the target of each deny policy. Raises VendorChanged."""
    for one in page.record().records("policies"):
        subject = Identifier.of(page.source, "deny_policy", one.text("name"))
        yield grant(subject, "denies", unquote(one.text("name").partition("/denypolicies/")[0]))


def read_hierarchy(page: SurveyPage) -> Iterator[Observation]:
    """Yield the parent of each project and folder. Raises VendorChanged."""
    answer = page.record()
    for one in answer.records("projects") if "projects" in answer.body else [answer] if "name" in answer.body else ():
        if one.maybe("parent"):
            subject = Identifier.of(page.source, "place", placed(one))
            yield grant(subject, "lies in", one.text("parent"))


def placed(one: Record) -> str:
    """Return the name of a project or folder in bindings: a project's id, not its number."""
    return f"projects/{one.text('projectId')}" if one.maybe("projectId") else one.text("name")


def _more(page: SurveyPage) -> bool:
    return isinstance(page.body, dict) and bool(page.body.get("nextPageToken"))


def _denies(body: Json) -> bool:
    return field_with("policies", "name", "kind")(body)


def _hierarchy(body: Json) -> bool:
    listed = field_with("projects", "name", "projectId")(body)
    return listed or (isinstance(body, dict) and str(body.get("name", "")).startswith("folders/") and "parent" in body)


ENDPOINTS: Final = (
    Endpoint("hierarchy", "/v3/projects:search, /v3/{folder}", read_hierarchy, more=_more, recognise=_hierarchy),
    Endpoint(
        "roles", "/v1/{parent}/roles?view=FULL", read_roles, more=_more,
        recognise=field_with("roles", "name", "includedPermissions"),
    ),
    Endpoint(
        "deny_policies", "/v2/policies/{attachment}/denypolicies/{policy}", read_deny_policies, more=_more,
        recognise=_denies,
    ),
)  # fmt: skip
