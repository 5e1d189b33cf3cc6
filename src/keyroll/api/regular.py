"""The facade: the repeated jobs of a server, each with its own interval."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from keyroll.api._home import Service
from keyroll.api.approving import Approvals
from keyroll.api.bringing import Exports
from keyroll.api.connecting import Sources
from keyroll.api.gating import FOLDER
from keyroll.api.notifying import REPORT, Notifications
from keyroll.api.rotating import RotationPlans
from keyroll.api.scheduling import Schedules
from keyroll.api.streams import FOLLOW, Streams
from keyroll.clock import iso
from keyroll.errors import Busy, KeyrollError
from keyroll.intake import connections
from keyroll.intake.summary import Summary
from keyroll.model.source import Source
from keyroll.pauses import LONG, Pause
from keyroll.security_events import streams
from keyroll.store.ledger.jobs import AGAIN, BUSY, Job, Jobs, Taken

#: The kinds of jobs that follow from a home's connections.
SYNC, POLL, PROPOSE, SCHEDULE, GATE = "sync", "poll", "propose", "schedule", "gate"
#: The interval at which the decisions of gates are read.
GATE_EVERY = timedelta(minutes=5)
#: The interval of the search for credentials that will be due.
DAY = timedelta(days=1)
#: The longest time that one run reads sources, in seconds. The next run continues there.
_LONGEST = 1800.0
_SOON = timedelta(minutes=15)

#: Whether the worker goes on; long work calls it from time to time.
GoingOn = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class RegularJobs(Service):
    """Schedules and runs reads of sources and polls of streams."""

    def plan(self) -> None:
        """Make a job for each source and stream in the home's files, and for tokens that are not processed yet.

        Raises ConfigError.
        """
        home = self.home.path
        if Streams(self.home).waiting():
            self._due([(FOLLOW, "")])
        self._due([(SYNC, str(source)) for source, one in connections.read(home).items() if one.cadence])
        self._due([(POLL, name) for name, one in streams.read(home).items() if one.cadence])
        if (home / FOLDER).is_dir():
            self._due([(GATE, "")])
        # Last: a fault in the files of rotations and of notifications stops no read.
        if RotationPlans(self.home).changes().propose is not None:
            self._due([(PROPOSE, "")])
        self._due([(SCHEDULE, name) for name in Schedules(self.home).names()])
        self._due([(REPORT, name) for name in Notifications(self.home).schedules()])

    def _due(self, wanted: Sequence[tuple[str, str]]) -> None:
        """Make the jobs of a kind and subject due now, unless they wait for their time."""
        jobs = Jobs(self.home.ledger)
        there = {(one.kind, one.identifier) for one in jobs.every() if one.due_at is not None} if wanted else set()
        jobs.put(
            [Job(kind, identifier=about, due_at=self.now()) for kind, about in wanted if (kind, about) not in there]
        )

    def sync(self, taken: Sequence[Taken], going_on: GoingOn) -> None:
        """Read the sources of some jobs; each job records its own faults and waits.

        Raises ConfigError.
        """
        known, until = connections.read(self.home.path), time.monotonic() + _LONGEST
        waits = {str(source): one.cadence for source, one in known.items() if one.cadence}
        mine = [one for one in taken if one.job.identifier in waits]
        for one in taken:
            if one not in mine:
                one.end(None, "it is no longer read regularly")
        self._read(mine, waits, lambda: not going_on() or time.monotonic() > until)
        if Streams(self.home).all():
            self._due([(FOLLOW, "")])

    def _read(self, mine: Sequence[Taken], waits: Mapping[str, timedelta], stop: Callable[[], bool]) -> None:
        """Read the sources of jobs together. If one of them is being read already, read each by itself."""
        only = [Source.parse(one.job.identifier) for one in mine]
        of = {source: one for one, source in zip(mine, only, strict=True)}

        def ended(read: Summary, *, rest: bool = False) -> None:
            for source in sorted(of if rest else set(read.unseen) & set(of)):
                reasons, wait = sorted(set(read.unseen.get(source, {}).values())), waits[str(source)]
                one = of.pop(source)
                one.end(self.now() + (min(wait, _SOON) if source in read.again else wait), "; ".join(reasons) or "read")

        def waiting(pause: Pause) -> None:
            for source, one in list(of.items()):
                if pause.seconds >= LONG and pause.about == str(source):
                    one.say(f"waits {pause.seconds:.0f} s since {iso(self.now())}: {pause.why}")

        try:
            if only:
                ended(Sources(self.home).sync(only=only, stop=stop, read=ended, waits=waiting), rest=True)
        except Busy as error:
            for one in of.values():
                if len(mine) > 1:
                    self._read([one], waits, stop)
                else:
                    one.put_off(f"failed: {error}", BUSY)
            return

    def read_gates(self, taken: Sequence[Taken]) -> None:
        """Read the decisions of this home's gates into the lake. Raises KeyrollError."""
        for one in taken:
            try:
                read = Exports(self.home).sync(self.home.path / FOLDER)
            except Busy as error:
                one.put_off(f"failed: {error}", BUSY)
            else:
                one.end(
                    self.now() + GATE_EVERY, f"read; {read.quarantined} in quarantine" if read.quarantined else "read"
                )

    def propose(self, taken: Sequence[Taken]) -> None:
        """Propose a plan of credentials that will be due soon. Raises KeyrollError."""
        for one in taken:
            one.end(self.now() + DAY, RotationPlans(self.home).propose())

    def scheduled(self, taken: Sequence[Taken]) -> None:
        """Make the plans that are due under schedules, and queue them for a worker. Raises KeyrollError."""
        for one in taken:
            due = Schedules(self.home).due(one.job.identifier)
            if due.made is not None:
                Approvals(self.home).run_later(due.made.plan.name, f"the schedule {one.job.identifier}")
            one.end(due.due_at, due.said)

    def poll(self, taken: Sequence[Taken], going_on: GoingOn) -> None:
        """Poll the streams of some jobs; a failed stream does not stop the others. Raises ConfigError."""
        known = Streams(self.home).all()
        for one in taken:
            stream = known.get(one.job.identifier)
            if stream is None or stream.cadence is None:
                one.end(None, "it is no longer polled")
            elif going_on():
                self._poll(one, stream.cadence)
            else:
                one.put_off("not polled", timedelta(0))

    def _poll(self, one: Taken, wait: timedelta) -> None:
        try:
            polled = Streams(self.home).poll(one.job.identifier)
        except KeyrollError as error:
            one.put_off(f"failed: {error}", max(wait, AGAIN))
            return
        said = f"{len(polled.taken)} tokens taken, {len(polled.faults)} refused"
        one.end(self.now() if polled.more and polled.taken else self.now() + wait, said)
