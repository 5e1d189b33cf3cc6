"""Entra's directory roles, members of groups, owners of applications, and policies of conditional access.

Source: learn.microsoft.com, Microsoft Graph v1.0: *unifiedRoleAssignment*, *group: List members* (direct ones),
*application: List owners*, *conditionalAccessPolicy* and *unifiedRoleManagementPolicyAssignment*, read 2026-11-29.
Lists of members and owners do not name their subject: an export adds ``group`` and ``groupName``, or ``appId``, next to
``value``. A built-in role's definition has the same id everywhere. Roles that somebody may activate (Privileged
Identity Management, *unifiedRoleEligibilityScheduleInstance*) are in a list of their own; the requirements of an
activation are in the rules of the role's policy (*unifiedRoleManagementPolicyAssignment* with ``policy`` and its
``rules``). Eligible members and owners of a group are listed for one group at a time
(*privilegedAccessGroupEligibilityScheduleInstance*, read 2026-12-01).
"""

from collections.abc import Iterator
from typing import Final

from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, Record
from keyroll.model.observation import Observation, grant
from keyroll.model.source import Source
from keyroll.providers._lists import field_with, objects, texts
from keyroll.providers.contracts.survey import Endpoint, SurveyPage

#: The vendor's type of an object, and the kind of keyroll's identifier.
_KINDS: Final = {
    "#microsoft.graph.user": "user", "#microsoft.graph.group": "group",
    "#microsoft.graph.servicePrincipal": "service_principal",
}  # fmt: skip
#: Rules of a role's policy that apply when somebody activates it ("Rules in PIM").
_APPROVAL, _ENABLEMENT = "Approval_EndUser_Assignment", "Enablement_EndUser_Assignment"
_CONTEXT: Final = "AuthenticationContext_EndUser_Assignment"
#: Ids of the definitions of built-in roles ("Microsoft Entra built-in roles").
ROLES: Final = {
    "62e90394-69f5-4237-9190-012177145e10": "Global Administrator",
    "e8611ab8-c189-46e8-94e1-60213ab1f814": "Privileged Role Administrator",
    "7be44c8a-adaf-4e2a-84d6-ab2649e08a13": "Privileged Authentication Administrator",
    "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3": "Application Administrator",
    "158c047a-c907-4556-b7ef-446551a6b5f7": "Cloud Application Administrator",
    "c4e39bd9-1100-46d3-8c65-fb160da0071f": "Authentication Administrator",
    "fe930be7-5e62-47db-91af-98c3a49a38b1": "User Administrator",
    "729827e3-9c14-49f7-bb1b-9608f156bbb8": "Helpdesk Administrator",
    "966707d0-3269-4727-9be2-8c3a10f19b9d": "Password Administrator",
    "fdd7a751-b60b-444a-984c-02652fe8fa1c": "Groups Administrator",
    "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2": "Hybrid Identity Administrator",
    "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9": "Conditional Access Administrator",
    "194ae4cb-b126-40b2-bd5b-6091b380977d": "Security Administrator",
    "29232cdf-9323-42fd-ade2-1d097af3e4de": "Exchange Administrator",
    "f2ef992c-3afb-46b9-b7cf-a126ee74c451": "Global Reader",
    "5d6b6bb7-de71-4623-b4af-96380a352509": "Security Reader",
    "88d8e3e3-8f55-4a1e-953a-9b9898b8876b": "Directory Readers",
    "4a5d8f65-41da-4de4-8968-e035b65339cf": "Reports Reader",
    "4ba39ca4-527c-499a-b93d-d9b492c50246": "Partner Tier1 Support",
    "e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8": "Partner Tier2 Support",
    "d29b2b05-8046-44ba-8758-1e26182fcf32": "Directory Synchronization Accounts",
    "8329153b-31d0-4727-b945-745eb3bc5f31": "Domain Name Administrator",
    "be2f45a1-457d-42af-a067-6ec1fa63bc45": "External Identity Provider Administrator",
    "3a2c62db-5318-420d-8d74-23affee5d9d5": "Intune Administrator",
    "45d8d3c5-c802-45c6-b32a-1d70b5e1e86e": "Identity Governance Administrator",
    "cf1c38e5-3621-4004-a7cb-879624dced7c": "Application Developer",
    "9360feb5-f418-4baa-8175-e2a00bac4301": "Directory Writers",
    "4d6ac14f-3453-41d0-bef9-a3e0c569773a": "License Administrator",
    "95e79109-95c0-4d8e-aee3-d01accf2d47b": "Guest Inviter",
    "f28a1f50-f6e7-4571-818b-6a12f2af6b6c": "SharePoint Administrator",
}


def subject_of(source: Source, one: Record, identifier: str) -> Identifier:
    """Return the identifier of an object of the directory."""
    kind = _KINDS.get(one.maybe("@odata.type") or str(one.body.get("@odata.type", "")), "object")
    return Identifier.of(source, kind, identifier)


def role_of(one: Record) -> str:
    """Return the name of an assignment's role; its id if the role is not a known built-in one."""
    return ROLES.get(one.text("roleDefinitionId"), one.text("roleDefinitionId"))


def read_directory_roles(page: SurveyPage) -> Iterator[Observation]:
    """Yield the directory roles of each principal. Raises VendorChanged."""
    for one in page.record().records("value"):
        subject = subject_of(page.source, one.inner("principal"), one.text("principalId"))
        yield grant(subject, role_of(one), f"directory:{one.maybe('directoryScopeId') or '/'}")


def read_eligible_roles(page: SurveyPage) -> Iterator[Observation]:
    """Yield the directory roles that each principal may activate. Raises VendorChanged."""
    for one in page.record().records("value"):
        subject = subject_of(page.source, one.inner("principal"), one.text("principalId"))
        yield grant(subject, f"may activate {role_of(one)}", f"directory:{one.maybe('directoryScopeId') or '/'}")


def read_eligible_members(page: SurveyPage) -> Iterator[Observation]:
    """Yield who may become a member or an owner of a group by activation. Raises VendorChanged."""
    for one in page.record().records("value"):
        subject = subject_of(page.source, one.inner("principal"), one.text("principalId"))
        yield grant(subject, f"may become {one.text('accessId')}", f"group:{one.text('groupId')}")


def read_role_policies(page: SurveyPage) -> Iterator[Observation]:
    """Yield the requirements for the activation of each role. Raises VendorChanged."""
    for one in page.record().records("value"):
        subject = Identifier.of(page.source, "role_policy", one.text("id"))
        asks = ", ".join(activation_of(one)) or "nothing"
        yield grant(subject, f"activation asks for {asks}", f"role:{role_of(one)}")


def activation_of(one: Record) -> list[str]:
    """Return the requirements of a role's policy for an activation: a second factor, an approval, a context."""
    found = set()
    for rule in objects(one.inner("policy"), "rules"):
        name = rule.maybe("id")
        if name == _APPROVAL and rule.inner("setting").flag("isApprovalRequired"):
            found.add("approval")
        elif name == _ENABLEMENT and "MultiFactorAuthentication" in texts(rule, "enabledRules"):
            found.add("second factor")
        elif name == _CONTEXT and rule.flag("isEnabled"):
            found.add("authentication context")
    return sorted(found)


def read_group_members(page: SurveyPage) -> Iterator[Observation]:
    """Yield the members of a group. Raises VendorChanged."""
    answer = page.record()
    for one in answer.records("value"):
        yield grant(subject_of(page.source, one, one.text("id")), "member", f"group:{answer.text('group')}")


def read_owners(page: SurveyPage) -> Iterator[Observation]:
    """Yield the owners of an application or its service principal. Raises VendorChanged."""
    answer = page.record()
    for one in answer.records("value"):
        yield grant(subject_of(page.source, one, one.text("id")), "owner of app", f"app:{answer.text('appId')}")


def read_conditional_access(page: SurveyPage) -> Iterator[Observation]:
    """Yield the requirements of each policy of conditional access. Raises VendorChanged."""
    for one in page.record().records("value"):
        subject = Identifier.of(page.source, "access_policy", one.text("id"))
        asks = ", ".join(sorted(texts(one.inner("grantControls"), "builtInControls"))) or "nothing"
        yield grant(subject, f"asks for {asks}", f"sign-ins, {one.text('state')}")


def _more(page: SurveyPage) -> bool:
    return isinstance(page.body, dict) and bool(page.body.get("@odata.nextLink"))


def _beside(name: str, body: Json) -> bool:
    return isinstance(body, dict) and name in body and field_with("value", "id", "@odata.type")(body)


def _assignments(body: Json) -> bool:
    listed = field_with("value", "principalId", "roleDefinitionId")
    return listed(body) and not field_with("value", "roleEligibilityScheduleId")(body)


ENDPOINTS: Final = (
    Endpoint(
        "directory_roles", "/v1.0/roleManagement/directory/roleAssignments?$expand=principal", read_directory_roles,
        more=_more, recognise=_assignments,
    ),
    Endpoint(
        "eligible_roles", "/v1.0/roleManagement/directory/roleEligibilityScheduleInstances?$expand=principal",
        read_eligible_roles, more=_more,
        recognise=field_with("value", "principalId", "roleDefinitionId", "roleEligibilityScheduleId"),
    ),
    Endpoint(
        "eligible_group_members",
        "/v1.0/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances?$filter=groupId eq '{id}'"
        "&$expand=principal",
        read_eligible_members, more=_more,
        recognise=field_with("value", "principalId", "groupId", "accessId", "eligibilityScheduleId"),
    ),
    Endpoint(
        "role_policies", "/v1.0/policies/roleManagementPolicyAssignments?$expand=policy($expand=rules)",
        read_role_policies, more=_more, recognise=field_with("value", "roleDefinitionId", "policyId", "scopeType"),
    ),
    Endpoint(
        "group_members", "/v1.0/groups/{id}/members", read_group_members, more=_more,
        recognise=lambda body: _beside("group", body),
    ),
    Endpoint(
        "owners", "/v1.0/applications/{id}/owners, /v1.0/servicePrincipals/{id}/owners", read_owners, more=_more,
        recognise=lambda body: _beside("appId", body),
    ),
    Endpoint(
        "conditional_access", "/v1.0/identity/conditionalAccess/policies", read_conditional_access, more=_more,
        recognise=field_with("value", "id", "conditions", "state"),
    ),
)  # fmt: skip
