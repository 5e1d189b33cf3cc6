"""The facade: incidents, their proofs, and their evidence."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from keyroll.api._home import Service
from keyroll.api._kept import known_grounds
from keyroll.api._persons import DecisionSigner, of_abort, signer
from keyroll.api._signing import evidence_log, scope
from keyroll.clock import WaitingClock
from keyroll.errors import NotProven, SignalRefused, UsageError
from keyroll.model.identifier import Identifier
from keyroll.model.incident import ClosingPolicy, Incident, Narrowing, Widening
from keyroll.model.names import checked
from keyroll.model.register import in_words
from keyroll.model.rotation import Decision
from keyroll.model.truth import Answer
from keyroll.proof.evidence import acts
from keyroll.proof.evidence.acts import IncidentAct
from keyroll.proof.evidence.log import EvidenceLog
from keyroll.proof.evidence.record import NOW, IncidentRecord
from keyroll.proof.probe.requests import ProbeRequest
from keyroll.report import listing
from keyroll.report.item_reach import item_reach
from keyroll.response.attempting import (
    PlannedProbe,
    UnprovenCredential,
    next_attempts,
    planned_probes,
    record_targets,
    undecided,
    unproven_credentials,
    visit,
)
from keyroll.response.campaign import Status, verdicts
from keyroll.response.campaign import status as derived
from keyroll.response.item_reach import UNKNOWN_REACH, ItemReach
from keyroll.response.signed import signed
from keyroll.secret import SecretRef
from keyroll.security_events.token import Signal
from keyroll.store.ledger.lease import this_process

Tell = Callable[[Sequence[UnprovenCredential], datetime | None], None]


@dataclass(frozen=True, slots=True)
class Incidents(Service):
    """Opens incidents, proves the death of exposed credentials, and bundles the evidence."""

    def open(
        self,
        name: str,
        *,
        vendor: str,
        begins: datetime,
        ends: datetime,
        policy: ClosingPolicy = ClosingPolicy.LIVE,
        by: str = "",
    ) -> Status:
        """Open an incident and return its status. Raises UsageError if the window ends before it begins."""
        return self.start(Incident(name, vendor, begins, ends, self.home.clock.now(), by, policy=policy))

    def start(self, incident: Incident, signal: Signal | None = None) -> Status:
        """Open the given incident; its signal counts once.

        Raises UsageError, SignalRefused. The intent is committed first: incident and signal are stored both or neither.
        """
        checked(incident.name, "an incident")
        if incident.window_to < incident.window_from:
            raise UsageError("the window ends before it begins", hint="give --from the earlier and --to the later day")
        with self.home.ledger.hold(this_process("incident open")) as ledger:
            log = evidence_log(self.home, ledger)
            with ledger.together() as one_write:
                one_write.open_incident(incident)
                there = log.within(one_write)
                there.opened(incident)
                if signal:
                    if not one_write.put_signal(signal.issuer, signal.jti, signal.issued_at, incident.name):
                        raise SignalRefused("jti", f"{signal.jti} was received before: a token counts once")
                    there.act(
                        incident.name,
                        [acts.token(signal.issuer, signal.jti, signal.claims, signal.issued_at, incident.opened_at)],
                        incident.opened_at,
                    )
            state = self.status(incident.name, keep=True)
            scope(self.home, log, state.incident.name, [one.item for one in state.standings])
            log.incomplete(state.incident.name, in_words(state.unmatched), self.home.clock.now())
            log.seal(self.home.clock.now())
        return state

    def widen(self, name: str, *identifiers: str, because: str, by: str) -> tuple[Status, bool]:
        """Add identifiers to an incident's scope in one commit; return its status, and whether each is known.

        An identifier that the inventory lacks is added too, and stays unproven until data about it comes. Raises
        UsageError.
        """
        if not because.strip():
            raise UsageError("a wider scope needs a reason", hint="add --because")
        for identifier in identifiers:
            Identifier.parse(identifier)
        state = add_to_scope(self, name, dict.fromkeys(identifiers, because), by=by)
        with listing.reading(self.home) as session:
            known = session.one(
                "SELECT count(DISTINCT identifier) FROM (SELECT identifier FROM identifiers UNION ALL "
                "SELECT principal FROM principals) WHERE identifier = ANY($identifiers)",
                {"identifiers": list(identifiers)},
            )
        return state, known == len(set(identifiers))

    def finish(self) -> None:
        """Sign the entries of this home's incidents that a killed process left unsigned. Raises Busy."""
        if not EvidenceLog.open(self.home, self.home.ledger).sealed():
            with self.home.ledger.hold(this_process("incident open")) as ledger:
                evidence_log(self.home, ledger)

    def narrow(
        self,
        name: str,
        identifier: str,
        *,
        because: str,
        by: str = "",
        key: SecretRef | str = "",
        abort: Decision | None = None,
    ) -> Status:
        """Remove a credential from an incident's scope, signed with the reason; ``widen`` adds it again.

        ``key`` is the person's key, or the abort of a plan has the signature. A credential that the intruder used stays
        in. Raises UsageError if there is no reason, or it is not in scope; NotApproved without a key that counts.
        """
        if not because.strip():
            raise UsageError("a narrower scope needs a reason", hint="add --because")
        item = next((one.item for one in self.status(name).standings if one.item.identifier == identifier), None)
        if item is None:
            raise UsageError(f"{identifier} is not in scope of {name}", hint=f"see: keyroll incident status {name}")
        if any(reason.kind == "used" for reason in item.reason):
            raise UsageError(f"the intruder used {identifier}: it stays in scope", hint="rotate it, or except it")
        who = self._who(name, by, key, abort)
        with self.home.ledger.hold(this_process("incident narrow")) as ledger:
            log, now = evidence_log(self.home, ledger), self.home.clock.now()
            scope(self.home, log, name, [item])
            self._decide(log, name, acts.narrowed(Narrowing(name, identifier, because, who.by, now)), who)
        return self.status(name)

    def plan(self, name: str, identifiers: Sequence[str], *, because: str, by: str, policy: ClosingPolicy) -> Status:
        """Open a planned rotation: the current values must be proven dead, and no breach is claimed.

        Raises UsageError if no credential or no reason is given.
        """
        if not identifiers or not because.strip():
            raise UsageError("a planned rotation needs credentials and a reason", hint="add --credential and --because")
        for identifier in identifiers:
            Identifier.parse(identifier)
        now = self.home.clock.now().replace(microsecond=0)
        wanted = Incident(name, "", now, now, now, by, source_text=because, policy=policy)
        there = next((one for one in self.home.ledger.incidents() if one.name == name), None)
        same = there is not None and replace(there, window_from=now, window_to=now, opened_at=now) == wanted
        # A rotation without identifiers is from a run that was killed: this run continues it.
        if not same or self.home.ledger.widenings(name):
            self.start(wanted)
        return self.widen(name, *identifiers, because=because, by=by)[0]

    def status(self, name: str, *, keep: bool = False) -> Status:
        """Derive the status of an incident from signed statements and current data.

        A caller that holds the lease may pass ``keep``: the grounds are then stored for later commands. Raises
        UsageError, NothingToDo, and EvidenceRefused if the ledger was changed.
        """
        record, kept = signed(self.home.ledger, name)
        known = known_grounds(self.home, record.incident, kept, keep=keep)
        return derived(known, record.incident, kept, self.home.clock.now())

    def prove(
        self,
        name: str,
        *,
        asked: Mapping[str, ProbeRequest] | None = None,
        wait: bool = False,
        tell: Tell | None = None,
    ) -> Status:
        """Make the due attempts, store each verdict, and sign a statement of each new one.

        ``asked`` has values and addresses by credential. Without ``wait`` the call returns at once: the next attempt is
        recorded, and the status has its time. With ``wait``, ``tell`` is called at once with the reason why each
        credential is not proven dead. The wait ends when no further attempt can change a verdict. Raises UsageError,
        SecretUnavailable, Busy.
        """
        clock, told = self.home.clock, tell or (lambda _left, _due: None)
        wanted = planned_probes(self.status(name), asked, clock) if asked else ()
        while True:
            state = self._prove_once(name, wanted)
            left = unproven_credentials(state, wanted, self.home.install_key())
            due = undecided(left)
            if wait:
                told(left, due)
            if not wait or due is None or not isinstance(clock, WaitingClock):
                return state
            clock.wait_until(due)

    def _prove_once(self, name: str, wanted: tuple[PlannedProbe, ...]) -> Status:
        with self.home.ledger.hold(this_process("incident prove")) as ledger:
            if wanted:
                record_targets(ledger, wanted)
                visit(ledger, self.home.clock, self.home.install_key(), self.status(name), wanted)
            state, log = self.status(name, keep=True), evidence_log(self.home, ledger)
            now = self.home.clock.now()
            scope(self.home, log, name, [one.item for one in state.standings])
            log.incomplete(name, in_words(state.unmatched), now)
            said = log.signed(state.incident, [(one.item, one.judgement) for one in state.standings], now)
            with ledger.together() as one_write:
                one_write.put_verdicts(verdicts(state, now))
                one_write.put_next_attempts(next_attempts(state))
                log.within(one_write).append(said)
            log.seal(now)
        return state

    def close(
        self, name: str, *, because: str, by: str = "", key: SecretRef | str = "", abort: Decision | None = None
    ) -> IncidentRecord:
        """Sign the closing of an incident, with the state of each credential in scope; ``key`` as in :meth:`narrow`.

        Raises NotProven while a credential is neither proven dead nor excepted; NotApproved without a key that counts.
        """
        now, state, who = self.home.clock.now(), self.status(name), self._who(name, by, key, abort)
        with self.home.ledger.hold(this_process("incident close")) as ledger:
            log = evidence_log(self.home, ledger)
            scope(self.home, log, name, [one.item for one in state.standings])
            log.incomplete(name, in_words(state.unmatched), now)
            record = log.existing(name)
            accounts = record.accounts(now)
            left = record.scope - set(accounts)
            accounts |= {old: f"{NOW}{one}" for old, one in self._today(left).items() if one in accounts}
            still = sorted(left - set(accounts))
            if state.unmatched:
                raise NotProven(
                    f"{name} cannot be closed: {len(state.unmatched)} rows of the register may name further exposed "
                    f"credentials, first {state.unmatched[0].words}",
                    hint="correct or remove them, then sync: keyroll list unmatched",
                )
            alive = state.containment is not None and not state.containment.contained
            # An incident whose whole scope was taken out of it, with reasons, may be closed.
            if still or alive or not (accounts or record.narrowed):
                what = (
                    f"{len(still)} credentials are neither proven dead nor excepted" if still else "it is not contained"
                )
                raise NotProven(f"{name} cannot be closed: {what}", hint=f"see: keyroll incident status {name}")
            self._decide(log, name, acts.closed(accounts, because, who.by, now), who)
            return log.existing(name)

    def _who(self, name: str, by: str, key: SecretRef | str, abort: Decision | None) -> DecisionSigner:
        if abort is None:
            return signer(self.home, by, key)
        return of_abort(self.home, abort, signed(self.home.ledger, name)[0])

    def _decide(self, log: EvidenceLog, name: str, act: IncidentAct, who: DecisionSigner) -> None:
        """Store a person's decision with the person's signature. Raises NotApproved."""
        now = self.home.clock.now()
        log.act(name, [replace(act, signed=who.over(log.existing(name), str(act.kind), act.said))], now)
        log.seal(now)

    def _today(self, identifiers: Collection[str]) -> dict[str, str]:
        """Return the current ids of credentials whose ids have changed."""
        if not identifiers:
            return {}
        with listing.reading(self.home) as session:
            rows = session.tuples(
                "SELECT identifier, id FROM identifiers "
                "WHERE identifier <> id AND identifier IN (SELECT unnest($earlier::VARCHAR[]))",
                {"earlier": sorted(identifiers)},
            )
        return {str(old): str(one) for old, one in rows}

    def listed(self) -> list[dict[str, object]]:
        """Return every incident with the number of its open items, open incidents first.

        ``reaches_protected`` counts the open items that reach a protected node: yes, no or unknown. ``unmatched``
        counts the rows of the register without which the exposure is incomplete.
        """
        rows: list[dict[str, object]] = []
        open_items: dict[str, list[str]] = {}
        for one in self.home.ledger.incidents():
            record, kept = signed(self.home.ledger, one.name)
            known = known_grounds(self.home, record.incident, kept)
            state = derived(known, record.incident, kept, self.home.clock.now())
            closed = record.closed_at() if record.closed else None
            row: dict[str, object] = {"name": one.name, "of": one.title, "from": one.window_from, "to": one.window_to}
            row |= {"in_scope": len(state.standings), "not_proven": len(state.open_items)}
            row["unmatched"] = len(state.unmatched)
            rows.append(row | {"opened_at": one.opened_at, "closed_at": closed})
            open_items[one.name] = [each.item.identifier for each in state.open_items]
        reached = self._reached(open_items)
        rows = [row | {"reaches_protected": reached[str(row["name"])]} for row in rows]
        return sorted(rows, key=lambda row: (row["closed_at"] is not None, str(row["opened_at"]), str(row["name"])))

    def _reached(self, items: Mapping[str, Sequence[str]]) -> dict[str, dict[str, int]]:
        """For each incident, return the number of its items that reach a protected node, by answer."""
        found: Mapping[str, ItemReach] = {}
        if wanted := {one for identifiers in items.values() for one in identifiers}:
            with listing.reading(self.home, events=False, whole=False) as session:
                found = item_reach(session, wanted)
        counts = {}
        for name, identifiers in items.items():
            answers = Counter(str(found.get(one, UNKNOWN_REACH).truth.answer.value) for one in identifiers)
            counts[name] = {str(answer.value): answers[str(answer.value)] for answer in Answer}
        return counts

    def names(self) -> list[str]:
        """Return the names of this home's incidents."""
        return [one.name for one in self.home.ledger.incidents()]


def add_to_scope(incidents: Incidents, name: str, reasons: Mapping[str, str], *, by: str) -> Status:
    """Add identifiers to an incident's scope, each with its reason, in one commit that is signed.

    Raises UsageError.
    """
    home = incidents.home
    with home.ledger.hold(this_process("incident widen")) as ledger:
        log, now = evidence_log(home, ledger), home.clock.now()
        with ledger.together() as one_write:
            new = [
                acts.widened(Widening(name, one, because, by, now))
                for one, because in reasons.items()
                if one_write.widen(name, one, reason=because, person=by, at=now)
            ]
            log.within(one_write).act(name, new, now)
        state = incidents.status(name, keep=True)
        scope(home, log, name, [one.item for one in state.standings])
        log.seal(now)
    return state
