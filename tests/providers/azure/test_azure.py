"""Azure Monitor's records in OCSF's words."""

import json
from typing import Any

import pytest

from keyroll.providers.catalogue import logs

LOG = logs("azure")["activity"]
SOURCE = "azure@main"
SUBSCRIPTION = "/subscriptions/s1/resourceGroups/Prod/providers/"
UPN = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn"


def record(operation: str, resource: str = "Microsoft.Storage/storageAccounts/a1", **more: Any) -> str:
    return json.dumps(
        {
            "time": "2026-01-02T03:04:05.1234567Z",
            "resourceId": SUBSCRIPTION + resource,
            "operationName": operation,
            "category": "Administrative",
            "resultType": "Success",
            "callerIpAddress": "192.0.2.7:4711",
            "identity": {"claims": {"appid": "APP1"}},
        }
        | more
    )


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        ("Microsoft.Authorization/roleAssignments/write", (3005, 1)),
        ("MICROSOFT.AUTHORIZATION/ELEVATEACCESS/ACTION", (3005, 1)),
        ("Microsoft.Authorization/roleAssignments/delete", (3005, 2)),
        ("Microsoft.Storage/storageAccounts/regenerateKey/action", (3001, 4)),
        ("Microsoft.Storage/storageAccounts/listKeys/action", (6003, 2)),
        ("Microsoft.Compute/virtualMachines/delete", (6003, 4)),
        ("Microsoft.Compute/virtualMachines/write", (6003, 3)),
        ("SecretGet", (6003, 2)),
        ("VaultPurge", (6003, 99)),
        ("nobody knows", (6003, 99)),
    ],
)
def test_kinds_of_operation(view_rows, operation, code):
    (row,) = view_rows(LOG, SOURCE, [record(operation)])
    assert (row["class_uid"], row["activity_id"]) == code
    assert (row["actor"], row["src_ip"], row["status_id"]) == (f"{SOURCE}:app_id:app1", "192.0.2.7", 1)
    assert (row["resource_type"], row["resource_name"], row["resource_group"]) == (
        "microsoft.storage/storageaccounts", "a1", "prod",
    )  # fmt: skip


def test_who_is_given_a_role_is_named_by_the_request(view_rows):
    body = json.dumps({"properties": {"principalId": "P1", "roleDefinitionId": "/r/owner"}})
    (row,) = view_rows(
        LOG, SOURCE, [record("Microsoft.Authorization/roleAssignments/write", properties={"requestbody": body})]
    )
    assert (row["target"], row["target_group"]) == (f"{SOURCE}:object:p1", "/r/owner")


def test_a_person_is_known_by_either_form_of_claims(view_rows):
    for identity in ({"claims": {UPN: "Ann@a.example"}}, {"claim": {"upn": "Ann@a.example", "appid": "x"}}):
        (row,) = view_rows(LOG, SOURCE, [record("SecretGet", identity=identity)])
        assert (row["actor"], row["actor_name"]) == (f"{SOURCE}:user:ann@a.example", "Ann@a.example")


def test_a_refusal_and_a_shared_signature(view_rows):
    said = record("GetBlob", uri="https://a1.blob/x?sv=1&sig=SECRET&sp=r", statusCode=403, resultType=None)
    (row,) = view_rows(LOG, SOURCE, [said])
    assert (row["status_id"], row["http_status"]) == (2, 403)
    assert "SECRET" not in str(row)
    assert row["resource_uid"] == "https://a1.blob/x?sv=1&sig=***&sp=r"


def test_entra_s_own_records_are_not_taken(view_rows):
    assert LOG.recognise is not None
    assert LOG.recognise(json.loads(record("x")))
    assert not LOG.recognise(json.loads(record("x")) | {"resourceId": "/tenants/t/providers/Microsoft.aadiam"})


@pytest.mark.parametrize("file", ["samples/azure/key_vault.ndjson", "panther/Azure.MonitorActivity.ndjson"])
def test_real_records_are_placed(file, view_rows, sample_lines):
    lines = [json.dumps(json.loads(line).get("event") or json.loads(line)) for line in sample_lines(file)]
    assert LOG.recognise
    mine = [line for line in lines if LOG.recognise(json.loads(line))]
    rows = view_rows(LOG, SOURCE, mine)
    assert len(mine) > len(lines) // 2
    assert len(rows) == len(mine)
    placed = ("class_uid", "operation", "resource_uid")
    assert [row for row in rows if not all(row[name] for name in placed)] == []
