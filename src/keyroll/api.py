"""The public Python API and the one facade: what the command line can do, without a terminal.

>>> from keyroll.api import Keyroll            # doctest: +SKIP
>>> roll = Keyroll.open(Path("home"))          # doctest: +SKIP
>>> roll.sync(Path("exports"))                 # doctest: +SKIP
"""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from keyroll.census import roll
from keyroll.census.estimate import forgotten, from_roll, plan
from keyroll.census.estimate.answer import Answer, estimate
from keyroll.census.estimate.lists import Lists
from keyroll.census.estimate.read import Fault, read
from keyroll.census.posture import judge
from keyroll.census.posture.summary import Posture
from keyroll.census.posture.summary import summary as posture_summary
from keyroll.clock import SystemClock, WaitingClock, iso
from keyroll.detection import hunt as hunting
from keyroll.detection.hunt import Hunted
from keyroll.detection.sigma.outcome import Asked as AskedRules
from keyroll.errors import NothingToDo, UsageError
from keyroll.intake.opening import Address, Opened, open_records
from keyroll.intake.scan import report as scanning
from keyroll.intake.sync import Summary, sync_folder, sync_log, sync_scan
from keyroll.model.finding import Finding
from keyroll.model.incident import Incident, Policy
from keyroll.model.source import Source
from keyroll.proof.evidence.bundle import bundle
from keyroll.proof.evidence.dsse import PublicKey
from keyroll.proof.evidence.log import EvidenceLog
from keyroll.proof.evidence.verify import Checked, pin
from keyroll.proof.evidence.verify import verify as check
from keyroll.proof.probe.asked import Asked, asked
from keyroll.replay import Written, thanksgiving
from keyroll.report import listing
from keyroll.report.listing import Listed, Times
from keyroll.report.ocsf import address
from keyroll.report.replayed import Counts
from keyroll.response.campaign import Kept, Status, status, verdicts
from keyroll.response.trying import Trial, next_tries, note_targets, trials, undecided, visit
from keyroll.store.home import Home, prepare
from keyroll.store.ledger.lease import this_process
from keyroll.store.ledger.ledger import Ledger

__all__ = [
    "LIMIT",
    "LISTS",
    "Asked",
    "Checked",
    "Keyroll",
    "Listed",
    "Times",
    "Written",
    "asked",
    "estimate_lists",
    "replay",
    "replay_home",
    "replay_place",
    "verify",
]

LISTS = listing.listings()
Progress = Callable[[str, int, int], None]
Tell = Callable[[Status, datetime], None]
LIMIT = 10_000
NOW = Times()


@dataclass(frozen=True, slots=True)
class Keyroll:
    """One home, opened."""

    home: Home

    @classmethod
    def open(cls, path: Path, *, now: datetime | None = None, create: bool = True) -> Self:
        """Open a home; ``now`` fixes the clock. Raises NothingToDo where there is none and ``create`` is off."""
        return cls(Home.open(path, flags={"clock": iso(now)} if now else None, create=create))

    def sync(self, folder: Path, *, only: Sequence[Source] = (), progress: Progress | None = None) -> Summary:
        """Bring an export folder in and fold the roll anew. Raises Busy, UsageError, NothingToDo."""
        with self.home.ledger.hold(this_process("sync")) as ledger:
            summary = sync_folder(self.home, ledger, folder, only=only, progress=progress)
            roll.publish(self.home, ledger)
        return summary

    def sync_log(self, log: str, paths: Sequence[Path], *, progress: Progress | None = None) -> Summary:
        """Bring in files of one named log (``aws.cloudtrail``, ``aws@123.cloudtrail``) and fold the roll anew."""
        with self.home.ledger.hold(this_process("sync")) as ledger:
            summary = sync_log(self.home, ledger, log, paths, progress=progress)
            roll.publish(self.home, ledger)
        return summary

    def scan(
        self, paths: Sequence[str], *, history: bool = True, progress: Progress | None = None
    ) -> tuple[Summary, int]:
        """Find copies of secrets under ``PATH`` or ``NAME=PATH``, and fold the roll anew.

        Return the summary, and how many of the values that were met are on the roll by another source as well.
        Raises UsageError, Busy.
        """
        roots = scanning.roots(paths, history=history)
        with self.home.ledger.hold(this_process("sync")) as ledger:
            summary = sync_scan(self.home, ledger, roots, progress=progress)
            roll.publish(self.home, ledger)
        met = sorted({handle for one in summary.scans for handle in one.handles})
        with listing.reading(self.home) as session:
            known = session.one(
                "SELECT count(DISTINCT handle) FROM handles JOIN credentials USING (id) "
                "WHERE handle IN (SELECT unnest($met)) AND known_from <> ['copies']",
                {"met": met},
            )
        return summary, int(str(known))

    def hunt(
        self,
        *,
        since: datetime | None = None,
        rules: Sequence[Path] = (),
        placeholders: Path | None = None,
        progress: Progress | None = None,
    ) -> Hunted:
        """Run every behaviour and rule, and keep findings and stories for ``list``.

        ``rules`` are folders of Sigma rules beside our own, ``placeholders`` a file with the values that they leave
        open. Raises NothingToDo, UsageError, Busy.
        """
        found = hunting.hunt(self.home, since=since, asked=AskedRules(tuple(rules), placeholders), progress=progress)
        with self.home.ledger.hold(this_process("hunt")):
            hunting.publish(self.home, found)
        return found

    def records(self, findings: Sequence[Finding]) -> dict[Address, Opened]:
        """Open the raw records behind findings."""
        return open_records(self.home, (address(event) for one in findings for event in one.evidence))

    def open_incident(
        self, name: str, *, vendor: str, begins: datetime, ends: datetime, policy: Policy = Policy.LIVE, by: str = ""
    ) -> Status:
        """Open an incident and return where it stands. Raises UsageError where the window is upside down."""
        if ends < begins:
            raise UsageError("the window ends before it begins", hint="give --from the earlier and --to the later day")
        incident = Incident(name, vendor, begins, ends, self.home.clock.now(), by, policy=policy)
        with self.home.ledger.hold(this_process("incident open")) as ledger:
            ledger.open_incident(incident)
            state = self.incident_status(name)
            ledger.put_items(name, [one.item for one in state.standings])
        return state

    def incident_status(self, name: str) -> Status:
        """Derive where an incident stands from what is known now. Raises UsageError, NothingToDo."""
        incident = self.home.ledger.incident(name)
        with listing.reading(self.home) as session:
            return status(session, incident, _kept(self.home.ledger, name), self.home.clock.now())

    def incident_prove(
        self, name: str, *, asked: Mapping[str, Asked] | None = None, wait: bool = False, tell: Tell | None = None
    ) -> Status:
        """Make the tries that are due, keep each verdict, and sign a statement of each that is new.

        ``asked`` names values and places by credential. Without ``wait`` nothing is waited for: the next try is
        noted, and the status says when it is. Raises UsageError, SecretUnavailable, Busy.
        """
        clock = self.home.clock
        wanted = trials(self.incident_status(name), asked, clock) if asked else ()
        state = self._prove_once(name, wanted)
        while wait and (due := undecided(state, wanted)) and isinstance(clock, WaitingClock):
            if tell:
                tell(state, due)
            clock.wait_until(due)
            state = self._prove_once(name, wanted)
        return state

    def _prove_once(self, name: str, wanted: tuple[Trial, ...]) -> Status:
        with self.home.ledger.hold(this_process("incident prove"), seconds=300) as ledger:
            if wanted:
                note_targets(ledger, wanted)
                visit(ledger, self.home.clock, self.home.install_key(), self.incident_status(name), wanted)
            state, log, now = self.incident_status(name), EvidenceLog.open(self.home, ledger), self.home.clock.now()
            signed = log.signed(state.incident, [(one.item, one.judgement) for one in state.standings], now)
            with ledger.together() as one_write:
                one_write.put_items(name, [one.item for one in state.standings])
                one_write.put_verdicts(verdicts(state, now))
                one_write.put_next_tries(next_tries(state))
                log.within(one_write).append(signed)
            log.seal(now)
        return state

    def evidence_bundle(self, name: str) -> tuple[bytes, Checked]:
        """Return an incident's evidence as a bundle, and what its check found. Raises NothingToDo, EvidenceRefused."""
        self.home.ledger.incident(name)
        log, now = EvidenceLog.open(self.home, self.home.ledger), self.home.clock.now()
        if not log.sealed():
            with self.home.ledger.hold(this_process("report evidence")) as ledger:
                log.within(ledger).seal(now)
        content = bundle(log, name)
        return content, check(content, now=now)

    def evidence_key(self) -> PublicKey:
        """Return the public key by which this home's evidence is checked; it is what others pin."""
        return EvidenceLog.open(self.home, self.home.ledger).signer.public

    def estimate(self) -> tuple[Answer, forgotten.Clock]:
        """Estimate how many credentials no list knows, and what the clock of the forgotten ones shows."""
        with listing.reading(self.home) as session:
            answer = estimate(Lists.of(from_roll.records(session, self.now())))
            return answer, forgotten.clock(session, answer, self.now())

    def plan_audit(self, count: int) -> list[plan.Place]:
        """Draw the places of an audit. Raises NothingToDo where everything is surveyed, or no place is known."""
        with listing.reading(self.home) as session:
            frame = plan.places(session)
        if not frame:
            raise NothingToDo(
                "there is no place to audit: no un-surveyed source with a team or a location",
                hint="see what was surveyed with: keyroll list sources",
            )
        return plan.drawn(frame, count)

    def listed(self, kind: str, *, where: str = "", limit: int = LIMIT, times: Times = NOW) -> Listed:
        """Return a list, narrowed by a condition in SQL. Raises UsageError, BadQuery, NothingToDo."""
        return listing.listed(self.home, kind, where=where, limit=limit, times=times)

    def facets(
        self, kind: str, columns: Sequence[str], *, where: str = "", limit: int = LIMIT, times: Times = NOW
    ) -> Listed:
        """Return how many rows of a list have each value of some columns. Raises UsageError, BadQuery, NothingToDo."""
        return listing.facets(self.home, kind, columns, where=where, limit=limit, times=times)

    def traced(
        self, kind: str, name: str, *, limit: int = LIMIT, times: Times = NOW
    ) -> tuple[str, list[listing.Traced]]:
        """Return the id of a list's row and the observations behind it. Raises UsageError, NothingToDo."""
        return listing.traced(self.home, kind, name, limit=limit, times=times)

    def counts(self) -> Counts:
        """Return the first numbers that anybody asks for."""
        with listing.reading(self.home) as session:
            ((credentials, systems, unowned, inferred),) = session.tuples(
                "SELECT count(*), count(DISTINCT provider), count(*) FILTER (owner IS NULL), "
                "count(*) FILTER (inferred) FROM credentials WHERE state NOT IN ('destroyed', 'suspended')"
            )
        return Counts(int(str(credentials)), int(str(systems)), int(str(unowned)), int(str(inferred)))

    def posture(self) -> Posture:
        """Judge the whole roll by every posture check, and sum it up. Raises NothingToDo."""
        with listing.reading(self.home) as session:
            judge.posture(session)
            return posture_summary(session, self.now())

    def incidents(self) -> list[str]:
        """Return the names of the incidents that are open here."""
        return [one.name for one in self.home.ledger.incidents()]

    def now(self) -> datetime:
        """Return the time by this home's clock."""
        return self.home.clock.now()

    def names(self) -> dict[str, str]:
        """Return the name of each credential and principal by its id."""
        with listing.reading(self.home) as session:
            rows = session.tuples("SELECT principal, name FROM principals UNION ALL SELECT id, name FROM credentials")
        return {str(one): str(name) for one, name in rows if name}


def estimate_lists(content: bytes) -> tuple[Answer, tuple[Fault, ...]]:
    """Estimate from lists in CSV, without a home; return what could not be read as well. Raises UsageError."""
    brought = read(content)
    return estimate(Lists.of(brought.records)), brought.faults


def _kept(ledger: Ledger, name: str) -> Kept:
    return Kept(ledger.items(name), ledger.widenings(name), ledger.targets(name), ledger.attempts(name))


def verify(content: bytes, *, keys: Sequence[bytes] = (), now: datetime | None = None) -> Checked:
    """Check a bundle without a home; ``keys`` are the public keys to trust. Raises EvidenceRefused, UsageError."""
    return check(content, pins=[pin(one) for one in keys], now=now or SystemClock().now())


def replay(
    out: Path, *, scale: float, seed: int, survivors: int | None, intrusion: bool, progress: Progress | None = None
) -> Written:
    """Write the export folder of the replayed company, and its truth beside it."""
    return thanksgiving(out, scale=scale, seed=seed, survivors=survivors, intrusion=intrusion, progress=progress)


def replay_home(path: Path, ends: datetime) -> Keyroll:
    """Open a home for a replay, whose clock stands at the replay's end."""
    prepare(path, {"clock": iso(ends)})
    return Keyroll.open(path)


def replay_place(
    place: Path, *, scale: float, seed: int, survivors: int | None, intrusion: bool, progress: Progress | None = None
) -> tuple[Keyroll, Path]:
    """Open the home of a replay below ``place``; return it with its exports, which are written once.

    The exports appear under their name when they are whole, and the home's clock is set before that.
    """
    exports, home = place / "exports", place / "home"
    if not exports.exists():
        part = place / "writing"
        shutil.rmtree(part, ignore_errors=True)
        written = replay(part, scale=scale, seed=seed, survivors=survivors, intrusion=intrusion, progress=progress)
        prepare(home, {"clock": iso(written.ends)})
        written.truth.replace(place / "truth.json")
        part.replace(exports)
    return Keyroll.open(home), exports
