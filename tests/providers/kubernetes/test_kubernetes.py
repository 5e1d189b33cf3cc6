"""Kubernetes: lists and the audit log, and that use joins the service account or its token secret."""

import json
from typing import Any

import pytest

from keyroll.errors import VendorChanged
from keyroll.providers.catalogue import endpoints, logs, provider
from small_world import SmallWorld

SOURCE = "kubernetes@prod"
LOG = logs("kubernetes")["audit"]
TIME = "2021-02-03T04:05:06Z"


def named(name: str, **more: Any) -> dict[str, Any]:
    return {"metadata": {"name": name, "namespace": "app", "creationTimestamp": TIME} | more}


ROLE = {"annotations": {"eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/x"}}
LEGACY = {
    "annotations": {"kubernetes.io/service-account.name": "ci"},
    "labels": {"kubernetes.io/legacy-token-last-used": "2023-11-30"},
}
SUBJECTS = [{"kind": "ServiceAccount", "name": "ci", "namespace": "app"}, {"kind": "User", "name": "ann"}]
BINDING = named("b") | {"roleRef": {"kind": "ClusterRole", "name": "admin"}, "subjects": SUBJECTS}
GOOD: dict[str, Any] = {
    "service_accounts": {"kind": "ServiceAccountList", "items": [named("ci", **ROLE)]},
    "secrets": {
        "kind": "SecretList",
        "metadata": {"continue": "more"},
        "items": [
            named("ci-token", **LEGACY)
            | {"type": "kubernetes.io/service-account-token", "data": {"token": "c2VjcmV0"}},
            named("db") | {"type": "Opaque", "data": {"password": "c2VjcmV0"}},
        ],
    },
    "cluster_role_bindings": {"kind": "ClusterRoleBindingList", "items": [BINDING]},
    "role_bindings": {"kind": "RoleBindingList", "items": [BINDING]},
}
CI = f"{SOURCE}:service_account:app/ci"


def event(verb: str, resource: str, **more: Any) -> str:
    thing, _, sub = resource.partition("/")
    ref = {"resource": thing, "namespace": "app", "name": "x"} | ({"subresource": sub} if sub else {})
    user = {
        "username": "system:serviceaccount:app:ci",
        "extra": {"authentication.kubernetes.io/credential-id": ["JTI=j1"]},
    }
    return json.dumps(
        {
            "kind": "Event",
            "level": "Metadata",
            "auditID": "a1",
            "stage": "ResponseComplete",
            "requestURI": "/api/v1/x?limit=500",
            "verb": verb,
            "user": user,
            "sourceIPs": ["192.0.2.7", "10.0.0.1"],
            "userAgent": "kubectl/v1.29",
            "objectRef": ref,
            "responseStatus": {"code": 200},
            "requestReceivedTimestamp": "2023-11-14T13:10:04.499444Z",
        }
        | more
    )


def test_accounts_secrets_and_powers(read_all, page_of):
    machine, tokens, cloud = read_all(endpoints("kubernetes")["service_accounts"], GOOD["service_accounts"], SOURCE)
    assert machine.subject == tokens.subject
    assert cloud.facts == {"privilege": "acts as", "resource": "arn:aws:iam::1:role/x"}
    token, place = read_all(endpoints("kubernetes")["secrets"], GOOD["secrets"], SOURCE)
    assert (token.subject.value, token.facts["last_used"]) == ("app/ci-token", "2023-11-30T00:00:00Z")
    assert "c2VjcmV0" not in repr([token, place])
    assert endpoints("kubernetes")["secrets"].secret_bearing
    assert endpoints("kubernetes")["secrets"].more(page_of("secrets", GOOD["secrets"], SOURCE))
    powers = read_all(endpoints("kubernetes")["role_bindings"], GOOD["role_bindings"], SOURCE)
    assert [(one.subject.text, one.facts["resource"]) for one in powers] == [
        (CI, "namespace:app"),
        (f"{SOURCE}:user:ann", "namespace:app"),
    ]
    nobodys = {"kind": "SecretList", "items": [named("t") | {"type": "kubernetes.io/service-account-token"}]}
    with pytest.raises(VendorChanged, match=r"service-account\.name"):
        read_all(endpoints("kubernetes")["secrets"], nobodys, SOURCE)


@pytest.mark.parametrize("name", GOOD)
def test_each_body_is_recognised_by_its_own_endpoint_only(name, survives):
    assert [one.name for one in endpoints("kubernetes").values() if one.recognise(GOOD[name])] == [name]
    survives(endpoints("kubernetes")[name], GOOD[name], SOURCE)


def test_every_listed_kind_has_its_endpoint():
    listed = {kind.listed_by for kind in provider("kubernetes").kinds if kind.listed_by}
    assert listed <= set(endpoints("kubernetes"))


BOUND = {"requestObject": {"roleRef": {"name": "admin"}, "subjects": SUBJECTS}}


@pytest.mark.parametrize(
    ("record", "wanted"),
    [
        (event("list", "pods"), (6003, 2, 1, "app/x", None)),
        (event("create", "pods/exec", responseStatus={"code": 101}), (6003, 1, 1, "app/x", None)),
        (event("get", "secrets"), (6005, 1, 1, "app/x", None)),
        (event("list", "secrets", responseStatus={"code": 403}), (6005, 8, 2, "app/x", None)),
        (event("list", "secrets", responseStatus={"code": 429}), (6005, 8, 0, "app/x", None)),
        (event("create", "serviceaccounts/token"), (3001, 1, 1, "app/x", f"{SOURCE}:service_account:app/x")),
        (event("delete", "serviceaccounts"), (3001, 6, 1, "app/x", f"{SOURCE}:service_account:app/x")),
        (event("create", "rolebindings", **BOUND), (3005, 1, 1, "app/x", CI)),
        (event("delete", "clusterrolebindings"), (3005, 2, 1, "app/x", None)),
        (event("get", "x", objectRef=None, requestURI="/version?x"), (6003, 2, 1, "/version", None)),
    ],
)
def test_kinds_of_request(view_rows, record, wanted):
    (row,) = view_rows(LOG, SOURCE, [record])
    names = ("class_uid", "activity_id", "status_id", "resource_uid", "target")
    assert tuple(row[name] for name in names) == wanted
    assert (row["actor"], row["credential"], row["session_uid"], row["src_ip"]) == (CI, CI, "j1", "192.0.2.7")


def test_who_asks_and_with_what(view_rows):
    certificate = {"username": "ann", "extra": {"authentication.kubernetes.io/credential-id": ["X509SHA256=ab"]}}
    legacy = {"authentication.k8s.io/legacy-token": "system:serviceaccount:app:ci"}
    rows = view_rows(
        LOG,
        SOURCE,
        [
            event("get", "pods", user=certificate),
            event("get", "pods", annotations=legacy),
            event("get", "pods", user={"username": "bob@a.example"}),
            event("get", "pods", stage="RequestReceived"),
            event("get", "pods", user="x", objectRef=[], sourceIPs="192.0.2.7"),
        ],
    )
    assert [(row["actor"], row["credential"]) for row in rows] == [
        (f"{SOURCE}:user:ann", f"{SOURCE}:client_certificate:ab"),
        (CI, f"{SOURCE}:legacy_token:app/ci"),
        (f"{SOURCE}:user:bob@a.example", None),
        (None, None),
    ]


def test_use_in_the_log_joins_the_lists(tmp_path):
    world = SmallWorld(tmp_path)
    world.survey(SOURCE, "11-01", "service_accounts", GOOD["service_accounts"])
    world.survey(SOURCE, "11-01", "secrets", GOOD["secrets"] | {"metadata": {}})
    legacy = {"authentication.k8s.io/legacy-token": "system:serviceaccount:app:ci"}
    world.log(SOURCE, "audit", event("list", "pods"), event("get", "pods", auditID="a2", annotations=legacy))
    world.sync()
    uses = {name: row["uses"] for name, row in world.credentials().items()}
    assert uses == {CI: 1, f"{SOURCE}:token_secret:app/ci-token": 1}


@pytest.mark.parametrize(
    ("file", "name", "count"),
    [("serviceaccounts_list", "service_accounts", 10), ("secrets_list_service-account-token", "secrets", 2)],
)
def test_lists_of_another_s_making_are_read(file, name, count, sample, read_all):
    body = json.loads(sample(f"surveys/kubernetes/{file}.json").read_text("utf-8"))
    assert len(read_all(endpoints("kubernetes")[name], body, SOURCE)) == count
    assert [one.name for one in endpoints("kubernetes").values() if one.recognise(body)] == [name]
