"""Several workers on one ledger: each job is done once, a killed worker's job is taken over, a late one is refused."""

import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from keyroll.clock import FixedClock
from keyroll.errors import LeaseLost
from keyroll.store.ledger.jobs import Job, Jobs
from keyroll.store.ledger.ledger import Ledger

NOW = datetime(2023, 11, 20, 8, 0, tzinfo=UTC)
MANY = 60

#: Takes jobs until none is due and writes each that it does down; stops for good in the middle of one where told so.
WORKER = """
import sys, time
from keyroll.clock import SystemClock
from keyroll.store.ledger.jobs import Jobs
from keyroll.store.ledger.lease import this_process
from keyroll.store.ledger.ledger import Ledger

url, done, stuck = sys.argv[1:]
jobs = Jobs(Ledger.open(url, SystemClock()))
print("ready", flush=True)
sys.stdin.readline()
while taken := jobs.take(this_process("worker"), most=5, seconds=3600):
    for one in taken:
        if stuck:
            print("stuck " + one.job.identifier, flush=True)
            time.sleep(600)
        with open(done, "a") as file:
            file.write(one.job.identifier + "\\n")
        one.end(None, "done")
"""


def filled(ledger: Ledger) -> Jobs:
    jobs = Jobs(ledger)
    jobs.put([Job("prove", "okta", f"key-{number}", NOW) for number in range(MANY)])
    return jobs


def worker(url: str, done: Path, stuck: str = "") -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", WORKER, url, str(done), stuck]
    one = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert one.stdout is not None
    assert one.stdout.readline() == "ready\n"
    return one


def go(one: "subprocess.Popen[str]") -> None:
    assert one.stdin is not None
    one.stdin.write("\n")
    one.stdin.flush()


@pytest.mark.long
def test_workers_share_the_jobs_and_one_that_is_killed_loses_none(
    ledger: Ledger, ledger_url: str, tmp_path: Path
) -> None:
    jobs = filled(ledger)
    dying = worker(ledger_url, tmp_path / "dying", "here")
    others = [worker(ledger_url, tmp_path / f"done-{number}") for number in range(3)]
    go(dying)
    assert dying.stdout is not None
    held = dying.stdout.readline().split()[1]
    dying.send_signal(signal.SIGKILL)
    dying.communicate()
    for one in others:
        go(one)
    for one in others:
        one.communicate(timeout=60)
    counted = Counter(name for file in tmp_path.glob("done-*") for name in file.read_text().split())
    assert set(counted.values()) == {1}
    assert len(counted) == MANY
    assert held in counted
    assert all(one.due_at is None and one.runs == 1 for one in jobs.every())


def test_a_worker_whose_lease_ran_out_is_refused(ledger: Ledger) -> None:
    jobs = filled(ledger)
    (late,) = jobs.take("slow worker", clock=FixedClock(NOW), seconds=60)
    assert late.job.id not in {one.job.id for one in jobs.take("next", most=MANY, clock=FixedClock(NOW))}
    (other,) = Jobs(jobs.ledger).take("next", clock=FixedClock(NOW + timedelta(seconds=61)))
    assert (other.job.id, other.lease.fence) == (late.job.id, late.lease.fence + 1)
    other.end(NOW + timedelta(days=1), "done by the next")
    with pytest.raises(LeaseLost):
        late.end(None, "done too late")
    again = jobs.job(late.job.id)
    assert again is not None
    assert (again.said, again.runs, again.due_at) == ("done by the next", 1, NOW + timedelta(days=1))


def test_jobs_are_put_once_and_the_earlier_time_counts(ledger: Ledger) -> None:
    jobs = Jobs(ledger)
    later, sooner = NOW + timedelta(hours=2), NOW + timedelta(hours=1)
    for due, spec in ((later, "a"), (sooner, "b"), (later, "c")):
        jobs.put([Job("judge", "okta", due_at=due, spec={"values": spec})])
    (one,) = jobs.every()
    assert (one.due_at, one.spec) == (sooner, {"values": "c"})
    assert jobs.take("anybody") == []


def test_a_batch_is_of_one_kind_and_one_incident(ledger: Ledger) -> None:
    jobs = Jobs(ledger)
    kinds = (("prove", "a"), ("prove", "b"), ("judge", "a"))
    jobs.put([Job(kind, name, str(n), NOW) for n in range(3) for kind, name in kinds])
    batches = [jobs.take("one", most=10) for _ in range(4)]
    assert [len(batch) for batch in batches] == [3, 3, 3, 0]
    assert {frozenset((one.job.kind, one.job.incident) for one in batch) for batch in batches[:3]} == {
        frozenset({kind}) for kind in kinds
    }
