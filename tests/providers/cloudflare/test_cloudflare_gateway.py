"""Cloudflare Gateway's data sets in OCSF's words."""

import json

from keyroll.providers.catalogue import logs

SOURCE = "cloudflare@main"
LOGS = logs("cloudflare")
AT = {"Datetime": "2023-11-14T12:12:07Z", "Email": "Ann@a.example", "DeviceID": "d1"}
ANN = f"{SOURCE}:user:ann@a.example"


def test_a_query(view_rows):
    record = AT | {"QueryName": "a.example", "QueryTypeName": "A", "SrcIP": "192.0.2.7", "RCode": 0, "DstPort": 53}
    rows = view_rows(
        LOGS["gateway_dns"],
        SOURCE,
        [json.dumps(record | {"ResolverDecision": one}) for one in ("allowedOnNoPolicyMatch", "blockedByCategory")],
    )
    assert [(row["class_uid"], row["activity_id"], row["status_id"]) for row in rows] == [(4003, 6, 1), (4003, 6, 2)]
    assert (rows[0]["actor"], rows[0]["dst_name"], rows[0]["src_ip"]) == (ANN, "a.example", "192.0.2.7")


def test_a_request_loses_its_parameters(view_rows):
    record = AT | {
        "Action": "allow",
        "HTTPHost": "a.example",
        "HTTPMethod": "GET",
        "RequestID": "r1",
        "URL": "https://a.example/x?X-Amz-Signature=s3cr3t",
        "SourceIP": "192.0.2.7",
        "UserAgent": "curl/8",
    }
    (row,) = view_rows(LOGS["gateway_http"], SOURCE, [json.dumps(record)])
    assert (row["class_uid"], row["activity_id"], row["resource_uid"]) == (4002, 3, "https://a.example/x?***")
    assert (row["dst_name"], row["user_agent"], row["event_id"]) == ("a.example", "curl/8", "r1")


def test_a_session(view_rows):
    record = AT | {
        "Action": "blockedByRule",
        "SNI": "a.example",
        "SessionID": "s1",
        "Transport": "tcp",
        "SourceIP": "192.0.2.7",
        "DestinationIP": "198.51.100.1",
        "DestinationPort": 443,
    }
    (row,) = view_rows(LOGS["gateway_network"], SOURCE, [json.dumps(record), "{}"])
    names = ("class_uid", "activity_id", "status_id", "actor", "dst_ip", "dst_port", "dst_name", "resource_uid")
    assert tuple(row[name] for name in names) == (
        4001, 5, 2, ANN, "198.51.100.1", 443, "a.example", "a.example:443",
    )  # fmt: skip
