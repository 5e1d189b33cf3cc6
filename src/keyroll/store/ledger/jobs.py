"""Jobs with a due time, each taken by one worker at a time under a lease with a fence.

A killed worker keeps its lease until the lease expires. The next worker that takes the job has a higher fence, and
writes of the earlier worker are refused.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, or_, select, update

from keyroll.clock import Clock, SystemClock
from keyroll.errors import Busy, EvidenceRefused, LeaseLost
from keyroll.model.ids import digest
from keyroll.model.text import printable
from keyroll.store.ledger.inserts import insert_new
from keyroll.store.ledger.lease import Lease, acquire
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.seals import check, sealed
from keyroll.store.ledger.tables import jobs, leases

_LOG = logging.getLogger(__name__)

Spec = Mapping[str, object]
#: The delay of a job that failed.
AGAIN = timedelta(minutes=5)
#: The delay of a job that another writer or reader blocked.
BUSY = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Job:
    """One job: its kind, its incident and credential, and its due time. A job without a time is idle.

    ``spec`` holds what its kind needs: references at the most, never a value.
    """

    kind: str
    incident: str = ""
    identifier: str = ""
    due_at: datetime | None = None
    spec: Spec = field(default_factory=dict)
    runs: int = 0
    said: str = ""

    @property
    def id(self) -> str:
        """The id: one job of a kind for a subject."""
        return digest(*map(printable, (self.kind, self.incident, self.identifier)))


@dataclass(frozen=True, slots=True)
class Taken:
    """A job that this worker holds; ``ledger`` writes under its lease."""

    job: Job
    lease: Lease
    ledger: Ledger

    def end(self, due_at: datetime | None, said: str = "") -> None:
        """Note the result and the next due time, and release the job. Raises LeaseLost if another worker took it."""
        done = {"due_at": due_at, "runs": jobs.c.runs + 1, "said": said, "changed_at": self.ledger.clock.now()}
        with self.ledger.writing() as connection:
            connection.execute(update(jobs).where(jobs.c.id == self.job.id).values(done))
        self.lease.release()

    def say(self, said: str) -> None:
        """Note the current step of the job, or the reason of its wait; does nothing if another worker took it."""
        with suppress(LeaseLost), self.ledger.writing() as connection:
            connection.execute(update(jobs).where(jobs.c.id == self.job.id).values(said=said))

    def put_off(self, said: str, after: timedelta = AGAIN) -> None:
        """Postpone a job that failed; does nothing if the job ended or another worker took it."""
        with suppress(LeaseLost):
            self.end(self.ledger.clock.now() + after, said)


@dataclass(frozen=True, slots=True)
class Jobs:
    """The jobs of a ledger."""

    ledger: Ledger

    def put(self, some: Sequence[Job]) -> None:
        """Add jobs; an existing job gets the new spec, and the earlier of both times."""
        now = self.ledger.clock.now()
        with self.ledger.writing() as connection:
            for job in some:
                row: dict[str, object] = {
                    "id": job.id,
                    "kind": job.kind,
                    "incident": job.incident,
                    "identifier": job.identifier,
                    "spec": dict(job.spec),
                    "due_at": job.due_at,
                    "runs": 0,
                    "said": "",
                    "changed_at": now,
                }
                if insert_new(connection, jobs, [row]):
                    continue
                this = update(jobs).where(jobs.c.id == job.id)
                kept = {name: row[name] for name in ("id", "kind", "incident", "identifier", "spec")}
                connection.execute(this.values(spec=row["spec"], seal=sealed(connection, jobs, kept)["seal"]))
                later = or_(jobs.c.due_at.is_(None), jobs.c.due_at > job.due_at)
                connection.execute(this.where(later).values(due_at=job.due_at, changed_at=now))

    def take(
        self,
        holder: str,
        *,
        kinds: Collection[str] | None = None,
        most: int = 1,
        seconds: float = 60,
        clock: Clock | None = None,
    ) -> list[Taken]:
        """Take due jobs of one kind (of ``kinds``, if given) and one incident that no worker holds, oldest first.

        ``clock`` times the leases; by default it is the machine's clock.
        """
        clock = clock or SystemClock()
        taken: list[Taken] = []
        for job in self._free(clock.now()):
            if kinds is not None and job.kind not in kinds:
                continue
            if len(taken) == most:
                break
            if taken and (job.kind, job.incident) != (taken[0].job.kind, taken[0].job.incident):
                continue
            with suppress(Busy):
                lease = acquire(self.ledger.engine, f"job:{job.id}", holder=holder, clock=clock, seconds=seconds)
                # Its former holder may have done it between the query and the lease.
                again = self.job(job.id)
                if again is not None and again.due_at is not None and again.due_at <= self.ledger.clock.now():
                    taken.append(Taken(again, lease, self.ledger.under(lease)))
                else:
                    lease.release()
        return taken

    def _free(self, now: datetime) -> Iterator[Job]:
        held = select(leases.c.name).where(leases.c.holder != "", leases.c.expires_at > now)
        with self.ledger.reading() as connection:
            busy = set(connection.execute(held).scalars())
            due = select(jobs).where(jobs.c.due_at <= self.ledger.clock.now()).order_by(jobs.c.due_at, jobs.c.id)
            rows = _good(connection, connection.execute(due).mappings())
        # The lease itself shows whether a holder is gone. So jobs that seem to have a holder are also tried, but last.
        yield from map(_job, sorted(rows, key=lambda row: f"job:{row['id']}" in busy))

    def job(self, one: str) -> Job | None:
        """Return a job by its id."""
        with self.ledger.reading() as connection:
            rows = _good(connection, connection.execute(select(jobs).where(jobs.c.id == one)).mappings())
        return _job(rows[0]) if rows else None

    def every(self) -> tuple[Job, ...]:
        """Return all jobs, the next one first and idle ones last."""
        query = select(jobs).order_by(jobs.c.due_at.is_(None), jobs.c.due_at, jobs.c.id)
        with self.ledger.reading() as connection:
            return tuple(map(_job, _good(connection, connection.execute(query).mappings())))


def _good(connection: Connection, rows: Iterable[RowMapping]) -> list[RowMapping]:
    """Return the jobs that keyroll wrote: a reference in a forged one could run a command. The others are logged."""
    good = []
    for row in rows:
        try:
            good.append(check(connection, jobs, row))
        except EvidenceRefused as refused:
            _LOG.error("the job %s is skipped: %s; %s", row["id"], refused, refused.hint)
    return good


def _job(row: RowMapping) -> Job:
    about = (row["kind"], row["incident"], row["identifier"], row["due_at"])
    return Job(*about, row["spec"], row["runs"], row["said"])
