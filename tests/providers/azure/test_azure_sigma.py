"""Rules about Azure find its log by the names that people write in them."""

import json
from pathlib import Path

import pytest

from small_world import SmallWorld

RULE = """\
title: {field}
id: 00000000-0000-4000-8000-0000000000{number:02}
logsource: {{product: azure, service: {service}}}
detection:
  selection: {{"{field}": {value}}}
  condition: selection
level: medium
"""
ACTIVITY = {
    "time": "2023-10-20T03:04:05Z",
    "resourceId": "/subscriptions/s1/resourceGroups/p/providers/Microsoft.Network/dnszones/z1",
    "operationName": "MICROSOFT.NETWORK/DNSZONES/DELETE",
    "category": "Administrative",
    "resultType": "Success",
    "callerIpAddress": "192.0.2.7",
}
SIGN_IN = {
    "time": "2023-10-20T03:04:05Z",
    "resourceId": "/tenants/t/providers/Microsoft.aadiam",
    "operationName": "Sign-in activity",
    "category": "SignInLogs",
    "resultType": "50126",
    "properties": {"id": "i1", "appId": "a1", "userPrincipalName": "ann@a.example", "clientAppUsed": "IMAP4",
                   "createdDateTime": "2023-10-20T03:04:05Z", "riskEventType": "anonymizedIPAddress"},
}  # fmt: skip


NAMES = [
    ("activitylogs", "operationName", "MICROSOFT.NETWORK/DNSZONES/DELETE"),
    ("activitylogs", "properties.message", "Microsoft.Network/dnszones/delete"),
    ("activitylogs", "ResourceProviderValue", "Microsoft.Network"),
    ("activitylogs", "CategoryValue", "Administrative"),
    ("activitylogs", "status", "Success"),
    ("signinlogs", "ResultType", "50126"),
    ("signinlogs", "ClientApp", "IMAP4"),
    ("signinlogs", "Status", "Failure"),
    ("riskdetection", "riskEventType", "anonymizedIPAddress"),
]


@pytest.mark.long
def test_names_are_found(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    for number, (service, field, value) in enumerate(NAMES):
        text = RULE.format(field=field, value=value, service=service, number=number)
        (rules / f"{number}.yml").write_text(text)
    world = SmallWorld(tmp_path / "world")
    world.log("azure@main", "activity", json.dumps(ACTIVITY))
    world.log("entra@main", "diagnostic", json.dumps(SIGN_IN))
    found = world.sync().hunt.run(rules=[rules])
    wanted = {field for _, field, _ in NAMES}
    assert {one.title for one in found.findings if one.title in wanted} == wanted
