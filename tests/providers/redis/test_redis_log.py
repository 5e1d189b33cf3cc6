"""What Redis refused: as a real server lists it."""

import json
import subprocess

import pytest
from test_samples import check

from keyroll.providers.catalogue import logs
from real_servers import RedisNode, program
from server_logs import bring

SOURCE = "redis@main"
LOG = logs("redis")["acl_log"]
CANARY = "s3cr3t-of-a-test"


def refuse(node: RedisNode, user: str, password: str, *words: str) -> None:
    """Run a command that is refused, or is not."""
    command = [program("redis-cli"), "-p", str(node.port), "--user", user, "--pass", password, *words]
    subprocess.run(command, capture_output=True, check=False)


@pytest.mark.server
@pytest.mark.support("redis", "log", "real server")
def test_a_real_server_s_refusals_and_its_users_are_joined(redis_node: RedisNode, tmp_path, view_rows):
    redis_node.run("ACL", "LOG", "RESET")
    redis_node.run("ACL", "SETUSER", "log_a", "on", f">{CANARY}", "~app:*", "+get", "+client|setname")
    try:
        refuse(redis_node, "log_a", f"{CANARY}x", "GET", "app:1")
        refuse(redis_node, "log_a", CANARY, "SET", "app:1", CANARY)
        refuse(redis_node, "log_a", CANARY, "GET", "other:1")
        refuse(redis_node, "log_b", CANARY, "GET", "app:1")
        first = redis_node.run("--json", "ACL", "LOG")
        refuse(redis_node, "log_a", CANARY, "GET", "other:1")
        listed = redis_node.run("--json", "ACL", "LOG")
        users = [{"rules": line} for line in redis_node.run("ACL", "LIST").splitlines()]
    finally:
        redis_node.run("ACL", "DELUSER", "log_a")
    brought = bring(tmp_path, SOURCE, "acl_log", [first], ending="json", users=users)
    assert (brought.quarantine(), brought.holds(CANARY)) == ({}, [])
    told = brought.told("operation", "status_id", "credential", "resource_uid", "src_ip")
    log_a = f"{SOURCE}:user:log_a"
    assert sorted(told) == [
        ("auth AUTH", 2, log_a, "AUTH", "127.0.0.1"),
        ("auth AUTH", 2, f"{SOURCE}:user:log_b", "AUTH", "127.0.0.1"),
        ("command set", 2, log_a, "set", "127.0.0.1"),
        ("key get", 2, log_a, "other:1", "127.0.0.1"),
    ]
    check(LOG, "redis.acl_log", [json.dumps(one) for one in json.loads(listed)], view_rows)
    (brought.home.parent / "exports" / SOURCE / "logs" / "acl_log" / "2.json").write_text(listed)
    brought.keyroll.exports.sync(brought.home.parent / "exports")
    assert len(brought.events()) == 5, "an entry that grew is one more record, the others are there once"
    keyroll = brought.credentials()
    assert (keyroll[log_a]["last_used"], keyroll[log_a]["kind"]) == (None, "user")


@pytest.mark.parametrize(
    ("command", "activity"), [("get", 1), ("hset", 5), ("del", 7), ("keys", 8), ("config|get", 99), ("", 99)]
)
def test_kinds_of_command(view_rows, command, activity):
    entry = {"count": 1, "reason": "command", "context": "toplevel", "object": command, "username": "svc"}
    times = {"entry-id": 3, "timestamp-created": 1_700_000_000_000, "timestamp-last-updated": 1_700_000_000_001}
    client = {"client-info": f"id=7 addr=[2001:db8::7]:5 laddr=[::1]:6379 name=report cmd={command} lib-name=x"}
    (row,) = view_rows(LOG, SOURCE, [json.dumps(entry | times | client)])
    assert (row["class_uid"], row["activity_id"], row["src_ip"]) == (6005, activity, "2001:db8::7")
    assert (row["session_uid"], row["user_agent"]) == ("7", "report")
