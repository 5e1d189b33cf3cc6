"""Names that rules in circulation use find what stands in the vendor's record, in the shape that it has there."""

from typing import Any

import pytest
import yaml
from sigma.rule import SigmaRule
from sigma_world import Logs

Json = dict[str, Any]


def hit(logs: Logs, log: str, service: str, selection: Json, *events: Json) -> list[bool]:
    """Which of some events of a log a selection hits; its product is the one whose service is named."""
    product = "gcp" if log.startswith("g") else log.partition(".")[0]
    logs.load({log: events})
    rule = {
        "title": "t",
        "logsource": {"product": product, "service": service},
        "detection": {"s": selection, "condition": "s"},
    }
    _, plan, _ = logs.compiled([SigmaRule.from_yaml(yaml.safe_dump(rule))])
    assert [one for one in plan.faults if one.wrong] == []
    met = {int(str(record)) for (record,) in logs.session.tuples("SELECT record FROM sigma_hits")}
    return [number in met for number in range(1, len(events) + 1)]


def entry(**payload: object) -> Json:
    return {"protoPayload": {"methodName": "m", **payload}}


def signed_in(kind: str) -> Json:
    pairs = [{"Name": "UserAgent", "Value": "Device:Code"}, {"Name": "RequestType", "Value": kind}]
    return {"Operation": "UserLoggedIn", "ExtendedProperties": pairs}


def shared(*events: Json) -> Json:
    """An entry of Cloud Logging as Workspace's login and admin audit come there."""
    return entry(serviceName="login.googleapis.com", metadata={"event": list(events)})


def activity(application: str, *events: Json) -> Json:
    at = {"time": "2025-06-01T00:00:00Z", "uniqueQualifier": "1", "applicationName": application}
    return {"id": at, "events": list(events)}


def parameter(name: str, value: str) -> Json:
    return {"name": name, "value": value}


SHAPES: list[tuple[str, str, Json, Json, Json]] = [
    # A call that failed says it by its error; a console's sign-in, by its answer.
    ("aws.cloudtrail", "cloudtrail", {"status": "success"}, {}, {"errorCode": "AccessDenied"}),
    (
        "aws.cloudtrail",
        "cloudtrail",
        {"status": "success"},
        {"eventName": "ConsoleLogin", "responseElements": {"ConsoleLogin": "Success"}},
        {"eventName": "ConsoleLogin", "responseElements": {"ConsoleLogin": "Failure"}},
    ),
    ("m365.audit", "audit", {"RequestType": "Device:Code"}, signed_in("Device:Code"), signed_in("OAuth2:Token")),
    # Exchange gives pairs, Security and Compliance a text.
    (
        "m365.audit",
        "exchange",
        {"Parameters.Name": "RedirectTo"},
        {"Operation": "x", "Parameters": [{"Name": "From", "Value": "b"}, {"Name": "RedirectTo", "Value": "a"}]},
        {"Operation": "x", "Parameters": [{"Name": "From", "Value": "RedirectTo"}]},
    ),
    (
        "m365.audit",
        "exchange",
        {"Parameters|contains": "Redirect to"},
        {"Operation": "x", "Parameters": [{"Name": "Name", "Value": "redirect to"}]},
        {"Operation": "x", "Parameters": '-Name "other"'},
    ),
    (
        "m365.audit",
        "threat_management",
        {"eventSource": "SecurityComplianceCenter", "Payload|contains|all": ["Get-CaseHold", '-Case "a b"']},
        {"Workload": "SecurityComplianceCenter", "Operation": "Get-CaseHold", "Parameters": '-Case "a b" -All "True"'},
        {"Workload": "SecurityComplianceCenter", "Operation": "Get-CaseHold", "Parameters": '-Case "b"'},
    ),
    (
        "m365.audit",
        "audit",
        {"UrlClickAction": [0, 1]},
        {"Operation": "x", "UrlClickAction": 1},
        {"Operation": "x", "UrlClickAction": 2},
    ),
    (
        "m365.audit",
        "audit",
        {"user.email|endswith": "@a.example", "MessageURLs|contains": "//drop.example/"},
        {"Operation": "x", "UserId": "Ann@a.example", "MessageURLs": ["https://b.example", "https://drop.example/1"]},
        {"Operation": "x", "UserId": "Ann@a.example", "MessageURLs": ["https://b.example"]},
    ),
    (
        "m365.audit",
        "audit",
        {"Directionality": "Outbound", "DeliveryAction": "Replaced"},
        {"Operation": "TIMailData", "Directionality": "Outbound", "DeliveryAction": "Replaced"},
        {"Operation": "TIMailData", "Directionality": "Outbound", "DeliveryAction": "Blocked"},
    ),
    (
        "gcp.audit",
        "gcp.audit",
        {"data.protoPayload.authorizationInfo.granted": "false"},
        entry(authorizationInfo=[{"permission": "a", "granted": True}, {"permission": "b", "granted": False}]),
        entry(authorizationInfo=[{"permission": "a", "granted": True}]),
    ),
    (
        "gcp.audit",
        "gcp.audit",
        {"data.protoPayload.logName": "cloudaudit.googleapis.com%2Fdata_access"},
        {"logName": "projects/p/logs/cloudaudit.googleapis.com%2Fdata_access"},
        {"logName": "projects/p/logs/cloudaudit.googleapis.com%2Factivity"},
    ),
    (
        "gcp.audit",
        "gcp.audit",
        {"gcp.audit.request.source_ranges": "0.0.0.0/0", "gcp.audit.request.alloweds.ports": 3389},
        entry(request={"sourceRanges": ["::/0", "0.0.0.0/0"], "alloweds": [{"ports": ["22"]}, {"ports": ["3389"]}]}),
        entry(request={"sourceRanges": ["0.0.0.0/0"], "alloweds": [{"IPProtocol": "icmp"}]}),
    ),
    (
        "gcp.audit",
        "gcp.audit",
        {"gcp.audit.request.sink.disabled": True},
        entry(request={"sink": {"name": "s", "disabled": True}}),
        entry(request={"sink": {"name": "s"}}),
    ),
    (
        "gcp.audit",
        "google_workspace.login",
        {"protoPayload.serviceName": "login.googleapis.com", "eventName": "2sv_disable"},
        shared({"eventName": "login_success"}, {"eventName": "2sv_disable"}),
        shared({"eventName": "2sv_enroll"}),
    ),
    (
        "gcp.audit",
        "google_workspace.admin",
        {"eventService": "login.googleapis.com", "setting_name|startswith": "Less Secure", "new_value": "true"},
        shared({"parameter": [parameter("SETTING_NAME", "Less secure apps"), parameter("NEW_VALUE", "true")]}),
        shared({"parameter": [parameter("SETTING_NAME", "Less secure apps"), parameter("NEW_VALUE", "false")]}),
    ),
    (
        "google_workspace.activities",
        "google_workspace.login",
        {"protoPayload.serviceName": "login.googleapis.com", "protoPayload.metadata.event.eventName": "2sv_disable"},
        activity("login", {"name": "login_success"}, {"name": "2sv_disable"}),
        activity("admin", {"name": "2sv_disable"}),
    ),
]


@pytest.mark.parametrize(("log", "service", "selection", "wanted", "other"), SHAPES)
def test_a_rule_finds_what_it_names(
    shared_logs: Logs, log: str, service: str, selection: Json, wanted: Json, other: Json
):
    assert hit(shared_logs, log, service, selection, wanted, other) == [True, False]


def test_a_label_of_what_was_asked_for_is_found_by_its_name(shared_logs: Logs):
    """A pod's label is in the request; the entry itself may have none."""
    asked = [entry(request={"metadata": {"labels": {name: "true"}}}) for name in ("a.example/let-me", "other")]
    shared_logs.load({"gcp.audit": asked})
    rule = {
        "title": "t",
        "logsource": {"product": "gcp", "service": "gcp.audit"},
        "detection": {"keywords": ["a.example/let-me"], "condition": "keywords"},
    }
    shared_logs.compiled([SigmaRule.from_yaml(yaml.safe_dump(rule))])
    assert shared_logs.session.tuples("SELECT record FROM sigma_hits") == [(1,)]
