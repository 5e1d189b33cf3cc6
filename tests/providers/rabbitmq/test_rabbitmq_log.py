"""RabbitMQ's log in its two forms: as a real broker writes them, and messages by hand."""

import base64
import json
import urllib.error
import urllib.request
from contextlib import suppress

import pika
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_samples import check

from keyroll.providers.catalogue import logs
from other_servers import RabbitMQ
from server_logs import Tail, bring

SOURCE = "rabbitmq@main"
TEXT, JSON = logs("rabbitmq")["server"], logs("rabbitmq")["server_json"]
CANARY = "s3cr3t-of-a-test"
ENDS = "192.0.2.7:5 -> 192.0.2.1:5672"


def text(*lines: str, level: str = "info", number: int = 1) -> list[str]:
    return [f"2023-11-14 13:10:{number % 60:02d}.499000+00:00 [{level}] <0.{number}.0> {line}" for line in lines]


def record(*lines: str, level: str = "info", number: int = 1) -> list[str]:
    at = f"2023-11-14 13:10:{number % 60:02d}.499000+00:00"
    return [json.dumps({"time": at, "level": level, "msg": "\n".join(lines), "pid": f"<0.{number}.0>"})]


KINDS = [
    ((f"connection {ENDS} - report: user 'svc' authenticated and granted access to vhost '/'",),
     (3002, 1, 1, "authenticated", "svc", "user:svc", "192.0.2.7")),
    ((f"connection <0.9.0> ({ENDS}): user 'svc' authenticated and granted access to vhost '/'",),
     (6003, 99, 0, "info", None, None, "192.0.2.7")),
    ((f"Error on AMQP connection <0.9.0> ({ENDS}, state: starting):",
      "PLAIN login refused: user 'svc' - invalid credentials"),
     (3002, 1, 2, "login refused", "svc", "user:svc", "192.0.2.7")),
    ((f"Error on AMQP connection <0.9.0> ({ENDS}, user: 'svc', state: opening):",
      "access to vhost '/a' refused for user 'svc'"),
     (3002, 1, 2, "vhost refused", "svc", "user:svc", "192.0.2.7")),
    (("HTTP access denied: user 'svc' - invalid credentials",),
     (3002, 1, 2, "HTTP access denied", "svc", "user:svc", None)),
    ((f"closing AMQP connection ({ENDS}, vhost: '/', user: 'svc', duration: '1s')",),
     (3002, 2, 0, "closing", "svc", "user:svc", "192.0.2.7")),
    ((f"closing AMQP connection ({ENDS}, duration: '1s')",), (6003, 99, 0, "closing", None, None, "192.0.2.7")),
    (("Successfully set user tags for user 'svc' to []",), (3005, 2, 1, "Set user tags", None, "user:svc", None)),
    (("Successfully set permissions for user 'svc' in virtual host '/' to '', '', '.*'",),
     (3005, 1, 1, "Set permissions", None, "user:svc", None)),
    (("Deleting vhost 'a'",), (3004, 4, 1, "Deleting vhost", None, None, None)),
]  # fmt: skip


def test_kinds_of_message(view_rows):
    columns = ("class_uid", "activity_id", "status_id", "operation", "actor_name", "target", "src_ip")
    for log, make in ((TEXT, text), (JSON, record)):
        lines = [line for number, (message, _) in enumerate(KINDS) for line in make(*message, number=number)]
        rows = view_rows(log, SOURCE, lines)
        told = [row for row in rows if row["operation"] != "further line"]
        assert {(row["class_uid"], row["actor"]) for row in rows if row not in told} <= {(6003, None)}
        for row, (message, wanted) in zip(told, KINDS, strict=True):
            row["target"] = row["target"] and row["target"].removeprefix(f"{SOURCE}:")
            assert tuple(row[name] for name in columns) == wanted, message


def test_an_empty_line_of_a_message_is_read_like_any(view_rows):
    rows = view_rows(TEXT, SOURCE, text("Starting", "", "end"))
    assert [(row["class_uid"], row["operation"]) for row in rows] == [
        (6003, "info"), (6003, "further line"), (6003, "further line"),
    ]  # fmt: skip


def signed_in(broker: RabbitMQ, user: str, password: str, **more: object) -> pika.BlockingConnection:
    who = pika.PlainCredentials(user, password)
    return pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", broker.port, credentials=who, **more))


@pytest.mark.long
@pytest.mark.server
@pytest.mark.support("rabbitmq", "log", "real server")
def test_a_real_broker_s_log_and_its_users_are_joined(rabbitmq: RabbitMQ, tmp_path, view_rows):
    tails = {"server": Tail(rabbitmq.folder / "server.log"), "server_json": Tail(rabbitmq.folder / "log")}
    rabbitmq.user("log_a", CANARY)
    with suppress(pika.exceptions.ChannelClosedByBroker):
        one = signed_in(rabbitmq, "log_a", CANARY, client_properties={"connection_name": "report job"})
        one.channel().queue_declare("q")
    one.close()
    for user, password, vhost in (("log_a", f"{CANARY}x", "/"), ("log_a", CANARY, "/nope"), ("log_a'\nx", "x", "/")):
        with suppress(pika.exceptions.AMQPConnectionError):
            signed_in(rabbitmq, user, password, virtual_host=vhost)
    basic = base64.b64encode(f"log_a:{CANARY}x".encode()).decode()
    asked = urllib.request.Request(f"{rabbitmq.management}/api/whoami", headers={"Authorization": f"Basic {basic}"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked)
    refused.value.close()
    rabbitmq.user("log_a", f"{CANARY}2", "administrator")
    definitions = rabbitmq.call("GET", "definitions")
    rabbitmq.call("DELETE", "users/log_a")
    events = {}
    for log, tail in tails.items():
        lines = [line for line in tail.until("Deleted user 'log_a'") if log == "server" or line.startswith("{")]
        ending = "log" if log == "server" else "ndjson"
        brought = bring(tmp_path / log, SOURCE, log, lines, ending=ending, definitions=definitions)
        # What stands in the broker's own tables and lists has no beginning of its own in some messages.
        assert set(brought.quarantine().values()) <= {"not a line of this log"}
        assert brought.holds("s3cr3t", "3t-of-a-test") == []
        check(logs("rabbitmq")[log], f"rabbitmq.{log}", [one for one in lines if "log_a" in one], view_rows)
        named = "(actor_name LIKE 'log_a%' OR target LIKE '%:log_a%') AND class_uid <> 6003"
        columns = ("operation", "status_id", "actor_name", "src_ip", "user_agent", "resource_name")
        events[log] = brought.told(*columns, where=named)
        assert brought.credentials()[f"{SOURCE}:user:log_a"]["last_used"] is not None
    assert events["server"] == events["server_json"]
    here = "127.0.0.1"
    assert [one for one in events["server"] if one[0] not in ("closing", "Set permissions")] == [
        ("Created user", 1, None, None, None, None),
        ("authenticated", 1, "log_a", here, "report job", "/"),
        ("queue.declare", 2, "log_a", here, None, "q"),
        ("login refused", 2, "log_a", here, None, None),
        ("vhost refused", 2, "log_a", here, None, "/nope"),
        ("login refused", 2, "log_a", here, None, None),
        ("HTTP access denied", 2, "log_a", None, None, None),
        ("Changed password", 1, None, None, None, None),
        ("Set user tags", 1, None, None, None, None),
        ("Deleted user", 1, None, None, None, None),
    ]


@pytest.mark.nightly
def test_a_user_who_is_refused_again_and_again_is_one_finding(tmp_path):
    lines = [
        line
        for number in range(25)
        for line in text(f"Error on AMQP connection <0.9.0> ({ENDS}, state: starting):",
                         "PLAIN login refused: user 'svc' - invalid credentials", level="error", number=number)
    ]  # fmt: skip
    brought = bring(tmp_path, SOURCE, "server", lines)
    (found,) = [one for one in brought.keyroll.hunt.run().findings if "Again And Again" in one.title]
    assert len(found.evidence) >= 20


names = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\r"), min_size=1, max_size=40
)
forged = st.sampled_from(
    (
        f"x\nconnection {ENDS}: user 'root' authenticated and granted access to vhost '/'",
        "x' - invalid credentials\nCreated user 'root'",
        "x' authenticated and granted access to vhost '/",
        "x: user 'root' authenticated and granted access to vhost '/'",
    )
)


@settings(max_examples=5)
@given(st.lists(names | forged, min_size=1, max_size=4))
def test_whatever_a_refused_name_holds_it_is_one_refusal(view_rows, users):
    told = []
    for log, make in ((TEXT, text), (JSON, record)):
        lines = [
            line
            for number, user in enumerate(users)
            for line in make(f"Error on AMQP connection <0.9.0> ({ENDS}, state: starting):",
                             *f"PLAIN login refused: user '{user}' - invalid credentials".split("\n"), number=number)
        ]  # fmt: skip
        rows = [row for row in view_rows(log, SOURCE, lines) if row["class_uid"] != 6003]
        assert [row["operation"] for row in rows] == ["login refused"] * len(users)
        told.append([(row["actor_name"], row["src_ip"], row["status_id"]) for row in rows])
    assert told[0] == told[1]
