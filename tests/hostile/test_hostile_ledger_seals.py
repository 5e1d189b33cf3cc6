"""Rows that nobody signs count only with their seal: jobs, tries, places, tokens. Whoever edits them gains nothing."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from keyroll.clock import FixedClock
from keyroll.errors import EvidenceRefused
from keyroll.model.incident import Incident
from keyroll.model.probe import Attempt, Outcome, Plane, ProbeTarget, ValueRole
from keyroll.secret import Secret
from keyroll.store.ledger.jobs import Job, Jobs
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.signals import Received, Signals
from keyroll.store.ledger.tokens import MachineToken, Tokens

pytestmark = pytest.mark.hostile
NOW = datetime(2023, 11, 23, 16, tzinfo=UTC)
DAY = timedelta(days=1)
HANDLE = "redis@main:user:app"
INCIDENT = Incident("okta", "Okta", NOW - 9 * DAY, NOW - DAY, NOW, "lead")


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    one = Ledger.open(tmp_path / "ledger.sqlite", FixedClock(NOW), key=lambda: Secret(b"install key"))
    one.open_incident(INCIDENT)
    return one


def edit(ledger: Ledger, *statements: str) -> None:
    connection = sqlite3.connect(str(ledger.engine.url.database))
    for one in statements:
        connection.execute(one)
    connection.commit()
    connection.close()


# Jobs ------------------------------------------------------------------------------------------------------------

COMMAND = json.dumps({"old": "exec:touch /tmp/owned"})
JOBS = [
    f"UPDATE jobs SET spec = '{COMMAND}'",
    f"UPDATE jobs SET spec = '{COMMAND}', seal = ''",
    f"UPDATE jobs SET spec = '{COMMAND}', seal = (SELECT seal FROM jobs WHERE kind = 'other')",
    "UPDATE jobs SET spec = (SELECT spec FROM jobs WHERE kind = 'other')",
    "UPDATE jobs SET kind = 'remind'",
    "UPDATE jobs SET identifier = 'redis@main:user:other'",
    "UPDATE jobs SET incident = 'other'",
    "UPDATE jobs SET seal = 'nonsense'",
    "UPDATE jobs SET seal = upper(seal)",
    "UPDATE jobs SET spec = '{}'",
    "UPDATE jobs SET spec = 'null'",
    "UPDATE jobs SET id = 'x' || id",
]


@pytest.mark.parametrize("statement", JOBS)
def test_a_job_that_was_edited_is_never_run(ledger: Ledger, statement: str, caplog: pytest.LogCaptureFixture) -> None:
    jobs = Jobs(ledger)
    jobs.put([Job("try", "okta", HANDLE, NOW, {"old": "env:OLD"}), Job("other", due_at=NOW + DAY, spec={"a": "b"})])
    assert [one.job.spec for one in jobs.take("test", kinds=["try"])] == [{"old": "env:OLD"}]
    edit(
        ledger,
        "DELETE FROM leases",
        f"{statement}{' WHERE' if 'WHERE kind' not in statement[-25:] else ' AND'} kind = 'try'",
    )
    assert [one.job.spec for one in jobs.take("test", kinds=["try", "remind"])] == []
    assert all("exec:" not in str(one.spec) for one in jobs.every())
    assert "is skipped" in caplog.text


def test_a_job_that_somebody_put_in_is_never_run(ledger: Ledger, caplog: pytest.LogCaptureFixture) -> None:
    at = "2023-01-01T00:00:00.000000Z"
    edit(ledger, f"INSERT INTO jobs VALUES ('x', 'try', 'okta', '{HANDLE}', '{COMMAND}', '{at}', 0, '', '{at}', '')")
    assert Jobs(ledger).take("test") == []
    assert "is skipped" in caplog.text


def test_when_a_job_is_due_may_change(ledger: Ledger) -> None:
    jobs = Jobs(ledger)
    jobs.put([Job("try", "okta", HANDLE, NOW + DAY, {"old": "env:OLD"})])
    edit(ledger, "UPDATE jobs SET due_at = '2023-01-01T00:00:00.000000Z', runs = 7, said = 'x'")
    (one,) = jobs.take("test")
    one.end(NOW + DAY, "done")
    jobs.put([Job("try", "okta", HANDLE, NOW, {"old": "env:NEW"})])
    assert [each.spec for each in jobs.every()] == [{"old": "env:NEW"}]


# Tries -----------------------------------------------------------------------------------------------------------


def tried(ledger: Ledger) -> None:
    """Accepted, then refused, then accepted again."""
    for place in ("db1", "db2"):
        ledger.put_target(ProbeTarget("okta", HANDLE, Plane(place, place), "app", "app"))
    outcomes = (Outcome.ACCEPTED, Outcome.REFUSED_CREDENTIAL, Outcome.ACCEPTED, Outcome.REFUSED_CREDENTIAL)
    for number, outcome in enumerate(outcomes):
        at = NOW + timedelta(minutes=number)
        made = Attempt(
            f"t{number}", "okta", HANDLE, ValueRole.OLD, "db1", "hmac:x:00", "here", "m", at, outcome, "app", "", at
        )
        ledger.intend(made)
        ledger.answered(made)


TRIES = [
    "UPDATE probe_answers SET outcome = 'refused_credential'",
    "UPDATE probe_answers SET outcome = 'refused_credential' WHERE id = 't2'",
    "UPDATE probe_answers SET answered_at = '2020-01-01T00:00:00.000000Z'",
    "UPDATE probe_answers SET identity = 'other'",
    "UPDATE probe_answers SET seal = ''",
    "INSERT INTO probe_answers SELECT 't9', outcome, identity, said, answered_at, seal FROM probe_answers LIMIT 1",
    "UPDATE probe_answers SET id = CASE id WHEN 't1' THEN 't2' WHEN 't2' THEN 't1' ELSE id END WHERE id IN ('t1')",
    "DELETE FROM probe_tries WHERE id = 't0'",
    "DELETE FROM probe_tries WHERE id IN ('t1', 't2')",
    "UPDATE probe_tries SET at = '2020-01-01T00:00:00.000000Z' WHERE id = 't2'",
    "UPDATE probe_tries SET role = 'control' WHERE id = 't2'",
    "UPDATE probe_tries SET plane = 'db2' WHERE id = 't2'",
    "UPDATE probe_tries SET value = 'hmac:x:01' WHERE id = 't2'",
    "UPDATE probe_tries SET turn = turn + 1",
    "UPDATE probe_tries SET turn = 1",
    "UPDATE probe_tries SET identifier = 'redis@main:user:other' WHERE id = 't2'",
    "INSERT INTO probe_tries SELECT 't9', incident, identifier, role, plane, value, vantage, mark, at, 5, seal "
    "FROM probe_tries LIMIT 1",
]


@pytest.mark.parametrize("statement", TRIES)
def test_tries_that_were_edited_are_refused(ledger: Ledger, statement: str) -> None:
    tried(ledger)
    assert len(ledger.attempts("okta")) == 4
    try:
        edit(ledger, statement)
    except sqlite3.IntegrityError:
        return  # the database itself refused
    if "SET id = CASE" in statement or "'t9', outcome" in statement:
        assert len(ledger.attempts("okta")) == 4
        return
    with pytest.raises(EvidenceRefused) as caught:
        ledger.attempts("okta")
    assert caught.value.exit_code == 14


def test_a_lost_answer_is_a_lost_answer(ledger: Ledger) -> None:
    """Whoever deletes an answer makes the count restart: it may have been the acceptance."""
    tried(ledger)
    edit(ledger, "DELETE FROM probe_answers WHERE id = 't2'")
    assert [one.outcome for one in ledger.attempts("okta")][2] is None


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM probe_targets WHERE plane = 'db1'",
        "UPDATE probe_targets SET address = 'attacker:1'",
        "UPDATE probe_targets SET plane = 'db3' WHERE plane = 'db1'",
        "UPDATE probe_targets SET addressable = NOT addressable",
        "UPDATE probe_targets SET old_as = 'other'",
        "UPDATE probe_targets SET turn = 2",
    ],
)
def test_places_that_were_edited_are_refused(ledger: Ledger, statement: str) -> None:
    tried(ledger)
    edit(ledger, statement)
    with pytest.raises(EvidenceRefused):
        ledger.targets("okta")


# Tokens ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE machine_tokens SET scopes = '[\"admin\"]'",
        "UPDATE machine_tokens SET until = '2099-01-01T00:00:00.000000Z'",
        "UPDATE machine_tokens SET ended_at = NULL",
        "UPDATE machine_tokens SET value = 'hmac:x:01'",
        "UPDATE machine_tokens SET name = 'other'",
        "UPDATE machine_tokens SET seal = ''",
    ],
)
def test_machine_tokens_that_were_edited_are_refused(ledger: Ledger, statement: str) -> None:
    tokens = Tokens(ledger)
    tokens.add(MachineToken("one", "hmac:x:00", ("incidents",), NOW, NOW + DAY, "lead"))
    tokens.end("one")
    (ended,) = tokens.every()
    assert ended.ended_at == NOW
    edit(ledger, statement)
    with pytest.raises(EvidenceRefused):
        tokens.every()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE received SET token = 'x'",
        "UPDATE received SET claims = 'x'",
        "UPDATE received SET stream = 'x'",
        "UPDATE received SET jti = 'x'",
        "UPDATE received SET issued_at = '2020-01-01T00:00:00.000000Z'",
        "UPDATE received SET seal = ''",
        "INSERT INTO received SELECT 'i', jti, stream, claims, token, issued_at, received_at, seal FROM received",
        "INSERT INTO signals SELECT issuer, jti, issued_at, received_at, NULL, '' FROM received",
    ],
)
def test_received_tokens_that_were_edited_are_refused(ledger: Ledger, statement: str) -> None:
    kept = Signals(ledger)
    kept.keep(Received("https://issuer", "1", "s", "c", "t", NOW, NOW))
    assert len(kept.waiting()) == 1
    edit(ledger, statement)
    with pytest.raises(EvidenceRefused):
        kept.waiting()
