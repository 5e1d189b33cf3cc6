"""Microsoft 365's unified audit log in OCSF's words."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from keyroll.providers.catalogue import logs

LOG = logs("m365")["audit"]
SOURCE = "m365@tenant"


def operation(name: str, workload: str = "AzureActiveDirectory", **more: Any) -> str:
    return json.dumps(
        {
            "CreationTime": "2023-11-14T08:59:26",
            "Id": "i1",
            "Operation": name,
            "RecordType": 8,
            "ResultStatus": "Success",
            "UserType": 0,
            "UserKey": "k",
            "UserId": "Ann@a.example",
            "Workload": workload,
            "ObjectId": "o1",
            "ClientIP": "192.0.2.7",
        }
        | more
    )


ROLE = [{"Name": "Role.DisplayName", "NewValue": "Global Administrator", "OldValue": ""}]


@pytest.mark.parametrize(
    ("record", "wanted"),
    [
        (operation("UserLoggedIn"), (3002, 1, 1, f"{SOURCE}:user:ann@a.example")),
        (operation("UserLoginFailed", ResultStatus="Failed"), (3002, 1, 2, f"{SOURCE}:user:ann@a.example")),
        (operation("Add user.", ObjectId="bob@a.example"), (3001, 1, 1, f"{SOURCE}:user:bob@a.example")),
        (operation("Add member to role.", ObjectId="bob@a.example", ModifiedProperties=ROLE),
         (3005, 1, 1, f"{SOURCE}:user:bob@a.example")),
        (operation("Add service principal credentials."), (3001, 1, 1, f"{SOURCE}:application:o1")),
        (operation("Consent to application."), (3005, 1, 1, f"{SOURCE}:application:o1")),
        (operation("FileDownloaded", "OneDrive"), (6001, 7, 1, None)),
        (operation("FilePreviewed", "SharePoint"), (6001, 2, 1, None)),
        (operation("MailItemsAccessed", "Exchange"), (6001, 2, 1, None)),
        (operation("SearchQueryInitiatedSharePoint", "SharePoint"), (6001, 5, 1, None)),
        (operation("SoftDelete", "Exchange"), (6001, 4, 1, None)),
        (operation("New-InboxRule", "Exchange"), (3004, 1, 1, None)),
        (operation("NobodyKnows", "Novelty"), (6003, 99, 1, None)),
    ],
)  # fmt: skip
def test_kinds_of_operation(view_rows, record, wanted):
    (row,) = view_rows(LOG, SOURCE, [record])
    assert tuple(row[name] for name in ("class_uid", "activity_id", "status_id", "target")) == wanted
    assert (row["actor"], row["src_ip"]) == (f"{SOURCE}:user:ann@a.example", "192.0.2.7")
    assert row["happened_at"] == datetime(2023, 11, 14, 8, 59, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("shown", "address"),
    [("[2001:db8::1]:443", "2001:db8::1"), ("192.0.2.7:443", "192.0.2.7"), ("2001:db8::1", "2001:db8::1"), ("x", None)],
)
def test_an_address_loses_its_port(view_rows, shown, address):
    (row,) = view_rows(LOG, SOURCE, [operation("UserLoggedIn", ClientIP=shown)])
    assert row["src_ip"] == address


def test_the_client_stands_in_several_fields_and_an_application_acts(view_rows):
    extended = [{"Name": "UserAgent", "Value": "curl/8"}]
    (row,) = view_rows(LOG, SOURCE, [operation("UserLoggedIn", ExtendedProperties=extended)])
    assert row["user_agent"] == "curl/8"
    machine = {"UserType": 5, "UserId": "app", "AppId": "a1", "ClientInfoString": "Client=REST"}
    (row,) = view_rows(LOG, SOURCE, [operation("MailItemsAccessed", "Exchange", **machine)])
    assert (row["actor"], row["user_agent"]) == (f"{SOURCE}:app_id:a1", "Client=REST")


def test_an_application_that_administers_is_named_by_its_own_id_and_the_secret_by_what_is_new(view_rows):
    one, two = "11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-22222222AAAA"
    shown = [f"[KeyIdentifier={key},KeyType=Password,KeyUsage=Verify,DisplayName=]" for key in (one, two)]
    actor = [
        {"ID": "mailer", "Type": 1}, {"ID": "a1", "Type": 2}, {"ID": "ServicePrincipal_p1", "Type": 2},
        {"ID": "p1", "Type": 2}, {"ID": "ServicePrincipal", "Type": 2},
    ]  # fmt: skip
    by: dict[str, Any] = {"UserType": 4, "UserId": "ServicePrincipal_p1", "UserKey": "Not Available", "Actor": actor}
    for what, before, after, wanted in (
        ("Add service principal credentials.", shown[:1], shown, 1),
        ("Remove service principal credentials.", shown, shown[:1], 6),
    ):
        change = {"Name": "KeyDescription", "OldValue": json.dumps(before), "NewValue": json.dumps(after)}
        (row,) = view_rows(LOG, SOURCE, [operation(what, **by, ModifiedProperties=[change])])
        assert (row["class_uid"], row["activity_id"]) == (3001, wanted)
        assert (row["actor"], row["target"]) == (f"{SOURCE}:app_id:a1", f"{SOURCE}:key_id:{two.lower()}")


def test_drift_costs_a_field(view_rows):
    record = operation("UserLoggedIn", ExtendedProperties="x", Actor={}, AppAccessContext=[], RecordType="15")
    (row,) = view_rows(LOG, SOURCE, [record])
    assert (row["operation"], row["user_agent"]) == ("UserLoggedIn", None)
    assert view_rows(LOG, SOURCE, ["{}", operation("x", CreationTime="soon")]) == []
