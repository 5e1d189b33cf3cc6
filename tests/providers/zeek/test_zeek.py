"""Zeek's logs in OCSF's words."""

import json
from typing import Any

import pytest

from keyroll.providers.catalogue import logs
from small_world import SmallWorld

LOGS = logs("zeek")
SOURCE = "zeek@dmz"
ENDS = {"id.orig_h": "192.0.2.7", "id.orig_p": 5000, "id.resp_h": "198.51.100.1", "id.resp_p": 443}


def line(**more: Any) -> str:
    return json.dumps({"ts": 1_700_000_000.5, "uid": "C1"} | ENDS | more)


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        ("SF", (2, 1)),
        ("S0", (4, 2)),
        ("REJ", (5, 2)),
        ("RSTO", (3, 1)),
        ("S1", (1, 1)),
        ("OTH", (6, 1)),
        (None, (6, 1)),
    ],
)
def test_what_became_of_a_connection(view_rows, state, wanted):
    record = line(proto="tcp", service="ssl", conn_state=state, orig_bytes=10, resp_bytes=20)
    (row,) = view_rows(LOGS["conn"], SOURCE, [record])
    assert (row["activity_id"], row["status_id"]) == wanted
    names = ("class_uid", "operation", "src_ip", "dst_ip", "dst_port", "bytes_in", "bytes_out", "session_uid")
    assert tuple(row[name] for name in names) == (
        4001, "tcp ssl", "192.0.2.7", "198.51.100.1", 443, 10, 20, "C1",
    )  # fmt: skip


def test_requests_names_and_handshakes(view_rows):
    request = line(
        method="GET", host="a.example", uri="/x?token=s3cr3t&q=1", status_code=404, trans_depth=1, password="p"
    )
    (row,) = view_rows(LOGS["http"], SOURCE, [request])
    assert (row["class_uid"], row["activity_id"], row["status_id"]) == (4002, 3, 2)
    assert row["resource_uid"] == "a.example/x?token=***&q=1"
    (row,) = view_rows(LOGS["dns"], SOURCE, [line(query="a.example", qtype_name="A", rcode=3, trans_id=1)])
    assert (row["class_uid"], row["activity_id"], row["status_id"], row["dst_name"]) == (4003, 6, 2, "a.example")
    (row,) = view_rows(LOGS["dns"], SOURCE, [line(query="a.example", trans_id=1)])
    assert (row["activity_id"], row["status_id"]) == (1, 0)
    (row,) = view_rows(
        LOGS["ssl"], SOURCE, [line(server_name="a.example", established=False, ts="2023-11-14T00:00:00Z")]
    )
    assert (row["class_uid"], row["status_id"], row["resource_uid"]) == (4001, 2, "a.example:443")


def test_a_table_comes_in_like_lines_and_a_password_is_never_written(tmp_path):
    names = ("ts", "uid", *ENDS, "trans_depth", "method", "host", "uri", "password", "response_body_len")
    kinds = ("time", "string", "addr", "port", "addr", "port", "count", "string", "string", "string", "string", "count")
    header = ["#separator \\x09", "#path\thttp", "\t".join(("#fields", *names)), "\t".join(("#types", *kinds))]
    row = ("1700000000.5", "C1", *map(str, ENDS.values()), "1", "GET", "a.example", "/x", "s3cr3t-of-a-test", "7")
    world = SmallWorld(tmp_path)
    world.log(SOURCE, "http", *header, "\t".join(row), "too\tshort", "#close\tnow", ending="log")
    keyroll = world.sync()
    (event,) = keyroll.inventory.listed("events").rows
    assert (event["resource_uid"], event["bytes_out"], event["src_ip"]) == ("a.example/x", 7, "192.0.2.7")
    (bad,) = keyroll.home.ledger.quarantined()
    assert (bad.place, bad.reason) == (6, "2 values for 12 fields")
    stored = b"".join(path.read_bytes() for path in (tmp_path / "home").rglob("*") if path.is_file())
    assert b"s3cr3t-of-a-test" not in stored


def test_drift_costs_a_field(view_rows):
    (row,) = view_rows(LOGS["conn"], SOURCE, [line(orig_bytes="many", history=[1], conn_state={})])
    assert (row["src_ip"], row["bytes_in"]) == ("192.0.2.7", None)
