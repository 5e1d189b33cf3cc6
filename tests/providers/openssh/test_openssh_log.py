"""sshd's messages: as a real server writes them, in the two forms in which they are kept, and lines by hand.

The server tells its messages without a time (``sshd -e``); the test stamps each as rsyslog or the journal does.
"""

import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_samples import check

from keyroll.providers._keys import public_key_identifiers
from keyroll.providers.catalogue import logs
from keyroll.providers.openssh.lines import certificate, parse
from other_servers import Sshd, sshd_running
from real_servers import folder_for
from server_logs import Tail, bring

pytestmark = pytest.mark.long

SOURCE, HOST = "openssh@main", "web1"
AUTH, JOURNAL = logs("openssh")["auth"], logs("openssh")["journal"]
FINGERPRINT = "SHA256:xGLrITk6wz3jE2sZpajRTAjtBw/EI8nirMcS7d9CIkA"
OTHER = "SHA256:5KYKKrfiMqmhPC1VrZXO+T3OmlmojXErDSASXt7p+1g"


def stamped(message: str, number: int = 1, program: str = "sshd-session") -> str:
    return f"2023-11-14T13:10:{number % 60:02d}.000001+00:00 {HOST} {program}[{number}]: {message}"


def entry(message: Any, number: int = 1, program: str = "sshd-session") -> str:
    at = int(datetime(2023, 11, 14, 13, 10, number % 60, 1, tzinfo=UTC).timestamp()) * 1_000_000 + 1
    known = {"__CURSOR": f"s=1;i={number}", "__REALTIME_TIMESTAMP": str(at), "_HOSTNAME": HOST, "_PID": str(number)}
    return json.dumps(known | {"SYSLOG_IDENTIFIER": program, "MESSAGE": message})


KINDS = [
    ("Accepted password for svc from 2001:db8::7 port 5 ssh2",
     (3002, 1, 1, "Accepted password", "svc", None, "2001:db8::7")),
    (f"Accepted publickey for svc from 192.0.2.7 port 5 ssh2: ED25519 {FINGERPRINT}",
     (3002, 1, 1, "Accepted publickey", "svc", f"openssh@*:public_key:{FINGERPRINT}", "192.0.2.7")),
    (f"Accepted publickey for svc from 192.0.2.7 port 5 ssh2: RSA-CERT {FINGERPRINT} ID a (serial 7) CA RSA {OTHER}",
     (3002, 1, 1, "Accepted publickey", "svc", f"openssh@*:certificate:{OTHER}/7", "192.0.2.7")),
    (f"Accepted publickey for svc from 192.0.2.7 port 5 ssh2: RSA-CERT {FINGERPRINT} ID (serial 0) CA RSA {OTHER}",
     (3002, 1, 1, "Accepted publickey", None, None, None)),
    (f"Accepted publickey for svc from 192.0.2.7 port 5 ssh2: RSA-CERT {FINGERPRINT} ID  (serial 0) CA RSA {OTHER}",
     (3002, 1, 1, "Accepted publickey", "svc", f"ssh@*:public_key:{FINGERPRINT}", "192.0.2.7")),
    ("Failed password for invalid user a b from 192.0.2.7 port 5 ssh2",
     (3002, 1, 2, "Failed password", None, None, "192.0.2.7")),
    ("error: maximum authentication attempts exceeded for svc from 192.0.2.7 port 5 ssh2 [preauth]",
     (3002, 1, 2, "maximum authentication attempts exceeded", "svc", None, "192.0.2.7")),
    ("pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=svc",
     (3002, 1, 2, "authentication failure", "svc", None, "192.0.2.7")),
    ("pam_unix(sshd:session): session opened for user svc(uid=1000) by svc(uid=0)",
     (3002, 99, 1, "session opened", "svc", None, None)),
    ("pam_unix(sshd:session): session closed for user svc", (3002, 99, 1, "session closed", "svc", None, None)),
    ("User svc from 192.0.2.7 not allowed because not listed in AllowUsers",
     (3002, 1, 2, "User not allowed", "svc", None, "192.0.2.7")),
    ("Certificate invalid: expired", (3002, 99, 2, "Certificate invalid", None, None, None)),
    ("Connection reset by 192.0.2.7 port 5 [preauth]", (6003, 99, 0, "Connection reset", None, None, "192.0.2.7")),
]  # fmt: skip


def test_kinds_of_message(view_rows):
    columns = ("class_uid", "activity_id", "status_id", "operation", "actor_name", "credential", "src_ip")
    for log, make in ((AUTH, stamped), (JOURNAL, entry)):
        rows = view_rows(log, SOURCE, [make(one, number) for number, (one, _) in enumerate(KINDS)])
        for number, (row, (message, wanted)) in enumerate(zip(rows, KINDS, strict=True)):
            assert tuple(row[name] for name in columns) == wanted, message
            assert (row["session_uid"], row["resource_uid"]) == (f"{HOST}/{number}", HOST)


@pytest.fixture(scope="module")
def busy() -> Iterator[tuple[Sshd, list[str]]]:
    """A server that let in and refused keys, and what it wrote of that."""
    with folder_for() as folder, sshd_running(folder, "LogLevel VERBOSE") as one:
        tail = Tail(folder / "log")
        for name in ("svc", "strange", "signed", "rogue_ca", "rogue", "dead", "bound"):
            one.key(name)
        one.authorise(one.public("svc"), one.public("dead"), f'from="10.9.9.9" {one.public("bound")}')
        one.keygen("-s", "ca", "-I", "job 7, x", "-n", one.account, "-z", "42", "-V", "+1h", "signed.pub")
        one.keygen("-s", "rogue_ca", "-I", "evil", "-n", one.account, "-z", "9", "-V", "+1h", "rogue.pub")
        one.revoke("dead.pub")
        for name in ("svc", "strange", "signed", "rogue", "dead", "bound"):
            subprocess.run(one.ssh(name, "true"), capture_output=True, check=False)
        *words, _, command = one.ssh("svc", "true")
        subprocess.run([*words, "nosuch@127.0.0.1", command], capture_output=True, check=False)
        yield one, tail.until("Connection closed by invalid user nosuch")


def name_of(server: Sshd, key: str) -> str:
    return public_key_identifiers(server.public(key))[0].value


@pytest.mark.server
@pytest.mark.support("openssh", "log", "real server")
@pytest.mark.parametrize("form", ["auth", pytest.param("journal", marks=pytest.mark.nightly)])
def test_a_real_server_s_log_and_its_keys_are_joined(busy, form, tmp_path, view_rows):
    server, messages = busy
    make = stamped if form == "auth" else entry
    lines = [make(one, number) for number, one in enumerate(messages)]
    lines.append(make("a session of somebody", program="CRON"))
    authorised = [{"host": HOST, "account": server.account, "line": server.public(one)} for one in ("svc", "dead")]
    written = (server.folder / "signed-cert.pub").read_text()
    surveys = {"authorized_keys": authorised, "certificates": [{"host": HOST, "line": written}]}
    brought = bring(tmp_path, SOURCE, form, lines, ending="log" if form == "auth" else "ndjson", **surveys)
    assert (brought.quarantine(), len(brought.events())) == ({}, len(messages))
    check(logs("openssh")[form], f"openssh.{form}", lines[:-1], view_rows)
    rogue = f"openssh@*:certificate:{name_of(server, 'rogue_ca')}/9"
    line = parse(written)
    assert line
    found = certificate(line)
    assert found
    signed = f"openssh@*:certificate:{found.name}"

    def by_key(*names: str) -> set[str]:
        return {f"openssh@*:public_key:{name_of(server, one)}" for one in names}

    signs_in = "class_uid = 3002 AND activity_id = 1 AND credential IS NOT NULL AND status_id ="
    assert {one for (one,) in brought.told("credential", where=f"{signs_in} 1")} == {*by_key("svc"), signed}
    refused = {one for (one,) in brought.told("credential", where=f"{signs_in} 2")}
    assert refused == {*by_key("strange", "signed", "rogue", "dead", "bound"), rogue}
    account = f"{SOURCE}:account:{server.account}@{HOST}"
    assert {one for (one,) in brought.told("actor", where=f"{signs_in} 1")} == {account}
    assert brought.told("target", "actor", where="operation = 'Invalid user'") == [
        (f"{SOURCE}:account:nosuch@{HOST}", None)
    ]
    assert len(brought.events("operation IN ('Revoked key', 'Correct key from no permitted host')")) == 2
    keyroll = brought.credentials()
    assert [keyroll[one]["last_used"] is not None for one in (*by_key("svc"), signed, *by_key("dead"))] == [
        True,
        True,
        False,
    ]


@pytest.mark.server
@pytest.mark.nightly
def test_a_key_that_is_tried_from_elsewhere_is_a_finding(busy, tmp_path):
    _, messages = busy
    brought = bring(tmp_path, SOURCE, "auth", [stamped(one, at) for at, one in enumerate(messages)])
    assert [one.title for one in brought.keyroll.hunt.run().findings if one.title.startswith("Valid key presented")]


def test_what_others_wrote_is_left_out_and_what_is_not_text_places_nothing(view_rows):
    (row,) = view_rows(JOURNAL, SOURCE, [entry([255, 254]), entry("x", program="sudo"), entry(None)])
    assert (row["class_uid"], row["actor"]) == (6003, None)
    assert view_rows(AUTH, SOURCE, [stamped("x", program="sudo"), "Nov 14 13:10:00 web1 sudo[7]: Accepted x"]) == []
    line = f"<38>1 2023-11-14T13:10:00Z {HOST} sshd 7 - - Invalid user a from 192.0.2.7 port 5"
    (row,) = view_rows(AUTH, SOURCE, [line])
    assert (row["session_uid"], row["src_ip"]) == (f"{HOST}/7", "192.0.2.7")


names = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=40)
forged = st.sampled_from(
    (
        "root from 10.9.9.9 port 1 ssh2",
        "x from 10.9.9.9 port 1 ssh2: RSA SHA256:x",
        "a from 10.9.9.9",
        "a port 5",
        "a [preauth]",
    )
)


@settings(max_examples=6)
@given(st.lists(names | forged, min_size=1, max_size=5))
def test_no_name_moves_the_address(view_rows, users):
    ways = (
        "Invalid user {} from 192.0.2.7 port 5",
        "Failed password for invalid user {} from 192.0.2.7 port 5 ssh2",
        f"Failed publickey for invalid user {{}} from 192.0.2.7 port 5 ssh2: RSA {FINGERPRINT}",
    )
    lines = [stamped(way.replace("{}", user), at) for way in ways for at, user in enumerate(users)]
    rows = view_rows(AUTH, SOURCE, lines)
    assert len(rows) == len(lines)
    for row, user in zip(rows, users * len(ways), strict=True):
        assert (row["src_ip"], row["actor"], row["status_id"]) == ("192.0.2.7", None, 2)
        assert row["target"] == f"{SOURCE}:account:{user}@{HOST}"
