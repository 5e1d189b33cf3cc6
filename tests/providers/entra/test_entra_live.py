"""Entra read live, and its secrets tried, on a strict fake that the vendor's own typed models judge."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fakes.entra import APP, TENANT, Entra
from fakes.proving import Proving, addressable, assert_unknown
from fakes.same import assert_same
from fakes.strict import Reply
from keyroll.api import Keyroll
from keyroll.errors import ConfigError, CredentialRefused, UsageError
from keyroll.model.incident import VerdictKind
from keyroll.model.probe import Outcome
from keyroll.model.source import Source
from keyroll.providers.entra.probe import PROBES, place
from live_servers import Connect

pytestmark = pytest.mark.long

ENTRA = Source("entra")
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
OWN_KEY = "aaaaaaaa-0000-4000-8000-000000000001"
ROLES = ("AppRoleAssignment.ReadWrite.All", "User.Read.All")


def app(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"1111111{number}-1111-1111-1111-111111111111",
        "appId": f"0000000{number}-bbbb-cccc-dddd-eeeeeeeeeeee",
        "displayName": f"app {number}",
        "createdDateTime": "2025-05-01T12:00:00Z",
        "passwordCredentials": [],
        "keyCredentials": [],
        "requiredResourceAccess": [],
    } | more


def assigned(role: str, **more: Any) -> dict[str, Any]:
    return {
        "id": f"a-{role}", "appRoleId": role, "principalId": "s0", "principalType": "ServicePrincipal",
        "principalDisplayName": "app", "resourceId": "s1", "resourceDisplayName": "Microsoft Graph",
        "createdDateTime": "2025-05-01T12:00:00Z",
    } | more  # fmt: skip


def role_of(who: str, kind: str = "user") -> dict[str, Any]:
    """A directory role of somebody, with all that Graph tells of whoever has it."""
    principal = {"@odata.type": f"#microsoft.graph.{kind}", "id": who, "accountEnabled": True}
    return {
        "id": f"a-{who}", "roleDefinitionId": "62e90394-69f5-4237-9190-012177145e10", "principalId": who,
        "directoryScopeId": "/", "principal": principal,
    }  # fmt: skip


#: What the activation of a role asks for ("Rules in PIM").
POLICY: dict[str, Any] = {
    "id": "DirectoryRole_t_p_62e90394", "policyId": "p1", "scopeId": "/", "scopeType": "DirectoryRole",
    "roleDefinitionId": "62e90394-69f5-4237-9190-012177145e10",
    "policy": {"id": "p1", "displayName": "DirectoryRole", "rules": [
        {"@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyApprovalRule", "id": "Approval_EndUser_Assignment",
         "setting": {"isApprovalRequired": True}},
        {"@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyEnablementRule",
         "id": "Enablement_EndUser_Assignment", "enabledRules": ["MultiFactorAuthentication", "Justification"]},
    ]},
}  # fmt: skip
ACCESS: dict[str, Any] = {
    "id": "ca1",
    "displayName": "Block",
    "state": "enabled",
    "conditions": {"clientAppTypes": ["other"]},
    "grantControls": {"operator": "OR", "builtInControls": ["block"]},
}


def password(key: str, hint: str, **more: Any) -> dict[str, Any]:
    return {
        "customKeyIdentifier": None, "displayName": "ci", "endDateTime": "2027-01-01T00:00:00Z", "hint": hint,
        "keyId": key, "secretText": None, "startDateTime": "2025-01-01T00:00:00Z",
    } | more  # fmt: skip


def user(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"2222222{number}-1111-1111-1111-111111111111",
        "userPrincipalName": f"user{number}@contoso.example",
        "mail": f"User{number}@contoso.example",
        "displayName": f"user {number}",
        "accountEnabled": True,
        "userType": "Member",
        "createdDateTime": "2025-05-01T12:00:00Z",
    } | more


@pytest.fixture
def fake() -> Iterator[Entra]:
    one = Entra()
    one.page_size = 1
    other = password("aaaaaaaa-0000-4000-8000-000000000002", "zzz")
    one.applications = [app(0, appId=APP, passwordCredentials=[password(OWN_KEY, "s3c"), other]), app(1)]
    guest = "zoe_partner.example#EXT#@contoso.example"
    one.users = [
        user(0),
        user(1, accountEnabled=False, mail=None, createdDateTime=None),
        user(2, userType="Guest", userPrincipalName=guest, mail="zoe@partner.example"),
        {"@odata.type": "#microsoft.graph.agentUser"} | user(3, mail=None),
    ]
    one.federated = {
        app(1)["id"]: [{"id": "f1", "name": "ci", "issuer": "https://ci", "subject": "repo:x", "audiences": ["api"]}]
    }
    one.service_principals = [
        {"id": f"s{number}", "appId": APP, "displayName": "app", "accountEnabled": True,
         "servicePrincipalType": "Application", "passwordCredentials": [], "keyCredentials": []}
        for number in range(2)
    ]  # fmt: skip
    one.grants = [
        {"id": "g", "clientId": "s0", "consentType": "AllPrincipals", "principalId": None, "resourceId": "r",
         "scope": "User.Read Mail.Read"}
    ]  # fmt: skip
    one.directory = {
        "/v1.0/roleManagement/directory/roleAssignments": [role_of("u1"), role_of("s0", "servicePrincipal")],
        "/v1.0/roleManagement/directory/roleEligibilityScheduleInstances": [
            role_of("u2") | {"roleEligibilityScheduleId": "e1", "memberType": "Direct"}
        ],
        "/v1.0/policies/roleManagementPolicyAssignments": [POLICY],
        "/v1.0/groups": [{"id": "g1", "displayName": "admins"}],
        "/v1.0/groups/{id}/members": [{"@odata.type": "#microsoft.graph.user", "id": "u1"}],
        "/v1.0/applications/{id}/owners": [{"@odata.type": "#microsoft.graph.user", "id": "u2"}],
        "/v1.0/identity/conditionalAccess/policies": [ACCESS],
    }
    roles = [{"id": f"r{number}", "value": name, "isEnabled": True} for number, name in enumerate(ROLES)]
    one.service_principals[1]["appRoles"] = roles
    one.assignments = {"s0": [assigned("r0"), assigned("r1"), assigned("gone")]}
    with one.running():
        yield one


def settings(fake: Entra) -> dict[str, str]:
    return {"tenant": TENANT, "login": fake.address}


@pytest.mark.support("entra", "live survey", "specification + fake")
def test_live_and_export_are_one_reader_for_entra(fake: Entra, tmp_path: Path, connect: Connect) -> None:
    one = connect("entra", fake.secret("s3cret-canary-of-ours"), fake.address, **settings(fake))
    assert one.unseen == {}
    assert one.pull() == {}
    (own,) = one.keyroll.inventory.listed("credentials", where="owner = 'keyroll'").rows
    assert str(own["id"]).endswith(OWN_KEY)
    files = [file.read_bytes() for file in one.home.rglob("*") if file.is_file()]
    assert not any(b"canary" in content for content in files)
    apps = [{"value": [one]} for one in fake.applications]
    federated = [{"appId": one["appId"], "value": fake.federated.get(one["id"], [])} for one in fake.applications]
    pages: dict[str, list[Any]] = {
        "users": [{"value": [one]} for one in fake.users],
        "applications": apps,
        "service_principals": [{"value": [one]} for one in fake.service_principals],
        "federated_identity_credentials": federated,
        "consents": [{"value": fake.grants}],
        "directory_roles": [
            {"value": [one | {"principal": {name: one["principal"][name] for name in ("@odata.type", "id")}}]}
            for one in fake.directory["/v1.0/roleManagement/directory/roleAssignments"]
        ],
        "eligible_roles": [
            {"value": [one | {"principal": {name: one["principal"][name] for name in ("@odata.type", "id")}}]}
            for one in fake.directory["/v1.0/roleManagement/directory/roleEligibilityScheduleInstances"]
        ],
        "role_policies": [{"value": [POLICY]}],
        "group_members": [{"group": "g1", "groupName": "admins", "value": fake.directory["/v1.0/groups/{id}/members"]}],
        "owners": [
            *(
                {"appId": each["appId"], "value": fake.directory["/v1.0/applications/{id}/owners"]}
                for each in fake.applications
            ),
            {"appId": APP, "value": []},
            {"appId": APP, "value": []},
        ],
        "conditional_access": [{"value": [ACCESS]}],
        "app_roles": [
            *({"value": [assigned(role, appRoleValue=name)]} for role, name in zip(("r0", "r1"), ROLES, strict=True)),
            {"value": [assigned("gone")]},
            {"value": []},
        ],
    }
    assert_same(one.keyroll, "entra@main", pages, tmp_path)
    held = {
        str(row["privilege"]) for row in one.keyroll.inventory.listed("grants", where="resource LIKE '%as itself'").rows
    }
    assert held == {*ROLES, "gone"}
    assert sum("$select=id,appRoles" in asked for asked in fake.served) == 2  # once to look, once to read


@pytest.mark.nightly
def test_one_permission_less_is_named_and_the_rest_is_read(fake: Entra, connect: Connect) -> None:
    every = fake.scopes
    for missing, why in (
        ("DelegatedPermissionGrant.Read.All", "list the consents"),
        ("User.Read.All", "distinguish people from workloads, and see who has left"),
    ):
        fake.scopes, fake.credentials = tuple(one for one in every if one != missing), {}
        one = connect("entra", fake.secret("s3cret"), fake.address, **settings(fake))
        code, told = connect.sync(one)
        assert code == 11
        assert f"not seen: scope {missing} ({why})" in told
        assert len(one.listed("app_credential")) == 2


def test_what_is_refused_is_named_by_its_number_and_shown_nowhere(
    fake: Entra, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyroll = Keyroll.open(tmp_path / "home", now=NOW)
    for value, error, words in (
        (f"{APP}:canary-that-never-was", CredentialRefused, "AADSTS7000215"),
        ("canary-alone", ConfigError, "not a client secret"),
        ("canary.of.another-program", CredentialRefused, "401"),
    ):
        monkeypatch.setenv("ENTRA", value)
        with pytest.raises(error, match=words) as caught:
            keyroll.sources.connect(ENTRA, "env:ENTRA", address=fake.address, settings=settings(fake))
        assert "canary" not in f"{caught.value!r}{caught.value.hint}{caught.value.__context__!r}"


def proving(fake: Entra, **more: Any) -> Proving:
    plane = addressable(place(f"{fake.address}/{TENANT}"))
    old, new = fake.secret("old~Secret.1"), fake.secret("new~Secret.2")
    return Proving(fake, PROBES[0], plane, old, new, OWN_KEY, window=timedelta(minutes=10), **more)


@pytest.mark.support("entra", "probe", "fake")
def test_a_removed_secret_is_proven_dead_when_its_tokens_have_run_out(fake: Entra) -> None:
    played = proving(fake)
    assert played.once().verdict is VerdictKind.LIVE
    fake.revoke(played.old, 180)
    played.clock.at += timedelta(minutes=1)
    began = played.clock.at
    found = played.to_the_end(timedelta(hours=40))
    assert found[-1].verdict is VerdictKind.DEAD
    assert found[-2].because == "the credentials derived from it were not probed"
    assert played.clock.at - began >= timedelta(hours=28)


def test_an_expired_secret_is_told_apart_and_a_disabled_application_proves_nothing(fake: Entra) -> None:
    played = proving(fake)
    fake.revoke(played.old, says=7000222)
    assert played.answer(played.old).outcome is Outcome.REFUSED_DISABLED
    fake.app_says = 7000112
    assert played.answer(played.old).outcome is Outcome.REFUSED_DISABLED
    assert_unknown(played)


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply(400, {"error": "x", "error_codes": [53003]}), "refused_policy"),
        (Reply(400, {"error": "x", "error_codes": [999]}), "ambiguous"),
        (Reply(429, {}), "throttled"),
        (Reply(503, {}), "unreachable"),
        (Reply(200, b"<html>sign in</html>"), "ambiguous"),
        (Reply(401, b"<html>no</html>"), "ambiguous"),
        (Reply(200, {"access_token": "opaque"}), "ambiguous"),
    ],
)
def test_what_is_no_word_on_the_secret_is_no_refusal_of_it(fake: Entra, reply: Reply, outcome: str) -> None:
    played = proving(fake)
    fake.mood = lambda _request: reply
    assert played.answer(played.old).outcome == outcome


def test_another_application_and_an_endpoint_that_takes_anything_prove_nothing(fake: Entra) -> None:
    played = proving(fake)
    fake.signs_in = "ffffffff-bbbb-cccc-dddd-eeeeeeeeeeee"
    assert played.answer(played.old).identity == fake.signs_in
    fake.signs_in = APP
    form = f"client_id={APP}&client_secret=old~Secret.1"
    token = fake.answer("POST", f"/{TENANT}/oauth2/v2.0/token", {}, form.encode())
    fake.mood = lambda _request: token
    assert_unknown(played, "never issued")


def test_a_place_names_a_tenant() -> None:
    assert place("https://login.microsoftonline.com/contoso.example").addressable is False
    for address in ("https://login.microsoftonline.com", "http://login.example/x", "https://a/b/c"):
        with pytest.raises(UsageError):
            place(address)


def test_a_fake_that_drifts_is_told(fake: Entra) -> None:
    wrong = [app(1, secret="x"), app(1, passwordCredentials=[{"keyId": 7}])]
    assert fake.judge
    assert [len(fake.judge.faults("GET", "/v1.0/applications", 200, {"value": [one]})) for one in wrong] == [1, 1]
