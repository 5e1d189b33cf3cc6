"""Rules for a vendor's log find it by their own words for it, and its records in the vendor's shape."""

from pathlib import Path
from typing import Any

import pytest
from sigma_world import Logs

Json = dict[str, Any]
AT = "2025-06-01T00:00:00Z"


def text(product: str, service: str, selection: Json) -> str:
    return (
        f"title: t\nid: 0a1b2c3d-0000-4000-8000-0000000000aa\nlogsource: {{product: {product}, service: {service}}}\n"
        f"detection: {{s: {selection!r}, condition: s}}\n"
    )


def pod(**spec: Any) -> Json:
    return {"verb": "create", "objectRef": {"resource": "pods"}, "requestObject": {"kind": "Pod", "spec": spec}}


def evaluated(**debug: Any) -> Json:
    return {"eventType": "policy.evaluate_sign_on", "debugContext": {"debugData": debug}}


def request(number: int, **more: Any) -> Json:
    ends = {"id.orig_h": "192.0.2.7", "id.orig_p": 5000, "id.resp_h": "198.51.100.1", "id.resp_p": 80}
    return {"ts": 1_748_736_000.5 + number, "uid": f"C{number}", "trans_depth": 1} | ends | more


def acted(number: int, action: str) -> Json:
    actor = {"id": "a1", "name": "Ann", "email": "ann@example.com"}
    return {"id": f"e{number}", "type": "events", "attributes": {"time": AT, "action": action, "actor": actor}}


def grouped(*names: str) -> Json:
    kinds = ("GROUP", "USER")
    return {
        "auditType": {"action": "User added to group", "category": "group management"},
        "affectedObjects": [{"type": kind, "name": name} for kind, name in zip(kinds, names, strict=False)],
    }


MOUNTS = {"name": "a", "hostPath": {"path": "/etc", "type": ""}}
SCRATCH = {"name": "b", "emptyDir": {}}
BOLD = {"name": "c", "securityContext": {"capabilities": {"add": ["NET_ADMIN"]}}}
PLAIN = {"name": "c", "securityContext": {"privileged": False}}

#: What a rule names, the log that it means, what it selects, and of these records the places of those that it hits.
CASES = [
    pytest.param("kubernetes audit", "kubernetes.audit", {"hostPath": "*"},
                 [pod(volumes=[SCRATCH, MOUNTS]), pod(volumes=[SCRATCH]), pod(volumes=[]), pod()], [0], id="hostPath"),
    pytest.param("kubernetes audit", "kubernetes.audit", {"capabilities": "*"},
                 [pod(containers=[PLAIN]), pod(containers=[PLAIN, BOLD]), pod(containers=[{"name": "x"}])], [1],
                 id="capabilities"),
    pytest.param("kubernetes audit", "kubernetes.audit", {"apiGroup": "batch", "verb": ["create", "patch"]},
                 [{"verb": "patch", "objectRef": {"resource": "jobs", "apiGroup": "batch"}}, pod()], [0],
                 id="apiGroup"),
    pytest.param("okta okta", "okta.system_log", {"debugContext.debugData.logOnlySecurityData|contains": "POSITIVE"},
                 [evaluated(logOnlySecurityData='{"behaviors":{"New City":"POSITIVE"}}'),
                  evaluated(logOnlySecurityData={"behaviors": {"New City": "POSITIVE"}}),
                  evaluated(logOnlySecurityData='{"behaviors":{"New City":"NEGATIVE"}}'), evaluated()], [0, 1],
                 id="logOnlySecurityData"),
    pytest.param("okta okta", "okta.system_log", {"alternateId|endswith": "@example.com"},
                 [{"actor": {"alternateId": "ann@example.com"}}, {"target": [{"alternateId": "bob@example.com"}]}],
                 [0], id="alternateId"),
    pytest.param("zeek http", "zeek.http", {"c-useragent|contains": "fetcher", "c-uri|endswith": ".bin"},
                 [request(0, user_agent="Fetcher/2", uri="/a.bin"), request(1, user_agent="Fetcher/2", uri="/a"),
                  request(2, uri="/a.bin")], [0], id="c-useragent"),
    pytest.param("zeek http", "zeek.http", {"client_header_names": "authorization"},
                 [request(0, client_header_names=["HOST", "AUTHORIZATION"]), request(1, client_header_names=["HOST"]),
                  request(2)], [0], id="client_header_names"),
    pytest.param("atlassian audit", "atlassian.events", {"attributes.action": "policy_changed"},
                 [acted(0, "policy_changed"), acted(1, "policy_read")], [0], id="attributes.action"),
    pytest.param("jira audit", "jira.audit", {"objectItem.name|startswith": "jira-adm", "objectItem.typeName": "group"},
                 [grouped("jira-admins", "ann"), grouped("jira-users", "bob"), grouped()], [0], id="objectItem"),
]  # fmt: skip


@pytest.mark.parametrize(("named", "log", "selection", "records", "hits"), CASES)
def test_a_rule_s_words_lead_to_the_vendor_s_records(
    shared_logs: Logs, tmp_path: Path, named: str, log: str, selection: Json, records: list[Json], hits: list[int]
):
    product, _, service = named.partition(" ")
    (tmp_path / "r.yml").write_text(text(product, service, selection))
    shared_logs.load({log: records})
    ran = shared_logs.run(tmp_path)
    assert [one for one in ran.faults if one.wrong] == []
    assert sorted(one.record - 1 for finding in ran.findings for one in finding.evidence) == hits


USED = {"uuid": "u1", "timestamp": AT, "item_uuid": "i1", "vault_uuid": "v1", "user": {"uuid": "p1"}}
CHANGED = {"uuid": "u2", "timestamp": AT, "actor_uuid": "p1", "object_type": "vault", "object_uuid": "v1"}
TRIED = {"uuid": "u3", "timestamp": AT, "category": "credentials_failed", "type": "password_secret_bad"}


def test_a_service_that_means_several_logs_is_run_over_those_that_have_the_field(logs: Logs, tmp_path: Path):
    (tmp_path / "r.yml").write_text(text("1password", "1password", {"action": ["reveal", "take"]}))
    logs.load(
        {
            "onepassword.audit": [CHANGED | {"action": "take"}],
            "onepassword.item_usages": [USED | {"action": "reveal"}],
            "onepassword.sign_ins": [TRIED],
        }
    )
    ran = logs.run(tmp_path)
    assert [(one.what, one.wrong) for one in ran.faults] == [("onepassword.sign_ins has no field 'action'", False)]
    assert sum(len(one.evidence) for one in ran.findings) == 2

    (tmp_path / "r.yml").write_text(text("1password", "1password", {"acton": "take"}))
    assert [one.wrong for one in logs.run(tmp_path).faults] == [True, True, True]


def test_a_field_of_a_log_that_has_no_events_here_is_no_mistake(logs: Logs, tmp_path: Path):
    (tmp_path / "r.yml").write_text(text("1password", "1password", {"object_type": "invite"}))
    logs.load({"onepassword.sign_ins": [TRIED]})
    told = {one.what: one.wrong for one in logs.run(tmp_path).faults}
    assert told == {
        "there are no events of onepassword.audit": False,
        "there are no events of onepassword.item_usages": False,
        "onepassword.sign_ins has no field 'object_type'": False,
    }
