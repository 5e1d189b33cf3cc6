"""Runs the due jobs, one batch after the other. A missed time is not lost: each job stores when it is due again."""

import threading
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import timedelta

from keyroll import pauses
from keyroll.api import AGAIN, BUSY, Keyroll, Taken
from keyroll.api.regular import GoingOn
from keyroll.errors import Busy, ConfigError, KeyrollError
from keyroll.plugins import found
from keyroll.server.contract import JobKind

#: Jobs of one incident that are taken at once: they share one reading of the incident's state.
BATCH = 64
#: The longest time between two searches for new jobs.
LOOK = timedelta(seconds=5)

Tell = Callable[[str], None]
#: Takes ended jobs: their kind, ``done`` or ``failed``, and their number.
Count = Callable[[str, str, int], None]


def _uncounted(_kind: str, _outcome: str, _count: int) -> None:
    """Count nothing."""


def telling_waits(tell: Tell) -> AbstractContextManager[None]:
    """Report every wait of this process that is long enough to be noticed."""

    def watch(pause: pauses.Pause) -> None:
        if pause.seconds >= pauses.LONG:
            tell(str(pause))

    return pauses.watched(watch)


def kinds() -> dict[str, JobKind]:
    """Return every kind of job by its name."""
    return {one.name: one for one in found("keyroll.server.jobs", "JOB", JobKind).values()}


def plan(keyroll: Keyroll, tell: Tell, told: str = "") -> str:
    """Create jobs for the connected sources. Return faults of the home's files; each is reported once (``told``)."""
    wrong = ""
    try:
        keyroll.regular.plan()
    except ConfigError as error:
        wrong = f"{error}; next: {error.hint}"
        if wrong != told:
            tell(wrong)
    return wrong


def run_due(
    keyroll: Keyroll,
    tell: Tell,
    *,
    only: Collection[str] | None = None,
    going_on: GoingOn = lambda: True,
    count: Count = _uncounted,
) -> int:
    """Run all due jobs (of the kinds in ``only``); return their number.

    A failed job is reported and runs again later, whatever its error is, and the other jobs run.
    """
    known, done = kinds(), 0
    while going_on() and (taken := keyroll.jobs.take(BATCH, only)):
        job = taken[0].job
        about, outcome = f"{job.kind} {job.incident}".strip(), "failed"
        try:
            with keyroll.jobs.held(taken):
                known[job.kind].run(keyroll, taken, going_on)
        except KeyrollError as error:
            _failed(taken, f"{error}", BUSY if isinstance(error, Busy) else AGAIN)
            tell(f"{about}: {error}; next: {error.hint}")
        except Exception as error:  # noqa: BLE001 - the outermost shell of a job: a full disk ends none of the others
            _failed(taken, _kind(error), AGAIN)
            tell(f"{about}: {_kind(error)}; next: it runs again in {AGAIN.seconds // 60} minutes")
        else:
            tell(f"{about}: {len(taken)} done")
            outcome = "done"
        count(job.kind, outcome, len(taken))
        done += len(taken)
    return done


def _failed(taken: Sequence[Taken], why: str, after: timedelta) -> None:
    for one in taken:
        one.put_off(f"failed: {why}", after)


def _kind(error: Exception) -> str:
    """Return the kind of an unexpected error; its message may repeat a value, those of the system do not."""
    said = error.strerror if isinstance(error, OSError) else None
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


@dataclass(frozen=True, slots=True)
class Worker:
    """Runs the due jobs of some kinds until it must stop; no error ends it."""

    keyroll: Keyroll
    tell: Tell
    only: frozenset[str]
    stopping: threading.Event
    plans: bool
    count: Count = _uncounted

    def work(self) -> None:
        """Run until ``stopping`` is set."""
        wrong = failed = ""
        while not self.stopping.is_set():
            left = LOOK
            try:
                wrong = plan(self.keyroll, self.tell, wrong) if self.plans else ""
                run_due(self.keyroll, self.tell, only=self.only, going_on=self._goes_on, count=self.count)
                due = self.keyroll.jobs.next_at(self.only)
                left = min(due - self.keyroll.now(), LOOK) if due else LOOK
                failed = ""
            except Exception as error:  # noqa: BLE001 - the outermost shell of the thread: it looks again
                if (said := _kind(error)) != failed:
                    with suppress(Exception):
                        self.tell(
                            f"the worker cannot continue: {said}; next: it tries again every {LOOK.seconds} seconds"
                        )
                failed = said
            self.stopping.wait(max(left.total_seconds(), 0.05))

    def _goes_on(self) -> bool:
        return not self.stopping.is_set()
