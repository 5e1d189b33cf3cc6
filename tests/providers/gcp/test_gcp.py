"""Google Cloud: service accounts, keys and audit logs, and that use joins the key."""

import json
from typing import Any

import pytest

from keyroll.errors import VendorChanged
from keyroll.providers.catalogue import endpoints, logs, provider
from small_world import SmallWorld

SOURCE = "gcp@proj"
LOG = logs("gcp")["audit"]
MAIL = "ci@proj.iam.gserviceaccount.com"
ACCOUNT = f"{SOURCE}:service_account:{MAIL}"
KEY = f"projects/proj/serviceAccounts/{MAIL}/keys/k1"
VALID = {"validAfterTime": "2023-01-01T00:00:00Z", "validBeforeTime": "2033-01-01T00:00:00Z"}
GOOD: dict[str, Any] = {
    "service_accounts": {"accounts": [{"email": MAIL, "uniqueId": "1", "displayName": "CI", "disabled": False}]},
    "service_account_keys": {
        "keys": [
            {"name": KEY, "keyType": "USER_MANAGED", "keyOrigin": "GOOGLE_PROVIDED"} | VALID,
            {"name": KEY + "x", "keyType": "SYSTEM_MANAGED"} | VALID,
        ]
    },
    "api_keys": {
        "keys": [
            {"name": "projects/p/locations/global/keys/a", "uid": "a", "createTime": "2023-01-01T00:00:00Z"},
            {
                "name": "projects/p/locations/global/keys/b",
                "uid": "b",
                "restrictions": {"apiTargets": [{"service": "maps-backend.googleapis.com"}]},
            },
        ]
    },
    "iam_policies": [
        {
            "resource": "//cloudresourcemanager.googleapis.com/projects/p",
            "policy": {
                "bindings": [
                    {"role": "roles/owner", "members": [f"serviceAccount:{MAIL}", "user:ann@a.example"]},
                    {"role": "roles/owner", "members": [f"serviceAccount:{MAIL}"], "condition": {"expression": "x"}},
                ]
            },
        }
    ],
}


def entry(method: str, service: str = "iam", resource: str = "projects/proj", key: bool = False, **more: Any) -> str:
    signed = {"serviceAccountKeyName": f"//iam.googleapis.com/{KEY}"} if key else {}
    payload = {
        "serviceName": f"{service}.googleapis.com",
        "methodName": method,
        "resourceName": resource,
        "authenticationInfo": {"principalEmail": MAIL if key else "ann@a.example"} | signed,
        "requestMetadata": {"callerIp": "192.0.2.7", "callerSuppliedUserAgent": "gcloud/1"},
    }
    return json.dumps(
        {
            "insertId": "i1",
            "logName": "projects/proj/logs/cloudaudit.googleapis.com%2Factivity",
            "timestamp": "2023-11-14T14:32:09.910723Z",
            "resource": {"type": "project", "labels": {"project_id": "proj"}},
            "protoPayload": payload | more,
        }
    )


def test_lists(read_all):
    (machine,) = read_all(endpoints("gcp")["service_accounts"], GOOD["service_accounts"], SOURCE)
    assert (machine.subject.text, machine.facts["active"]) == (ACCOUNT, True)
    (key,) = read_all(endpoints("gcp")["service_account_keys"], GOOD["service_account_keys"], SOURCE)
    assert (key.subject.text, key.links[0].to.text) == ("gcp@*:key_id:k1", ACCOUNT)
    found = read_all(endpoints("gcp")["api_keys"], GOOD["api_keys"], SOURCE)
    powers = [one.facts["resource"] for one in found if one.kind == "grant"]
    assert powers == ["every service", "maps-backend.googleapis.com"]
    with pytest.raises(VendorChanged, match="name"):
        read_all(endpoints("gcp")["service_account_keys"], {"keys": [{"name": "x", "keyType": "U"}]}, SOURCE)


def test_an_owner_is_read_of_policies(read_all):
    found = read_all(endpoints("gcp")["iam_policies"], GOOD["iam_policies"], SOURCE)
    assert [(one.subject.value, one.facts["privilege"]) for one in found] == [
        (MAIL, "roles/owner"),
        (MAIL, "roles/owner under a condition"),
    ]


@pytest.mark.parametrize("name", GOOD)
def test_each_body_is_recognised_by_its_own_endpoint_only(name, survives):
    assert [one.name for one in endpoints("gcp").values() if one.recognise(GOOD[name])] == [name]
    survives(endpoints("gcp")[name], GOOD[name], SOURCE)


def test_every_listed_kind_has_its_endpoint():
    assert {kind.listed_by for kind in provider("gcp").kinds if kind.listed_by} <= set(endpoints("gcp"))


DELTA = [{"action": "ADD", "role": "roles/owner", "member": f"serviceAccount:{MAIL}"}]
MADE: dict[str, Any] = {"response": {"name": KEY}}


@pytest.mark.parametrize(
    ("record", "wanted"),
    [
        (entry("google.iam.admin.v1.CreateServiceAccountKey", **MADE), (3001, 1, 1, "gcp@*:key_id:k1")),
        (entry("google.iam.admin.v1.DeleteServiceAccountKey", request={"name": KEY}),
         (3001, 6, 1, "gcp@*:key_id:k1")),
        (entry("google.iam.admin.v1.CreateServiceAccount", response={"email": MAIL}), (3001, 1, 1, ACCOUNT)),
        (entry("SetIamPolicy", "cloudresourcemanager", serviceData={"policyDelta": {"bindingDeltas": DELTA}}),
         (3005, 1, 1, ACCOUNT)),
        (entry("GenerateAccessToken", "iamcredentials", f"projects/-/serviceAccounts/{MAIL}"), (3002, 1, 1, ACCOUNT)),
        (entry("google.cloud.secretmanager.v1.SecretManagerService.AccessSecretVersion", "secretmanager"),
         (6005, 1, 1, None)),
        (entry("storage.objects.get", "storage", status={"code": 7}), (6001, 2, 2, None)),
        (entry("storage.objects.get", "storage", status={"code": 14}), (6001, 2, 0, None)),
        (entry("google.login.LoginService.loginFailure", "login"), (3002, 1, 2, f"{SOURCE}:user:ann@a.example")),
        (entry("v1.compute.instances.insert", "compute"), (6003, 1, 1, None)),
        (entry("nobody.knows.This", "novelty"), (6003, 99, 1, None)),
    ],
)  # fmt: skip
def test_kinds_of_act(view_rows, record, wanted):
    (row,) = view_rows(LOG, SOURCE, [record])
    assert tuple(row[name] for name in ("class_uid", "activity_id", "status_id", "target")) == wanted
    assert (row["src_ip"], row["user_agent"], row["actor"]) == (
        "192.0.2.7",
        "gcloud/1",
        f"{SOURCE}:user:ann@a.example",
    )


def test_drift_costs_a_field_and_a_private_address_is_none(view_rows):
    (row,) = view_rows(
        LOG, SOURCE, [entry("x.Get", status="bad", authorizationInfo={}, requestMetadata={"callerIp": "private"})]
    )
    assert (row["operation"], row["src_ip"], row["status_id"]) == ("x.Get", None, 1)


def test_use_in_the_log_joins_the_key(tmp_path):
    world = SmallWorld(tmp_path)
    for name in ("service_accounts", "service_account_keys"):
        world.survey(SOURCE, "11-01", name, GOOD[name])
    world.log(SOURCE, "audit", entry("storage.objects.list", "storage", key=True))
    world.sync()
    row = world.credentials()["gcp@*:key_id:k1"]
    assert (row["uses"], row["principal"], row["inferred"]) == (1, ACCOUNT, False)


@pytest.mark.parametrize(
    ("file", "name", "count"),
    [
        ("iam_serviceAccounts_list", "service_accounts", 2),
        ("iam_serviceAccounts_keys_list", "service_account_keys", 1),
        ("apikeys_keys_list", "api_keys", 4),
    ],
)
def test_lists_of_another_s_making_are_read(file, name, count, assert_read):
    assert_read(f"google/{file}", SOURCE, name, count)


@pytest.mark.parametrize(
    ("location", "region"),
    [("europe-west1-b", "europe-west1"), ("us-central1", "us-central1"), ("EU", "eu"), ("global", None), (None, None)],
)
def test_a_zone_and_a_bucket_have_a_region(view_rows, location: str | None, region: str | None):
    record = json.loads(entry("storage.objects.get", "storage"))
    record["resource"]["labels"] |= {"location": location}
    (row,) = view_rows(LOG, SOURCE, [json.dumps(record)])
    assert row["region"] == region
