"""The facade: incidents, what is proven in them, and its evidence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from keyroll.api._home import OpenHome
from keyroll.clock import SystemClock, WaitingClock
from keyroll.errors import SignalRefused, UsageError
from keyroll.model.identifier import Identifier
from keyroll.model.incident import Incident, Policy
from keyroll.proof.evidence.bundle import bundle
from keyroll.proof.evidence.dsse import PublicKey
from keyroll.proof.evidence.log import EvidenceLog
from keyroll.proof.evidence.verify import Checked, pin
from keyroll.proof.evidence.verify import verify as check
from keyroll.proof.probe.asked import Asked
from keyroll.report import listing
from keyroll.response.campaign import Kept, Status, status, verdicts
from keyroll.response.trying import Trial, next_tries, note_targets, trials, undecided, visit
from keyroll.security_events.token import Signal
from keyroll.store.ledger.lease import this_process
from keyroll.store.ledger.ledger import Ledger

Tell = Callable[[Status, datetime], None]


@dataclass(frozen=True, slots=True)
class Incidents(OpenHome):
    """Opens incidents, proves what they exposed, and bundles the evidence."""

    def open_incident(
        self, name: str, *, vendor: str, begins: datetime, ends: datetime, policy: Policy = Policy.LIVE, by: str = ""
    ) -> Status:
        """Open an incident and return where it stands. Raises UsageError where the window is upside down."""
        return self.opened(Incident(name, vendor, begins, ends, self.home.clock.now(), by, policy=policy))

    def opened(self, incident: Incident, signal: Signal | None = None) -> Status:
        """Open an incident as it is given; a signal that it comes from counts once. Raises UsageError, SignalRefused.

        The intent is committed before what follows from it: incident and signal stand or fall together.
        """
        if incident.window_to < incident.window_from:
            raise UsageError("the window ends before it begins", hint="give --from the earlier and --to the later day")
        with self.home.ledger.hold(this_process("incident open")) as ledger:
            with ledger.together() as one_write:
                one_write.open_incident(incident)
                if signal and not one_write.put_signal(signal.issuer, signal.jti, signal.issued_at, incident.name):
                    raise SignalRefused("jti", f"{signal.jti} came before: a token counts once")
            state = self.incident_status(incident.name)
            ledger.put_items(incident.name, [one.item for one in state.standings])
        return state

    def widen_incident(self, name: str, identifier: str, *, because: str, by: str) -> tuple[Status, bool]:
        """Add an identifier to an incident's scope; return where it stands, and whether anything here knows the
        identifier.

        What nothing knows is added all the same: it stays unproven until something does. Raises UsageError.
        """
        if not because.strip():
            raise UsageError("a wider scope needs a reason", hint="add --because")
        Identifier.parse(identifier)
        with self.home.ledger.hold(this_process("incident widen")) as ledger:
            ledger.widen(name, identifier, reason=because, person=by)
            state = self.incident_status(name)
            ledger.put_items(name, [one.item for one in state.standings])
        with listing.reading(self.home) as session:
            known = session.one(
                "SELECT count(*) FROM (SELECT identifier FROM identifiers UNION ALL SELECT principal FROM principals) "
                "WHERE identifier = $identifier",
                {"identifier": identifier},
            )
        return state, bool(known)

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

    def incidents(self) -> list[str]:
        """Return the names of the incidents that are open here."""
        return [one.name for one in self.home.ledger.incidents()]


def _kept(ledger: Ledger, name: str) -> Kept:
    return Kept(ledger.items(name), ledger.widenings(name), ledger.targets(name), ledger.attempts(name))


def verify(content: bytes, *, keys: Sequence[bytes] = (), now: datetime | None = None) -> Checked:
    """Check a bundle without a home; ``keys`` are the public keys to trust. Raises EvidenceRefused, UsageError."""
    return check(content, pins=[pin(one) for one in keys], now=now or SystemClock().now())
