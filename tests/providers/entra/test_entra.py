"""Entra: credentials of applications, sign-ins and audits, and that use joins the very secret."""

import json
import re
from typing import Any

import pytest

from keyroll.errors import VendorChanged
from keyroll.providers.catalogue import endpoints, logs, provider
from small_world import JIRA, SmallWorld, account, token

SOURCE = "entra@tenant"
SIGN_INS, AUDITS, DIAGNOSTIC = (logs("entra")[name] for name in ("sign_ins", "directory_audits", "diagnostic"))
SECRET = {"keyId": "AAAA-1", "displayName": "ci secret", "hint": "abc", "secretText": None}
DATES = {"startDateTime": "2023-01-01T00:00:00Z", "endDateTime": "2024-01-01T00:00:00Z"}
APP = {
    "id": "o1",
    "appId": "app1",
    "displayName": "Finance",
    "createdDateTime": "2022-05-01T12:00:00Z",
    "passwordCredentials": [SECRET | DATES],
    "keyCredentials": [{"keyId": "bbbb-2", "displayName": "CN=ci", "key": None} | DATES],
    "requiredResourceAccess": [],
}
MANAGED = {
    "id": "sp2",
    "appId": "app2",
    "displayName": "vm",
    "accountEnabled": True,
    "servicePrincipalType": "ManagedIdentity",
    "passwordCredentials": [],
    "keyCredentials": [{"keyId": "cccc-3"} | DATES],
}
ANN = {
    "id": "u1",
    "userPrincipalName": "Ann@a.example",
    "mail": "Ann.Lee@a.example",
    "displayName": "Ann Lee",
    "accountEnabled": True,
    "userType": "Member",
    "createdDateTime": "2019-05-01T12:00:00Z",
}
GUEST = {"id": "u3", "userPrincipalName": "zoe_p.example#EXT#@a.onmicrosoft.example", "userType": "Guest"}
GOOD: dict[str, Any] = {
    "users": {"value": [ANN], "@odata.nextLink": "https://more"},
    "applications": {"value": [APP], "@odata.nextLink": "https://more"},
    "service_principals": {"value": [MANAGED]},
    "federated_identity_credentials": {
        "appId": "app1",
        "value": [{"id": "f1", "name": "gh", "issuer": "https://i", "subject": "repo:a/b", "audiences": ["x"]}],
    },
    "consents": {
        "value": [
            {"clientId": "sp1", "consentType": "AllPrincipals", "resourceId": "r", "scope": "User.Read Mail.Read"}
        ]
    },
}
ASSIGNED = {"appRoleId": "r1", "principalId": "sp1", "resourceId": "r", "resourceDisplayName": "Microsoft Graph"}
GOOD["app_roles"] = {
    "value": [
        ASSIGNED | {"principalType": "ServicePrincipal", "appRoleValue": "Mail.Send"},
        ASSIGNED | {"principalType": "User"},
    ]
}
KEY = f"{SOURCE}:key_id:aaaa-1"


def sign_in(**more: Any) -> dict[str, Any]:
    return {
        "id": "s1",
        "createdDateTime": "2023-11-14T16:03:35Z",
        "userId": "",
        "appId": "app1",
        "ipAddress": "192.0.2.7",
        "userAgent": "okhttp/4",
        "status": {"errorCode": 0},
        "resourceId": "graph",
        "resourceDisplayName": "Microsoft Graph",
        "servicePrincipalId": "sp1",
        "servicePrincipalName": "Finance",
        "servicePrincipalCredentialKeyId": "aaaa-1",
    } | more


def audit(act: str, *targets: dict[str, Any], **more: Any) -> str:
    return json.dumps(
        {
            "id": "a1",
            "activityDateTime": "2023-11-14T21:20:02.7215374Z",
            "activityDisplayName": act,
            "category": "x",
            "result": "success",
            "loggedByService": "Core Directory",
            "initiatedBy": {"user": {"id": "u1", "userPrincipalName": "ann@a.example", "ipAddress": "192.0.2.7"}},
            "targetResources": list(targets),
        }
        | more
    )


def wrapped(properties: dict[str, Any], category: str = "ServicePrincipalSignInLogs") -> str:
    return json.dumps(
        {
            "time": "2023-11-14T16:04:00Z",
            "resourceId": "/tenants/x/providers/Microsoft.aadiam",
            "operationName": "Sign-in activity",
            "category": category,
            "callerIpAddress": "192.0.2.9",
            "properties": properties,
        }
    )


def test_applications_principals_and_consents(read_all, page_of):
    app, secret, certificate = read_all(endpoints("entra")["applications"], GOOD["applications"], SOURCE)
    assert (secret.subject.text, secret.facts["vendor_kind"], certificate.facts["vendor_kind"]) == (
        KEY,
        "client secret",
        "certificate",
    )
    assert secret.links[0].to == app.subject
    (machine,) = read_all(endpoints("entra")["service_principals"], GOOD["service_principals"], SOURCE)
    assert machine.kind == "managed_identity"
    (outside,) = read_all(
        endpoints("entra")["federated_identity_credentials"], GOOD["federated_identity_credentials"], SOURCE
    )
    assert outside.facts["vendor_kind"] == "repo:a/b of https://i"
    assert len(read_all(endpoints("entra")["consents"], GOOD["consents"], SOURCE)) == 2
    (may,) = read_all(endpoints("entra")["app_roles"], GOOD["app_roles"], SOURCE)
    assert (may.subject.text, may.facts["privilege"]) == (f"{SOURCE}:service_principal:sp1", "Mail.Send")
    assert endpoints("entra")["applications"].more(page_of("applications", GOOD["applications"], SOURCE))
    bare: dict[str, Any] = {"value": [{key: one for key, one in APP.items() if key != "keyCredentials"}]}
    with pytest.raises(VendorChanged, match="keyCredentials"):
        read_all(endpoints("entra")["applications"], bare, SOURCE)


def test_users_are_people_by_the_id_that_the_logs_give_them(read_all, page_of, view_rows):
    (ann,) = read_all(endpoints("entra")["users"], GOOD["users"], SOURCE)
    assert (ann.subject.text, [one.text for one in ann.identifiers]) == (
        f"{SOURCE}:user:u1",
        [f"{SOURCE}:user:ann@a.example"],
    )
    assert (ann.kind, ann.facts) == (
        "person",
        {"principal_kind": "human", "name": "Ann Lee", "email": "ann.lee@a.example", "active": True,
         "created": "2019-05-01T12:00:00Z"},
    )  # fmt: skip
    (row,) = view_rows(SIGN_INS, SOURCE, [json.dumps(sign_in(userId="u1", servicePrincipalId=""))])
    assert row["actor"] == ann.subject.text
    assert endpoints("entra")["users"].more(page_of("users", GOOD["users"], SOURCE))
    assert not endpoints("entra")["users"].more(page_of("users", {"value": [ANN]}, SOURCE))


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({"mail": None}, ("person", "human", "ann@a.example", True)),
        ({"accountEnabled": False}, ("person", "human", "ann.lee@a.example", False)),
        ({"accountEnabled": None}, ("person", "human", "ann.lee@a.example", None)),
        ({"mail": None, "userPrincipalName": None}, ("person", "human", None, True)),
        (dict.fromkeys(("displayName", "userType", "createdDateTime")), ("person", "human", "ann.lee@a.example", True)),
        (GUEST, ("guest", "human", "ann.lee@a.example", True)),
        (GUEST | {"mail": None, "userType": None}, ("guest", "human", None, True)),
        ({"@odata.type": "#microsoft.graph.agentUser"}, ("ai_agent", "nonhuman", "ann.lee@a.example", True)),
    ],
)  # fmt: skip
def test_what_is_null_of_a_user_costs_that_field_only(more, wanted, read_all):
    (one,) = read_all(endpoints("entra")["users"], {"value": [ANN | more]}, SOURCE)
    assert (one.kind, *(one.facts.get(name) for name in ("principal_kind", "email", "active"))) == wanted


def test_users_without_word_on_who_is_enabled_are_no_list_of_people(read_all):
    bare: dict[str, Any] = {"value": [{key: one for key, one in ANN.items() if key != "accountEnabled"}]}
    with pytest.raises(VendorChanged, match="accountEnabled"):
        read_all(endpoints("entra")["users"], bare, SOURCE)
    assert not any(one.recognise(bare) for one in endpoints("entra").values())
    assert not any(
        one.recognise({"value": [sign_in(userPrincipalName="a@a.example")]}) for one in endpoints("entra").values()
    )


@pytest.mark.parametrize("name", GOOD)
def test_each_body_is_recognised_by_its_own_endpoint_only(name, survives):
    assert [one.name for one in endpoints("entra").values() if one.recognise(GOOD[name])] == [name]
    survives(endpoints("entra")[name], GOOD[name], SOURCE)


@pytest.mark.parametrize(
    ("privilege", "administers", "lesser"),
    [
        ("RoleManagement.ReadWrite.Directory", True, False),
        ("Application.ReadWrite.All", True, False),
        ("Application.ReadWrite.OwnedBy", False, False),
        ("Mail.ReadWrite", False, False),
        ("User.ReadBasic.All", False, True),
        ("Directory.Read.All", False, True),
        ("f810fd10-0000-4000-8000-000000000000", False, False),
    ],
)
def test_what_may_raise_itself_administers_what_reads_is_less_the_rest_is_unknown(privilege, administers, lesser):
    powers = provider("entra").powers
    assert powers
    assert bool(re.fullmatch(powers.administers, privilege)) is administers
    assert bool(re.fullmatch(powers.lesser, privilege)) is lesser


def test_every_listed_kind_has_its_endpoint():
    assert {kind.listed_by for kind in provider("entra").kinds} <= set(endpoints("entra"))


@pytest.mark.parametrize("log", ["graph", "diagnostic"])
def test_a_service_principal_s_sign_in_names_its_secret_wherever_it_stands(log, view_rows):
    line = json.dumps(sign_in()) if log == "graph" else wrapped(sign_in())
    (row,) = view_rows(SIGN_INS if log == "graph" else DIAGNOSTIC, SOURCE, [line])
    names = ("class_uid", "activity_id", "status_id", "actor", "credential", "resource_uid", "src_ip", "user_agent")
    assert tuple(row[name] for name in names) == (
        3002, 1, 1, f"{SOURCE}:app_id:app1", KEY, "graph", "192.0.2.7", "okhttp/4",
    )  # fmt: skip


def test_people_failures_and_graph_requests(view_rows):
    person = sign_in(
        userId="u1", servicePrincipalId="", servicePrincipalCredentialKeyId="", status={"errorCode": 50126}
    )
    (row,) = view_rows(SIGN_INS, SOURCE, [json.dumps(person)])
    assert (row["actor"], row["credential"], row["status_id"]) == (f"{SOURCE}:user:u1", None, 2)
    request = {
        "requestMethod": "GET",
        "requestUri": "https://g/v1.0/users?x",
        "responseStatusCode": 403,
        "appId": "app1",
    }
    (row,) = view_rows(DIAGNOSTIC, SOURCE, [wrapped(request, "MicrosoftGraphActivityLogs")])
    assert (row["class_uid"], row["activity_id"], row["status_id"], row["http_status"], row["src_ip"]) == (
        6003, 2, 2, 403, "192.0.2.9",
    )  # fmt: skip
    assert (row["operation"], row["actor"]) == ("GET https://g/v1.0/users", f"{SOURCE}:app_id:app1")


def keys(old: str, new: str) -> dict[str, Any]:
    changed = {"displayName": "KeyDescription", "oldValue": old, "newValue": new}
    return {"id": "o1", "type": "Application", "displayName": "Finance", "modifiedProperties": [changed]}


ONE = '["[KeyIdentifier=aaaa-1,KeyType=Password,KeyUsage=Verify,DisplayName=x]"]'
BOB = {"id": "u2", "type": "User", "userPrincipalName": "bob@a.example", "modifiedProperties": []}


@pytest.mark.parametrize(
    ("record", "wanted"),
    [
        (audit("Update application \u2013 Certificates and secrets management ", keys("[]", ONE)), (3001, 1, 1, KEY)),
        (audit("Update application \u2013 Certificates and secrets management ", keys(ONE, "[]")), (3001, 6, 1, KEY)),
        (audit("Add user", BOB), (3001, 1, 1, f"{SOURCE}:user:u2")),
        (audit("Disable account", BOB), (3001, 5, 1, f"{SOURCE}:user:u2")),
        (audit("Add member to group", BOB, result="failure"), (3006, 3, 2, f"{SOURCE}:user:u2")),
        (audit("Add member to role", BOB), (3005, 1, 1, f"{SOURCE}:user:u2")),
        (audit("Consent to application", {"id": "sp9", "type": "ServicePrincipal"}),
         (3005, 1, 1, f"{SOURCE}:service_principal:sp9")),
        (audit("Add service principal", {"id": "sp9", "type": "ServicePrincipal"}), (3004, 1, 1, None)),
        (audit("Nobody knows", BOB), (6003, 99, 1, None)),
    ],
)  # fmt: skip
def test_kinds_of_audit(view_rows, record, wanted):
    (row,) = view_rows(AUDITS, SOURCE, [record])
    assert tuple(row[name] for name in ("class_uid", "activity_id", "status_id", "target")) == wanted
    assert (row["actor"], row["src_ip"]) == (f"{SOURCE}:user:u1", "192.0.2.7")


def test_drift_costs_a_field(view_rows):
    (row,) = view_rows(AUDITS, SOURCE, [audit("Add user", targetResources="x", initiatedBy=[], result=True)])
    assert (row["operation"], row["actor"], row["target"]) == ("Add user", None, None)


def test_use_in_the_log_joins_the_secret(tmp_path):
    world = SmallWorld(tmp_path)
    world.survey(SOURCE, "11-01", "applications", {"value": [APP]})
    world.log(SOURCE, "diagnostic", wrapped(sign_in()))
    world.sync()
    uses = {name: row["uses"] for name, row in world.credentials().items()}
    assert uses == {KEY: 1, f"{SOURCE}:key_id:bbbb-2": 0}


def kinds(world: SmallWorld) -> dict[str, str]:
    return {str(row["principal"]): str(row["kind"]) for row in world.query("SELECT principal, kind FROM principals")}


@pytest.mark.long
def test_entra_alone_tells_people_from_machines(tmp_path):
    """Who is in no complete list is no person; applications and service principals stay machines."""
    world = SmallWorld(tmp_path)
    guest = ANN | GUEST | {"mail": "zoe@p.example"}
    agent = ANN | {"id": "u4", "mail": "agent@a.example", "@odata.type": "#microsoft.graph.agentUser"}
    found = [account(name, mail=mail) for name, mail in (
        ("ann", "Ann.Lee@A.example"), ("zoe", "zoe@p.example"), ("agent", "agent@a.example"), ("svc", "svc@a.example"),
    )]  # fmt: skip
    world.survey(SOURCE, "11-01", "users", GOOD["users"])
    world.survey(SOURCE, "11-01", "applications", {"value": [APP]})
    world.survey(SOURCE, "11-01", "service_principals", GOOD["service_principals"])
    world.jira("11-01", *found)
    world.sync()
    assert kinds(world)[f"{JIRA}:account:svc"] == "unknown"  # the list goes on, so it is not complete
    world.survey(
        SOURCE, "11-02", "users", {"value": [ANN], "@odata.nextLink": "https://more"}, {"value": [guest, agent]}
    )
    world.jira("11-02", *found)
    world.sync()
    assert kinds(world) == {
        f"{SOURCE}:user:u1": "human", f"{SOURCE}:user:u3": "human", f"{SOURCE}:user:u4": "nonhuman",
        f"{SOURCE}:app_id:app1": "nonhuman", f"{SOURCE}:app_id:app2": "nonhuman",
        f"{JIRA}:account:ann": "human", f"{JIRA}:account:zoe": "human",
        f"{JIRA}:account:agent": "nonhuman", f"{JIRA}:account:svc": "nonhuman",
    }  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("left", ["disabled", "no longer listed"])
def test_who_left_entra_owns_nothing_more(left, tmp_path):
    world = SmallWorld(tmp_path)
    ben = ANN | {"id": "u2", "userPrincipalName": "ben@a.example", "mail": None}
    world.tokens("11-01", token("bot"), token("kept"))
    world.register(
        "11-01",
        {"vendor": "Acme", "system": "cloudflare", "credential": "bot", "owner": "ann.lee@a.example"},
        {"vendor": "Acme", "system": "cloudflare", "credential": "kept", "owner": "ben@a.example"},
    )
    world.survey(SOURCE, "11-01", "users", {"value": [ANN, ben]})
    world.sync()
    assert [row["owner_left"] for row in world.credentials().values()] == [False, False]
    world.survey(
        SOURCE, "11-02", "users", {"value": [ben, ANN | {"accountEnabled": False}] if left == "disabled" else [ben]}
    )
    world.sync()
    assert {row["name"]: row["owner_left"] for row in world.credentials().values()} == {"bot": True, "kept": False}


@pytest.mark.parametrize(
    ("file", "name", "count"),
    [
        ("applications_with_credentials.shape", "applications", 5),
        ("servicePrincipals.shape", "service_principals", 2),
        ("oauth2PermissionGrants", "consents", 2),
    ],
)
def test_vendor_examples_are_read(file, name, count, assert_read):
    assert_read(f"entra/{file}", SOURCE, name, count)
