"""Okta's groups, the assignments of apps, and the permissions of custom administrator roles.

Source: developer.okta.com, API reference (*Groups*, *Application Users*, *Application Groups*, *Roles*, *Role
Permissions*, *Resource Sets*, *Policies*; paths in the vendor's library ``okta`` 3.4.6), read 2026-11-29. These
responses do not name their subject. An export adds it to each record: ``group`` and ``groupName`` to members, ``group``
to the roles of a group, ``app`` to assignments, ``role`` (the label of the role) to permissions, ``resourceSet`` to the
resources of a set.
"""

from collections.abc import Callable, Iterator

from keyroll.errors import VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, Record
from keyroll.model.observation import Observation, grant
from keyroll.providers._lists import full_list, list_with
from keyroll.providers.contracts.survey import Endpoint, SurveyPage

PAGE_LIMIT = 200


def read_group_members(page: SurveyPage) -> Iterator[Observation]:
    """Yield the members of groups. Raises VendorChanged."""
    for one in page.records():
        yield grant(Identifier.of(page.source, "user", one.text("id")), "member", f"group:{one.text('group')}")


def read_app_users(page: SurveyPage) -> Iterator[Observation]:
    """Yield the users who may sign in to an app, directly or through a group. Raises VendorChanged."""
    for one in page.records():
        yield grant(Identifier.of(page.source, "user", one.text("id")), "assigned", f"app:{one.text('app')}")


def read_app_groups(page: SurveyPage) -> Iterator[Observation]:
    """Yield the groups whose members may sign in to an app. Raises VendorChanged."""
    for one in page.records():
        yield grant(Identifier.of(page.source, "group", one.text("id")), "assigned", f"app:{one.text('app')}")


def read_role_permissions(page: SurveyPage) -> Iterator[Observation]:
    """Yield the permissions of each custom role. Raises VendorChanged."""
    for one in page.records():
        role = Identifier.of(page.source, "role", one.text("role"))
        yield grant(role, one.text("label"), "okta:role")


def read_resource_sets(page: SurveyPage) -> Iterator[Observation]:
    """Yield the resources of each resource set, for which a custom role may be given. Raises VendorChanged."""
    answer = page.record()
    subject = Identifier.of(page.source, "resource_set", answer.text("resourceSet"))
    for one in answer.records("resources"):
        yield grant(subject, "covers", covered(one))


def covered(one: Record) -> str:
    """Return the name of a resource of a set, without the organisation: ``directory:groups:00g1``.

    Raises VendorChanged.
    """
    parts = one.text("orn").split(":")
    if parts[:2] != ["orn", "okta"] or len(parts) < 5:
        raise VendorChanged(f"{one.where}: orn")
    return ":".join((parts[2], *parts[4:]))


def read_password_policies(page: SurveyPage) -> Iterator[Observation]:
    """Yield the factors by which each policy lets people recover a password. Raises VendorChanged."""
    for one in page.records():
        subject = Identifier.of(page.source, "access_policy", one.text("id"))
        yield grant(subject, f"recovery by {', '.join(recovery_of(one)) or 'nothing'}", "okta:passwords")


def recovery_of(policy: Record) -> list[str]:
    """Return the factors by which an active policy lets people recover a password."""
    factors = policy.inner("settings.recovery.factors")
    allowed = [name for name in factors.body if factors.maybe(f"{name}.status") == "ACTIVE"]
    return sorted(allowed) if policy.maybe("status") == "ACTIVE" else []


def _named(field: str, *others: str) -> Callable[[Json], bool]:
    return list_with("id", field, *others)


ENDPOINTS = (
    Endpoint(
        "group_members", f"/api/v1/groups/{{groupId}}/users?limit={PAGE_LIMIT}", read_group_members,
        more=full_list(PAGE_LIMIT), recognise=_named("group", "profile"),
    ),
    Endpoint(
        "app_users", f"/api/v1/apps/{{appId}}/users?limit={PAGE_LIMIT}", read_app_users,
        more=full_list(PAGE_LIMIT), recognise=_named("app", "scope"),
    ),
    Endpoint(
        "app_groups", f"/api/v1/apps/{{appId}}/groups?limit={PAGE_LIMIT}", read_app_groups,
        more=full_list(PAGE_LIMIT), recognise=_named("app", "priority"),
    ),
    Endpoint(
        "role_permissions", "/api/v1/iam/roles/{roleIdOrLabel}/permissions", read_role_permissions,
        recognise=list_with("role", "label"),
    ),
    Endpoint(
        "resource_sets", "/api/v1/iam/resource-sets/{resourceSetId}/resources", read_resource_sets,
        recognise=lambda body: isinstance(body, dict) and {"resourceSet", "resources"} <= body.keys(),
    ),
    Endpoint(
        "password_policies", "/api/v1/policies?type=PASSWORD", read_password_policies,
        recognise=list_with("id", "name", "settings.recovery"),
    ),
)  # fmt: skip
