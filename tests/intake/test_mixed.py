"""Files that hold records of several logs: each record goes to the log that it is of, and none is lost."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.intake.mixed import family, portions
from keyroll.intake.records import Bad, records
from keyroll.model.source import Source
from keyroll.providers.catalogue import logs
from small_world import SmallWorld

DIAGNOSTIC = logs("entra")["diagnostic"]
AT = "2023-11-01T00:00:00Z"
POD = {
    "kind": "Event", "auditID": "a1", "stage": "ResponseComplete", "verb": "create", "requestURI": "/x",
    "user": {"username": "eve"}, "sourceIPs": ["192.0.2.7"], "responseStatus": {"code": 201},
    "objectRef": {"resource": "pods", "subresource": "exec", "namespace": "n", "name": "p"},
    "requestReceivedTimestamp": AT,
}  # fmt: skip
#: A record of each log as Azure's diagnostic settings deliver it.
RECORDS: dict[str, dict[str, Any]] = {
    "kubernetes": {"time": AT, "category": "kube-audit", "operationName": "Microsoft.ContainerService/managedClusters/"
                   "diagnosticLogs/Read", "resourceId": "/SUBSCRIPTIONS/S/X", "properties": {"log": json.dumps(POD)}},
    "azure": {"time": AT, "category": "Administrative", "operationName": "MICROSOFT.STORAGE/STORAGEACCOUNTS/DELETE",
              "resourceId": "/SUBSCRIPTIONS/S/X", "resultType": "Failed", "callerIpAddress": "192.0.2.7"},
    "entra": {"time": AT, "category": "AuditLogs", "operationName": "Add user", "resourceId": "/tenants/t/providers/"
              "Microsoft.aadiam", "properties": {"id": "i", "activityDisplayName": "Add user", "result": "success"}},
}  # fmt: skip


def test_each_record_comes_into_its_log(tmp_path):
    world = SmallWorld(tmp_path)
    world.log("entra@main", "diagnostic", json.dumps({"records": [*RECORDS.values()]}))
    keyroll = world.sync()
    events = {row["log"]: row for row in keyroll.inventory.listed("events").rows}
    assert events["kubernetes.audit"]["operation"] == "create pods/exec"
    assert (events["azure.activity"]["status_id"], events["entra.diagnostic"]["operation"]) == (2, "Add user")
    assert not list(keyroll.home.ledger.quarantined())


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([*sorted(RECORDS), "junk", "other"]), min_size=1, max_size=12))
def test_every_record_has_one_place(tmp_path_factory, kinds):
    lines = [
        json.dumps(RECORDS[kind]) if kind in RECORDS else {"junk": "{", "other": '{"a": 1}'}[kind] for kind in kinds
    ]
    file = tmp_path_factory.mktemp("mixed") / "PT1H.json"
    file.write_text("\n".join(lines))
    parts = portions(Source("entra", "main"), DIAGNOSTIC, file)
    every = [one[1] for one in records(file) if not isinstance(one, Bad)]
    taken = [sum(part.pick.take(one) is not None for part in parts) for one in every]
    mixed = bool({"kubernetes", "azure"} & set(kinds))
    assert taken == ([1] * len(every) if mixed else [0] * len(every))


def test_a_log_without_a_family_stands_alone():
    assert family("okta", logs("okta")["system_log"]) == [("okta", logs("okta")["system_log"])]
