"""A gate's decisions are a log like any other: last use and refusals of a credential are read from it."""

from datetime import timedelta
from pathlib import Path

import pytest
from test_samples import check

from keyroll.api import Keyroll
from keyroll.gate.deciding import GateDecision
from keyroll.gate.recording import Recording
from keyroll.providers.catalogue import logs
from keyroll.providers.gate.logs import is_decision
from keyroll.server.worker import plan, run_due
from small_world import NOW

BILLING = "keyroll@main:machine_token:billing"
ABOUT = {"proxy": "nginx", "method": "GET", "path": "/invoices", "host": "api", "address": "10.0.0.1"}
DECISIONS = (
    GateDecision("known", BILLING, user_agent="billing/1", **ABOUT),
    GateDecision("exposed", BILLING, "gate-leak", **ABOUT),
    GateDecision("not_in_inventory", **ABOUT),
    GateDecision("malformed"),
)


@pytest.mark.long
@pytest.mark.support("gate", "log", "real server")
def test_a_use_and_a_refusal_at_the_gate_are_those_of_the_credential(tmp_path: Path, view_rows):
    keyroll = Keyroll.open(tmp_path / "home", now=NOW)
    keyroll.tokens.make("billing", ["incidents:read"], NOW + timedelta(days=30), by="ann")
    folder = tmp_path / "home" / "gate"
    for run, decisions in enumerate((DECISIONS[:2], DECISIONS[2:])):
        recording = Recording(folder, "main")
        for number, one in enumerate(decisions):
            recording.add(one, NOW - timedelta(hours=1) + timedelta(minutes=run * 10 + number))
        recording.close()
        assert keyroll.exports.sync(folder).quarantined == 0
    (row,) = keyroll.inventory.listed("credentials", where=f"id = '{BILLING}'", limit=2).rows
    assert (row["last_used"], row["uses"], row["refusals"]) == (NOW - timedelta(hours=1), 1, 1)
    assert row["last_refused"] == NOW - timedelta(minutes=59)
    (file,) = folder.glob("gate@main/logs/decisions/*.ndjson")
    assert file.stat().st_mode & 0o777 == 0o600
    check(logs("gate")["decisions"], "gate.decisions", file.read_text().splitlines(), view_rows)


@pytest.mark.long
def test_a_server_reads_the_decisions(tmp_path: Path):
    keyroll = Keyroll.open(tmp_path / "home", now=NOW)
    keyroll.tokens.make("billing", ["incidents:read"], NOW + timedelta(days=30), by="ann")
    recording = Recording(tmp_path / "home" / "gate", "main")
    recording.add(DECISIONS[0], NOW - timedelta(hours=1))
    recording.close()
    said: list[str] = []
    plan(keyroll, said.append)
    assert run_due(keyroll, said.append) == 1, said
    (row,) = keyroll.inventory.listed("credentials", where=f"id = '{BILLING}'", limit=2).rows
    assert row["last_used"] == NOW - timedelta(hours=1)


def test_a_record_is_recognised() -> None:
    assert is_decision({"id": "1", "decision": "refused", "reason": "ended", "credential": "", "proxy": "nginx"})
    assert not is_decision({"id": "1", "decision": "refused"})
