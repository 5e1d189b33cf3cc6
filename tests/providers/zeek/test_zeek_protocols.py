"""Zeek's logs beyond connections, HTTP, DNS and TLS; records as docs.zeek.org shows them (read 2026-11)."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.providers.catalogue import logs

LOGS = logs("zeek")
SOURCE = "zeek@dmz"
ENDS = {"id.orig_h": "10.0.0.1", "id.orig_p": 5000, "id.resp_h": "10.0.0.2", "id.resp_p": 88}
CONNECTED = {"ts": 1_700_000_000.5, "uid": "C1"} | ENDS
RECORDS: dict[str, dict[str, Any]] = {
    "ssh": CONNECTED | {"auth_success": False, "auth_attempts": 3, "client": "SSH-2.0-Go", "server": "SSH-2.0-OpenSSH_9"},
    "kerberos": CONNECTED | {"request_type": "TGS", "client": "svc/A.EXAMPLE", "service": "http/web", "success": True},
    "rdp": CONNECTED | {"cookie": "rooty", "result": "encrypted", "security_protocol": "HYBRID", "auth_success": True},
    "smb_files": CONNECTED | {"action": "SMB::FILE_OPEN", "path": "\\\\srv\\c$", "name": "a.txt", "size": 3},
    "smb_mapping": CONNECTED | {"path": "\\\\srv\\ipc$", "share_type": "PIPE"},
    "files": {"ts": 1_700_000_000.5, "fuid": "F1", "tx_hosts": ["192.0.2.1"], "rx_hosts": ["10.0.0.1"],
              "source": "HTTP", "seen_bytes": 10, "is_orig": False},
    "x509": {"ts": 1_700_000_000.5, "fingerprint": "ab", "certificate.serial": "1", "certificate.subject": "CN=a",
             "certificate.issuer": "CN=b"},
    "notice": {"ts": 1_700_000_000.5, "note": "SSH::Password_Guessing", "msg": "m", "src": "192.0.2.7"},
}  # fmt: skip
WANTED = {
    "ssh": (4007, 4, 2, "10.0.0.1", "ssh"),
    "kerberos": (3002, 4, 1, "10.0.0.1", "kerberos TGS"),
    "rdp": (4005, 6, 1, "10.0.0.1", "rdp hybrid"),
    "smb_files": (4006, 2, 1, "10.0.0.1", "SMB::FILE_OPEN"),
    "smb_mapping": (4006, 99, 1, "10.0.0.1", "smb mapping pipe"),
    "files": (4010, 2, 1, "10.0.0.1", "file http"),
    "x509": (5001, 2, 1, None, "certificate"),
    "notice": (2004, 1, 0, "192.0.2.7", "SSH::Password_Guessing"),
}


@pytest.mark.parametrize("name", RECORDS)
def test_each_record_has_its_class_outcome_and_address(name, view_rows):
    (row,) = view_rows(LOGS[name], SOURCE, [json.dumps(RECORDS[name])])
    assert tuple(row[one] for one in ("class_uid", "activity_id", "status_id", "src_ip", "operation")) == WANTED[name]


@pytest.mark.parametrize("name", RECORDS)
def test_each_record_is_recognised_by_its_own_log_only(name):
    fitting = [one.name for one in LOGS.values() if one.recognise and one.recognise(RECORDS[name])]
    assert fitting == [name]


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(sorted(RECORDS)), st.data())
def test_a_missing_or_drifted_field_costs_that_field(view_rows, name, data):
    record = dict(RECORDS[name])
    needed = {"ts", "uid", "id.orig_h", "fuid", "note", "fingerprint", "certificate.serial"}
    field = data.draw(st.sampled_from(sorted(record.keys() - needed)))
    if data.draw(st.booleans()):
        del record[field]
    else:
        record[field] = {"another": ["shape"]}
    (row,) = view_rows(LOGS[name], SOURCE, [json.dumps(record)])
    assert row["class_uid"] == WANTED[name][0]
