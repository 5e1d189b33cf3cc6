"""Logs in the further forms in which vendors send them; the shapes are cited in each provider's folder."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.intake.records import joined, parted
from keyroll.providers.catalogue import logs

AT = "2023-11-14T22:13:20Z"
CLOUDFLARE = {"ID": "i", "ActionType": "token_create", "ActionResult": True, "ActorEmail": "a@a.example",
              "ActorIP": "192.0.2.7", "ActorType": "user", "ResourceType": "token", "ResourceID": "r"}  # fmt: skip
FINDING = {
    "schemaVersion": "2.0", "accountId": "111122223333", "id": "f1", "type": "Recon:IAMUser/X", "severity": 8,
    "title": "T",
    "updatedAt": AT, "resource": {"resourceType": "AccessKey", "accessKeyDetails": {"accessKeyId": "AKIAX"}},
    "service": {"action": {"awsApiCallAction": {"remoteIpDetails": {"ipAddressV4": "192.0.2.7"}}}},
}  # fmt: skip
RECORDS: dict[str, dict[str, Any]] = {
    "cloudflare.audit_api": {"id": "x", "when": AT, "action": {"type": "token_create", "result": True},
                             "actor": {"id": "u", "email": "a@a.example", "ip": "192.0.2.7"}, "resource": {"id": "r"}},
    "cloudflare.audit_v2": {"AuditLogID": "x", "ActionTimestamp": 1_700_000_000, "ActionType": "delete",
                            "ActionResult": "success", "ActorIPAddress": "192.0.2.7", "ResourceType": "job"},
    "jira.records": {"id": 1, "summary": "User added to group", "created": "2023-11-14T22:13:20.000+0000",
                     "category": "group management", "eventSource": "", "remoteAddress": "192.0.2.7",
                     "objectItem": {"name": "admins", "typeName": "GROUP"}},
    "confluence.records": {"author": {"accountId": "u"}, "creationDate": 1_700_000_000_000, "summary": "Space created",
                           "category": "Spaces", "affectedObject": {"name": "S", "objectType": "Space"},
                           "remoteAddress": "192.0.2.7"},
    "salesforce.login_history": {"attributes": {"type": "LoginHistory"}, "Id": "0Y", "UserId": "005",
                                 "Status": "Success",
                                 "LoginTime": "2023-11-14T22:13:20.000+0000", "SourceIp": "192.0.2.7"},
    "aws.guardduty": FINDING,
    "entra.provisioning": {"id": "p", "activityDateTime": AT, "provisioningAction": "create",
                           "provisioningStatusInfo": {"status": "success"}},
    "gcp.vpc_flows": {"insertId": "i", "timestamp": AT, "jsonPayload": {"reporter": "SRC", "bytes_sent": "7",
                      "connection": {"src_ip": "192.0.2.7", "dest_ip": "198.51.100.1", "dest_port": 443}}},
}  # fmt: skip


def log_of(name: str) -> Any:
    provider, _, log = name.partition(".")
    return logs(provider)[log]


@pytest.mark.parametrize("when", [1_700_000_000, 1_700_000_000_000_000_000, AT])
def test_the_three_times_of_logpush_are_one(view_rows, when):
    (row,) = view_rows(log_of("cloudflare.audit"), "cloudflare@main", [json.dumps(CLOUDFLARE | {"When": when})])
    assert row["happened_at"].timestamp() == 1_700_000_000


@pytest.mark.parametrize("name", RECORDS)
def test_each_form_gives_time_and_address(name, view_rows):
    log = log_of(name)
    assert log.recognise(RECORDS[name])
    (row,) = view_rows(log, name.partition(".")[0] + "@main", [json.dumps(RECORDS[name])])
    assert row["happened_at"].timestamp() == 1_700_000_000
    assert row["src_ip"] == (None if name == "entra.provisioning" else "192.0.2.7")


@pytest.mark.long
@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(RECORDS)), st.data())
def test_drift_never_costs_the_record(view_rows, name, data):
    log = log_of(name)
    record = json.loads(json.dumps(RECORDS[name]))
    free = [key for key in record if not any(key in one for one in (*log.identity, log.happened_at, log.event_id))]
    if free:
        record[data.draw(st.sampled_from(free))] = data.draw(st.sampled_from([None, 7, "x", [], {"a": 1}, [{"b": []}]]))
    assert len(view_rows(log, name.partition(".")[0] + "@main", [json.dumps(record)])) == 1


def test_a_finding_is_no_use_of_the_key_that_it_is_about(view_rows):
    (row,) = view_rows(log_of("aws.guardduty"), "aws@main", [json.dumps(FINDING)])
    assert (row["credential"], row["actor"], row["target"]) == (None, None, "aws@*:access_key_id:AKIAX")


def test_the_rest_form_of_data_center_is_the_record_of_the_file(view_rows):
    kind = {"action": "User added to group", "category": "group management"}
    more = {"author": {"id": "1", "name": "ann"}, "source": "192.0.2.7", "affectedObjects": []}
    file = more | {"timestamp": {"epochSecond": 1_700_000_000, "nano": 0}, "auditType": kind}
    rest = more | {"timestamp": AT, "type": kind}
    for product in ("jira", "confluence", "bitbucket"):
        rows = view_rows(log_of(f"{product}.audit"), f"{product}@main", [json.dumps(file), json.dumps(rest)])
        first, second = ({k: v for k, v in row.items() if k not in ("record", "event_id")} for row in rows)
        assert first == second


def texts(name: str, body: str) -> list[str]:
    log = log_of(name)
    found = parted(iter([body.encode()]), is_text=True, continued=log.continued)
    return [one[1].decode() for one in found if isinstance(one, tuple)]


def test_postgresql_s_text_log_knows_the_user_of_a_process(view_rows):
    body = (
        "2023-11-14 22:13:20.000 UTC [7] LOG:  connection authorized: user=bob database=shop\n"
        "2023-11-14 22:13:21.000 UTC [7] LOG:  statement: CREATE ROLE eve\n\tLOGIN\n"
        "2023-11-14 22:13:21.000 UTC [8] ann@shop ERROR:  permission denied for table t\n"
        "2023-11-14 22:13:22 UTC:192.0.2.7(44):carl@shop:[9]:LOG:  statement: SELECT 1\n"
    )
    rows = view_rows(log_of("postgresql.stderr"), "postgresql@main", texts("postgresql.stderr", body))
    assert [(row["actor_name"], row["class_uid"], row["status_id"]) for row in rows] == [
        ("bob", 3002, 1), ("bob", 3001, 1), ("ann", 6005, 2), ("carl", 6005, 1),
    ]  # fmt: skip
    assert rows[3]["src_ip"] == "192.0.2.7"


def test_postgresql_s_csv_log_keeps_a_statement_of_several_lines(view_rows):
    line = '2023-11-14 22:13:20.000 UTC,"bob","shop",7,"192.0.2.7:44",5f.7,3,"idle",2023-11-14 22:00:00 UTC,3/2,0,'
    body = line + 'LOG,00000,"statement: GRANT admin\n TO ""eve"";",,,,,,,,,"psql","client backend",,0\n'
    (row,) = view_rows(log_of("postgresql.csv"), "postgresql@main", texts("postgresql.csv", body))
    assert (row["class_uid"], row["actor_name"], row["src_ip"], row["user_agent"]) == (3006, "bob", "192.0.2.7", "psql")


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text('ab"\t', max_size=6), min_size=1, max_size=8), st.sampled_from(["tab", "quote"]))
def test_joined_lines_lose_no_byte(lines, how):
    numbered = [(number, line.encode()) for number, line in enumerate(lines, 1)]
    found = [one for one in joined(numbered, how) if isinstance(one, tuple)]
    assert b"\n".join(text for _, text in found) == "\n".join(lines).encode()
    assert [number for number, _ in found] == sorted({number for number, _ in found})


def test_an_old_time_stamp_is_of_the_year_before_the_read(view_rows):
    said = "host sshd[1]: Failed password for bob from 192.0.2.7 port 5000 ssh2"
    rows = view_rows(log_of("openssh.auth"), "openssh@main", [f"Nov  5 23:13:00 {said}", f"Nov 25 23:13:00 {said}"])
    assert [(row["happened_at"].year, row["status_id"]) for row in rows] == [(2023, 2), (2022, 2)]


def test_a_header_of_flow_logs_is_no_record(view_rows):
    lines = [
        "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action "
        "log-status",
        "2 123456789010 eni-1 10.0.0.1 192.0.2.7 20641 22 6 20 4249 1700000000 1700000060 REJECT OK",
        "2 123456789010 eni-1 - - - - - - - 1700000000 1700000060 - NODATA",
    ]
    (row,) = view_rows(log_of("aws.vpc_flows"), "aws@main", lines)
    assert (row["status_id"], row["dst_port"], row["bytes_in"]) == (2, 22, 4249)


def test_no_error_of_a_log_on_is_no_failure(view_rows):
    record = {"CreationTime": "2023-11-14T22:13:20", "Id": "i", "Operation": "MailboxLogin", "UserId": "a@a.example"}
    lines = [json.dumps(record | {"Id": error, "LogonError": error}) for error in ("None", "", "InvalidPassword")]
    assert [row["status_id"] for row in view_rows(log_of("m365.audit"), "m365@main", lines)] == [1, 1, 2]
