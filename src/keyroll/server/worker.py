"""Does what is due, one batch after the other. Nothing is slept through: each job says when it is due again."""

from collections.abc import Callable, Collection

from keyroll.api import Keyroll
from keyroll.api.regular import GoingOn
from keyroll.errors import Busy, ConfigError, KeyrollError
from keyroll.plugins import found
from keyroll.server.contract import Kind
from keyroll.store.ledger.jobs import AGAIN, BUSY

#: Jobs of one incident that are taken at once: they share one look at where the incident stands.
BATCH = 64

Tell = Callable[[str], None]


def kinds() -> dict[str, Kind]:
    """Return every kind of job by its name."""
    return {one.name: one for one in found("keyroll.server.jobs", "JOB", Kind).values()}


def plan(keyroll: Keyroll, tell: Tell, told: str = "") -> str:
    """Have jobs for what is connected. Return what is wrong with the home's files, which is told once (``told``)."""
    wrong = ""
    try:
        keyroll.plan()
    except ConfigError as error:
        wrong = f"{error}; next: {error.hint}"
        if wrong != told:
            tell(wrong)
    return wrong


def run_due(
    keyroll: Keyroll, tell: Tell, *, only: Collection[str] | None = None, going_on: GoingOn = lambda: True
) -> int:
    """Do all that is due now (of the kinds in ``only``); return how many jobs that was.

    What fails is told of, and the rest is done.
    """
    known, done = kinds(), 0
    while going_on() and (taken := keyroll.take_jobs(BATCH, only)):
        job = taken[0].job
        about = f"{job.kind} {job.incident}".strip()
        try:
            known[job.kind].run(keyroll, taken, going_on)
        except KeyrollError as error:
            tell(f"{about}: {error}; next: {error.hint}")
            for one in taken:
                one.put_off(f"failed: {error}", BUSY if isinstance(error, Busy) else AGAIN)
        else:
            tell(f"{about}: {len(taken)} done")
        done += len(taken)
    return done
