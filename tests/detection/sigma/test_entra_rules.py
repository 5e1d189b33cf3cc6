"""Rules about Entra hit the vendor's records, as Graph gives them and as diagnostic settings wrap them."""

from typing import Any

import pytest
from sigma.rule import SigmaRule
from sigma_world import Logs

Json = dict[str, Any]
SIGN_IN: Json = {"id": "s", "createdDateTime": "2026-01-01T00:00:00Z", "appId": "a", "ipAddress": "192.0.2.1"}
AUDIT: Json = {
    "id": "a",
    "activityDateTime": "2026-01-01T00:00:00Z",
    "activityDisplayName": "Update user",
    "result": "success",
    "category": "UserManagement",
}


def wrapped(inner: Json, category: str) -> Json:
    """A record of diagnostic settings around one of Graph."""
    code = (inner.get("status") or {}).get("errorCode")
    outer = {"category": category, "operationName": inner.get("activityDisplayName", "Sign-in activity")}
    return outer | {"properties": inner} | ({} if code is None else {"resultType": str(code)})


def changed(**values: str) -> Json:
    """An audit whose one target had properties changed."""
    properties = [{"displayName": name, "oldValue": None, "newValue": value} for name, value in values.items()]
    return {"targetResources": [{"id": "t", "type": "ServicePrincipal", "modifiedProperties": properties}]}


SIGN_INS: list[tuple[Json, Json, Json]] = [
    ({"Status": "Success"}, {"status": {"errorCode": 0}}, {"status": {"errorCode": 1}}),
    ({"Status": "failure", "ResultType": 50053}, {"status": {"errorCode": 50053}}, {"status": {"errorCode": 0}}),
    (
        {"Status|contains": "user declined"},
        {"status": {"errorCode": 500121, "additionalDetails": "MFA denied; user declined the authentication"}},
        {"status": {"errorCode": 500121}},
    ),
    ({"Status.errorCode": 7}, {"status": {"errorCode": 7}}, {"status": {"errorCode": 8}}),
    ({"properties.message": "Device Code"}, {"authenticationProtocol": "deviceCode"}, {"authenticationProtocol": "x"}),
    ({"properties.message": "ROPC"}, {"authenticationProtocol": "ropc"}, {}),
    (
        {"properties.authenticationProtocol": "authenticationTransfer"},
        {"authenticationProtocol": "authenticationTransfer"},
        {"authenticationProtocol": "none"},
    ),
    (
        {"NetworkLocationDetails": "[]"},
        {"networkLocationDetails": []},
        {"networkLocationDetails": [{"networkType": "trustedNamedLocation", "networkNames": ["HQ"]}]},
    ),
    (
        {"NetworkLocationDetails.networkNames": "hq"},
        {"networkLocationDetails": [{"networkType": "trustedNamedLocation", "networkNames": ["HQ"]}]},
        {"networkLocationDetails": []},
    ),
    # Graph gives null where no device is registered; a record without a device says nothing.
    ({"DeviceDetail.trusttype": ""}, {"deviceDetail": {"deviceId": "", "trustType": None}}, {}),
    ({"DeviceDetail.deviceId": ""}, {"deviceDetail": {"deviceId": ""}}, {"deviceDetail": {"deviceId": "d"}}),
    ({"DeviceDetail.isCompliant": False}, {"deviceDetail": {"isCompliant": False}}, {"deviceDetail": {}}),
    ({"AutonomousSystemNumber": 64500}, {"autonomousSystemNumber": "64500"}, {"autonomousSystemNumber": 64501}),
    ({"Location": "GB"}, {"location": {"countryOrRegion": "GB"}}, {"location": {"countryOrRegion": "FR"}}),
    (
        {"Location.countryOrRegion": "GB", "ActivityDetails": "Sign-ins"},
        {"location": {"countryOrRegion": "GB"}},
        {"location": {"countryOrRegion": "FR"}},
    ),
]
AUDITS: list[tuple[Json, Json, Json]] = [
    (
        # The vendor's name ends with a blank.
        {"OperationName": "Update application \N{EN DASH} Certificates and secrets management"},
        {"activityDisplayName": "Update application \N{EN DASH} Certificates and secrets management "},
        {"activityDisplayName": "Update application"},
    ),
    ({"operationName": "Add user"}, {"activityDisplayName": "Add user"}, {"activityDisplayName": "Add users"}),
    ({"Category": "UserManagement"}, {}, {"category": "Policy"}),
    ({"properties.result": "success", "Status": "Success"}, {}, {"result": "failure"}),
    ({"Status|startswith": "Admin registered"}, {"resultReason": "Admin registered a method"}, {}),
    (
        {"ConsentContext.IsAdminConsent": "false"},
        changed(**{"ConsentContext.IsAdminConsent": '"False"'}),
        changed(**{"ConsentContext.IsAdminConsent": '"True"', "ConsentContext.IsAppOnly": '"False"'}),
    ),
    (
        {"AdditionalDetails.additionalInfo|contains": "recovered"},
        {"additionalDetails": [{"key": "AdditionalInfo", "value": "Successfully recovered it"}]},
        {"additionalDetails": [{"key": "User-Agent", "value": "recovered"}]},
    ),
    ({"targetResources.type": "Service Principal"}, changed(a="b"), {"targetResources": [{"type": "Group"}]}),
    ({"properties.TargetResources|contains": "Helpdesk"}, changed(Role="Helpdesk"), changed(Role="Reader")),
    ({"TargetResources.ModifiedProperties.DisplayName": "State"}, changed(State="1"), changed(Name="1")),
    ({"TargetResources.modifiedProperties.newValue|contains": '"State":0'}, changed(A='{"State":0}'), changed(A="")),
    ({"TargetResources.modifiedProperties.newValue|contains": r"State\":0"}, changed(A='{"State":0}'), changed(A="")),
]


@pytest.mark.parametrize(("selection", "yes", "no"), SIGN_INS, ids=[str(case[0]) for case in SIGN_INS])
def test_sign_ins(logs: Logs, selection: Json, yes: Json, no: Json) -> None:
    bodies = [SIGN_IN | one for one in (yes, no)]
    assert both(logs, "signinlogs", selection, bodies, "sign_ins", "SignInLogs") == [True, False] * 2


@pytest.mark.parametrize(("selection", "yes", "no"), AUDITS, ids=[str(case[0]) for case in AUDITS])
def test_audits(logs: Logs, selection: Json, yes: Json, no: Json) -> None:
    bodies = [AUDIT | one for one in (yes, no)]
    assert both(logs, "auditlogs", selection, bodies, "directory_audits", "AuditLogs") == [True, False] * 2


def both(logs: Logs, service: str, selection: Json, bodies: list[Json], log: str, category: str) -> list[bool]:
    """Which records of Graph, then of diagnostic settings, a rule hits."""
    detection = {"selection": selection, "condition": "selection"}
    given = {f"entra.{log}": bodies, "entra.diagnostic": [wrapped(one, category) for one in bodies]}
    return hits(logs, service, detection, given)


def hits(logs: Logs, service: str, detection: Json, given: dict[str, list[Json]]) -> list[bool]:
    """Which of some logs' records a rule of a service hits, log by log."""
    rule = {"title": "t", "logsource": {"product": "azure", "service": service}, "detection": detection}
    logs.load(given)
    _, plan, _ = logs.compiled([SigmaRule.from_dict(rule)])
    assert plan.faults == (), plan.faults
    met = set(logs.session.tuples("SELECT log, record FROM sigma_hits"))
    return [(log, number) in met for log, some in given.items() for number in range(1, len(some) + 1)]


def test_a_rule_about_sign_ins_leaves_other_diagnostic_records_alone(logs: Logs) -> None:
    denied = {"selection": {"Status": "Success"}, "condition": "not selection"}
    audit = AUDIT | {"activityDisplayName": "Add user", "result": "failure"}
    records = [wrapped(SIGN_IN | {"status": {"errorCode": 1}}, "SignInLogs"), wrapped(audit, "AuditLogs")]
    given = {"entra.diagnostic": records}
    absent: dict[str, list[Any]] = {"entra.sign_ins": [], "entra.directory_audits": []}
    assert hits(logs, "signinlogs", denied, absent | given) == [True, False]
    assert hits(logs, "auditlogs", denied, absent | given) == [False, True]
