"""Entra: each technique in a case of its own, random roles against rules written again, and ways to sign in."""

from typing import Any, cast

import pytest
from evaluated import check_case, reached, taken_by
from hypothesis import given
from hypothesis import strategies as st

from keyroll.providers.entra.directory import ROLES
from keyroll.reach.escalations import Escalation, escalations
from keyroll.reach.system import SystemListing, SystemReads
from keyroll.reach.systems.entra import SYSTEM

NAME = "entra@main"
NUMBERS = {name: number for number, name in ROLES.items()}
PEOPLE = ("ann", "bob", "eve")
RESETS = {"Authentication Administrator", "User Administrator", "Helpdesk Administrator", "Password Administrator"}
SP = [{"id": "sp-1", "appId": "app-1"}, {"id": "sp-2", "appId": "app-2"}]
GROUP = {"group": "g1", "groupName": "staff", "value": [{"@odata.type": "#microsoft.graph.user", "id": "bob"}]}
BLOCK = {
    "id": "p", "state": "enabled", "grantControls": {"builtInControls": ["block"]},
    "conditions": {"users": {"includeUsers": ["All"]}, "applications": {"includeApplications": ["All"]}},
}  # fmt: skip


def role(who: str, name: str, scope: str = "/") -> dict[str, Any]:
    return {"principalId": who, "roleDefinitionId": NUMBERS.get(name, name), "directoryScopeId": scope,
            "principal": {"@odata.type": "#microsoft.graph.user"}}  # fmt: skip


def source(**pages: Any) -> SystemReads:
    bodies: dict[str, Any] = {
        name: ((each if "value" in each else {"value": each}) if isinstance(each, dict) else {"value": each},)
        for name, each in pages.items()
    }
    listings = {one: SystemListing(bodies[one]) for one in SYSTEM.endpoints if one in bodies}
    return SystemReads(NAME, listings, principals=tuple((f"{NAME}:user:{one}", "person") for one in PEOPLE))


def permission(value: str) -> dict[str, Any]:
    return {"principalId": "sp-1", "principalType": "ServicePrincipal", "appRoleId": "x", "appRoleValue": value}


def case_of(text: str) -> tuple[str, SystemReads]:
    word, _, what = text.partition(" ")
    if word == "permission":
        return "app_id:app-1", source(service_principals=SP, app_roles=[permission(what)], group_members=GROUP)
    if word == "owns":
        owners = {"appId": what, "value": [{"@odata.type": "#microsoft.graph.user", "id": "ann"}]}
        return "user:ann", source(service_principals=SP, owners=owners)
    return "user:ann", source(service_principals=SP, directory_roles=[role("ann", what)], group_members=GROUP)


@pytest.mark.parametrize("technique", escalations("entra"), ids=lambda one: one.id)
@pytest.mark.parametrize("case", ["matches", "misses"])
def test_each_technique(technique: Escalation, case: str):
    start, made = case_of(getattr(technique, case)[0])
    check_case(technique, case, taken_by(technique, SYSTEM.steps(made).edges, f"{NAME}:{start}"))


@given(st.dictionaries(st.sampled_from(PEOPLE), st.sets(st.sampled_from(sorted(NUMBERS)), max_size=2)))
def test_random_roles(roles: dict[str, set[str]]):
    found = SYSTEM.steps(source(directory_roles=[role(who, one) for who, each in roles.items() for one in each],
                                service_principals=SP, conditional_access=[]))  # fmt: skip
    for who in PEOPLE:
        held, sure = roles.get(who, set()), reached(found, f"user:{who}", known=True)
        top = held & {"Global Administrator", "Privileged Role Administrator"}
        someone = held & {"Privileged Authentication Administrator", "Partner Tier2 Support"}
        plain = {f"user:{one}" for one in PEOPLE if one != who and not roles.get(one)}
        if top:
            assert {"administration", *(f"user:{one}" for one in PEOPLE)} <= sure
        if someone:
            assert {f"user:{one}" for one in PEOPLE} <= sure
        if not top and not someone:
            assert "administration" not in sure
            assert (plain <= sure) if held & RESETS else not plain & sure
        if not held:
            assert reached(found, f"user:{who}") == {f"user:{who}"}


def test_a_role_of_a_unit_a_custom_role_and_a_consent_are_possible():
    roles = [role("ann", "Helpdesk Administrator", "/administrativeUnits/1"), role("eve", "custom")]
    consents = [{"clientId": "sp-2", "scope": "Mail.Read openid"}]
    made = source(directory_roles=roles, service_principals=SP, consents=consents)
    found = SYSTEM.steps(made)
    assert "user:bob" in reached(found, "user:ann") - reached(found, "user:ann", known=True)
    assert "administration" in reached(found, "user:eve") - reached(found, "user:eve", known=True)
    assert "mailboxes" in reached(found, "app_id:app-2") - reached(found, "app_id:app-2", known=True)


def conditions(**more: Any) -> dict[str, Any]:
    return BLOCK | {"conditions": cast("dict[str, Any]", BLOCK["conditions"]) | more}


@pytest.mark.parametrize(
    ("policies", "open_"),
    [
        ([], {"device-code", "legacy-protocols"}),
        ([conditions(authenticationFlows={"transferMethods": "deviceCodeFlow"})], {"legacy-protocols"}),
        ([conditions(clientAppTypes=["exchangeActiveSync", "other"])], {"device-code"}),
        ([conditions(clientAppTypes=["browser"])], {"device-code", "legacy-protocols"}),
        ([conditions(clientAppTypes=["exchangeActiveSync", "other"]) | {"state": "enabledForReportingButNotEnforced"}],
         {"device-code", "legacy-protocols"}),
        ([conditions(clientAppTypes=["other"], users={"includeUsers": ["All"], "excludeGroups": ["g"]})],
         {"device-code", "legacy-protocols"}),
    ],
)  # fmt: skip
def test_a_way_to_sign_in_is_open_unless_a_policy_blocks_it_for_everybody(policies: list[Any], open_: set[str]):
    found = SYSTEM.steps(source(conditional_access=policies))
    assert {one.id.split(":")[2] for one in found.nodes if one.kind == "outside"} == open_
    for flow in open_:
        assert {f"user:{one}" for one in PEOPLE} <= reached(found, f"outside:{flow}")


def rules(*, approval: bool, context: bool = False) -> dict[str, Any]:
    """What the activation of a role asks for."""
    named = [{"id": "Approval_EndUser_Assignment", "setting": {"isApprovalRequired": approval}},
             {"id": "AuthenticationContext_EndUser_Assignment", "isEnabled": context}]  # fmt: skip
    return {"id": "p", "roleDefinitionId": NUMBERS["Global Administrator"], "policy": {"rules": named}}


@pytest.mark.parametrize(
    ("policies", "because"),
    [
        ([rules(approval=False)], ""),
        ([rules(approval=True)], "a person must approve the activation"),
        ([rules(approval=False, context=True)], "a separate sign-in is required (authentication context)"),
        ([], "the requirements of its activation were not read"),
    ],
)
def test_a_role_that_somebody_may_activate_is_a_step_that_may_ask_for_an_approval(policies: list[Any], because: str):
    found = SYSTEM.steps(source(eligible_roles=[role("ann", "Global Administrator")], role_policies=policies))
    (step,) = [one for one in found.edges if one.kind == "assumes"]
    assert (step.start, step.truth.because) == (f"{NAME}:user:ann", because)
    assert "administration" in reached(found, "user:ann")
    assert ("administration" in reached(found, "user:ann", known=True)) is not bool(because)
    assert "administration" not in reached(found, "user:bob")


def test_whoever_may_become_a_member_of_a_group_by_activation_possibly_has_what_the_group_has():
    role_of_group = role("g1", "Global Administrator") | {"principal": {"@odata.type": "#microsoft.graph.group"}}
    eligible = [
        {"principalId": who, "groupId": "g1", "accessId": way, "eligibilityScheduleId": "e",
         "principal": {"@odata.type": "#microsoft.graph.user", "id": who}}
        for who, way in (("ann", "member"), ("eve", "owner"))
    ]  # fmt: skip
    found = SYSTEM.steps(source(eligible_group_members=eligible, group_members=GROUP, directory_roles=[role_of_group]))
    for who in ("ann", "eve"):
        assert "administration" in reached(found, f"user:{who}") - reached(found, f"user:{who}", known=True)
    assert "administration" in reached(found, "user:bob", known=True)
    (step,) = [one for one in found.edges if one.kind == "assumes" and one.start.endswith(":ann")]
    assert "may become member of staff" in step.reason
    assert "after activation" in step.truth.because


@pytest.mark.parametrize(
    ("consent", "acts_as", "said"),
    [
        ({"consentType": "AllPrincipals"}, {"user:ann", "user:bob"}, "an administrator consented for all"),
        ({"consentType": "Principal", "principalId": "ann"}, {"user:ann"}, "for ann"),
    ],
)
def test_a_consent_lets_an_app_act_for_one_person_or_for_all(consent: dict[str, str], acts_as: set[str], said: str):
    consents = [{"clientId": "sp-2", "scope": "Directory.AccessAsUser.All Mail.Read", **consent}]
    found = SYSTEM.steps(source(service_principals=SP, consents=consents))
    got = reached(found, "app_id:app-2")
    assert acts_as == got & {"user:ann", "user:bob"}
    assert not reached(found, "app_id:app-2", known=True) & {"user:ann", "mailboxes"}
    assert all(said in one.truth.because for one in found.edges if one.start.endswith("app-2"))
