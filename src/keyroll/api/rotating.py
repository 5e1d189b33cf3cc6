"""The facade: changes of credentials, planned by one person, approved by another, and proven."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import Final

from keyroll.api import _planning
from keyroll.api._deciding import next_decision
from keyroll.api._home import Service
from keyroll.api.incidents import Incidents
from keyroll.clock import FixedClock, iso
from keyroll.errors import NotApproved, NothingToDo, UsageError
from keyroll.model.identifier import Identifier
from keyroll.model.incident import Incident
from keyroll.model.names import checked
from keyroll.model.rotation import MOST_SIGNED_OFF, Decision, Standing, StepRecord, Wish
from keyroll.model.text import printable
from keyroll.proof.evidence.keeper import KeptKey
from keyroll.proof.evidence.persons import KeyOrigin
from keyroll.providers import catalogue
from keyroll.report import listing
from keyroll.response.signed import signed
from keyroll.rotation import applying, approval, decisions, directions, planning, registering, running, schedule
from keyroll.rotation.applying import Applying
from keyroll.rotation.directions import Directions
from keyroll.rotation.engine import LATE, Stand
from keyroll.rotation.logs import LakeUses
from keyroll.rotation.plan import Plan, ScheduleTerms, plan_of
from keyroll.rotation.planning import HOLDER, PlanRequest, Selected
from keyroll.rotation.running import Runner, stands
from keyroll.rotation.schedule import permitted
from keyroll.rotation.sealing import SealedVault, place_of
from keyroll.secret import SecretRef
from keyroll.store.faults import FaultHook, no_fault
from keyroll.store.ledger.lease import this_process
from keyroll.store.ledger.rotations import KeptApproval, KeptPlan, Rotations
from keyroll.store.ledger.shared import SharedCommits
from keyroll.store.session import Session

#: The default duration of an approval.
HOLDS: Final = timedelta(days=7)
_NAMED: Final = "SELECT id, name, kind, source FROM credentials WHERE id GLOB $value OR name GLOB $value ORDER BY id"
_DUE: Final = "SELECT id, name, kind, source FROM credentials WHERE due_at <= $value ORDER BY id"
#: The prefix of a plan's name; the incident of that name holds the proof of a plan without an incident.
OWN: Final = "rotation-"


@dataclass(frozen=True, slots=True)
class CredentialSelection:
    """The selection of credentials for a plan: by id or name (``*`` matches any text), by incident, or by age.

    ``within``: also credentials due within that time. ``without``: these are left out. ``only``: all others are.
    """

    selector: str = ""
    incident: str = ""
    due: bool = False
    within: timedelta = timedelta()
    without: frozenset[str] = frozenset()
    only: frozenset[str] | None = None

    def has(self, identifier: str) -> bool:
        """Whether a credential that fits is wanted."""
        return identifier not in self.without and (self.only is None or identifier in self.only)


@dataclass(frozen=True, slots=True)
class PlanStatus:
    """A plan, its approver or the reason why it may not run, the keys of both, and the status of each credential."""

    plan: Plan
    kept: KeptPlan
    approved_by: str
    because: str
    stands: Sequence[Stand]
    steps: Sequence[StepRecord] = ()
    keys: Sequence[KeyOrigin] = ()

    @property
    def done(self) -> bool:
        """Return whether every credential is proven changed, or the plan changes none: a schedule, or one for gates."""
        if self.plan.terms is not None or self.plan.gate is not None:
            return True
        return all(one.position.standing is Standing.DONE for one in self.stands) and bool(self.stands)

    def runs_unattended(self, now: datetime) -> bool:
        """Return whether it is an approved schedule that has not ended."""
        return self.plan.terms is not None and bool(self.approved_by) and now <= self.plan.terms.until

    @property
    def orphaned(self) -> list[Stand]:
        """The credentials that need a person."""
        return [one for one in self.stands if one.position.standing is Standing.ORPHANED]


@dataclass(frozen=True, slots=True)
class RotationPlans(Service):
    """Plans, approves and runs changes of credentials."""

    fault: FaultHook = field(default=no_fault)
    late: timedelta = LATE

    def plan(
        self,
        name: str,
        choice: CredentialSelection,
        *,
        key: SecretRef | str,
        file: Path | None = None,
        deadline: datetime | None = None,
        terms: ScheduleTerms | None = None,
    ) -> PlanStatus:
        """Make a plan and store it, signed by its planner; nothing outside the home is written.

        With ``terms`` it is a schedule. Raises NothingToDo where nothing can be planned, with the first reason;
        NotApproved for an unknown key.
        """
        made, signer = self.draft(name, choice, key=key, file=file, deadline=deadline)
        _planning.keep(self.home, replace(made, terms=terms), signer)
        return self.status(name)

    def draft(
        self,
        name: str,
        choice: CredentialSelection,
        *,
        key: SecretRef | str,
        file: Path | None = None,
        deadline: datetime | None = None,
    ) -> tuple[Plan, KeptKey]:
        """Return a plan that is not stored yet, and the key of its planner. Raises as :meth:`plan`."""
        checked(name, "a plan")
        given, now = directions.read(file or self.home.path / directions.FILE), self.now()
        signer, planner = _planning.planner(self.home, key)
        asked = PlanRequest(name, planner, choice.incident, deadline.replace(microsecond=0) if deadline else None)
        selected = self._selected(choice, now)
        begun = running.must_end_first(Rotations(self.home.ledger))
        wanted = [*selected, *_unlisted(choice, given, selected)]
        made = planning.make(asked, wanted, given, now, begun, partial(_planning.holding, self.home))
        if not made.items:
            because = made.refused[0] if made.refused else None
            raise NothingToDo(
                f"{because.identifier}: {because.because}" if because else "no credential is selected",
                hint="docs/rotation.md: Directions",
            )
        return made, signer

    def changes(self) -> directions.Changes:
        """Return the settings of changes: when they may begin, and how far ahead they are proposed.

        Raises ConfigError.
        """
        return directions.changes(self.home.path / directions.FILE)

    def propose(self) -> str:
        """Make a plan of credentials that will be due soon and are in no plan yet; return a text with the result.

        A person approves it like any other plan. Raises ConfigError, UsageError.
        """
        changes, now = self.changes(), self.now()
        if changes.propose is None:
            return "nothing is proposed"
        plans = self.plans()
        planned = frozenset(
            stand.identifier for one in plans for stand in one.stands
            if stand.position.standing not in (Standing.DONE, Standing.ABORTED)
        )  # fmt: skip
        planned |= {item.identifier for one in plans if one.runs_unattended(now) for item in one.plan.items}
        choice = CredentialSelection(due=True, within=changes.propose, without=planned)
        if not self._selected(choice, now):
            return f"nothing more is due before {iso(now + changes.propose)}"
        try:
            made = self.plan(_planning.free_name(self.home, f"due-{now:%Y-%m-%d}"), choice, key=changes.key)
        except NothingToDo as none:
            return f"nothing can be planned: {none}"
        opens = changes.when.opens_at(now)
        left = f", {len(made.plan.refused)} left out" if made.plan.refused else ""
        when = f"may begin from {iso(opens)}" if opens else "no change window opens within a year"
        return f"{made.plan.name}: {len(made.plan.items)} credentials{left}; {when}; a person approves it"

    def plans(self) -> list[PlanStatus]:
        """Return every plan with its status, oldest first."""
        return [self._status(kept) for kept in Rotations(self.home.ledger).plans()]

    def status(self, name: str) -> PlanStatus:
        """Return the status of a plan by the ledger. Raises UsageError, EvidenceRefused if the plan was changed."""
        return self._status(self._kept(name))

    def approve(self, name: str, *, key: SecretRef | str, holds: timedelta = HOLDS) -> PlanStatus:
        """Approve a plan as another person than its planner, signed. Raises NotApproved, ConfigError.

        The approval of a schedule lasts until the schedule's end.
        """
        kept, now = self._kept(name), self.now().replace(microsecond=0)
        end = schedule.approval_ends(plan_of(kept), now + holds)
        if because := approval.unbounded(kept, now, end):
            raise UsageError(f"the approval {because}", hint=f"keyroll rotate approve {name} --for 7d")
        given: KeptApproval = approval.sign_approval(approval.person_key(str(key)), kept.id, now, end)
        keys = registering.registered(Rotations(self.home.ledger))
        if because := approval.refused_because(kept, given, keys, now):
            raise NotApproved(f"{name}: {because}", hint="another registered person approves: keyroll rotate approve")
        with self.home.ledger.hold(this_process("rotate approve")) as ledger:
            Rotations(ledger).add_approval(given)
        return self.status(name)

    def decide(
        self,
        name: str,
        wish: Wish,
        *,
        key: SecretRef | str,
        identifier: str = "",
        copy: str = "",
        because: str = "",
        holds: timedelta = MOST_SIGNED_OFF,
    ) -> PlanStatus:
        """Keep a person's decision, signed with a registered key: pause, resume, abort, or sign off a copy for a time.

        Raises UsageError, also for an abort after the old value may be gone; NotApproved, ConfigError.
        """
        signer, rows = approval.person_key(str(key)), Rotations(self.home.ledger)
        owner, kept = decisions.owner(rows, signer), self._kept(name)
        asked = Decision(kept.id, wish, owner.person, self.now(), identifier, copy, because)
        decisions.keep(rows, decisions.signed(next_decision(kept, asked, rows, holds), signer), owner)
        return self.status(name)

    def run(self, name: str, *, wait: bool = False, told: Callable[[Stand], None] = lambda _stand: None) -> PlanStatus:
        """Continue an approved plan; with ``wait`` until its end. Proofs are signed in the evidence log.

        ``told`` receives where each credential stands after each visit.
        Raises NotApproved if it may not run, UsageError in a home with a fixed clock.
        """
        if isinstance(self.home.clock, FixedClock):
            raise UsageError("a home with a fixed clock changes nothing", hint="leave out --now")
        kept = self._kept(name)
        plan, rows = plan_of(kept), Rotations(self.home.ledger)
        if plan.terms is not None:
            raise UsageError(f"{name} is a schedule: it makes plans, and changes nothing itself", hint="see its plans")
        if plan.gate is not None:
            raise UsageError(f"{name} is for gates: they follow it from its approval on", hint="keyroll gate list")
        by = None if rows.steps(kept.id) else permitted(kept, rows, self.now())
        if plan.makes:
            return self._apply(kept, plan)
        incident = plan.incident or self._own_incident(plan)
        if by is not None:
            _planning.keep_approval(self.home, plan, by, incident)
        vault = SealedVault(place_of(self.home.config["sealed"], self.home.path), self.home.seal_key)
        ledger = replace(self.home.ledger, shared=SharedCommits(self.home.ledger.engine))
        runner = Runner(
            ledger, self.home.clock, self.home.install_key(), vault, incident,
            this_process("rotate run"), lambda item, tried: LakeUses(self.home, item, tried, self.home.clock),
            fault=self.fault, late=self.late, when=None if plan.incident else self.changes().when,
            told=told,
        )  # fmt: skip
        ran = {one.identifier: one for one in runner.run(kept, wait=wait)}
        if any(one.position.standing is Standing.DONE for one in ran.values()):
            Incidents(self.home).prove(incident)
        aborted = [one.identifier for one in ran.values() if one.position.standing is Standing.ABORTED]
        if aborted and plan.incident:
            Incidents(self.home).prove(incident)
        elif aborted:
            self._leave(kept, incident, aborted)
        known = self.status(name)
        return replace(known, stands=[ran.get(one.identifier, one) for one in known.stands])

    def _apply(self, kept: KeptPlan, plan: Plan) -> PlanStatus:
        """Make the objects of a replacement, or remove them after an abort."""
        wishes = [
            one.wish for one in decisions.read(Rotations(self.home.ledger), kept.id) if one.wish is not Wish.SIGN_OFF
        ]
        if not wishes or wishes[-1] is not Wish.PAUSE:
            wish = Wish.ABORT if Wish.ABORT in wishes else None
            holder = this_process("rotate run")
            Applying(self.home.ledger, self.home.clock, holder, self.fault).run(kept.id, plan.makes, wish)
        return self.status(plan.name)

    def _own_incident(self, plan: Plan) -> str:
        """Open the incident for the attempts, verdicts and evidence of a plan without an incident."""
        name, incidents = f"{OWN}{plan.name}", Incidents(self.home)
        if name not in incidents.names():
            at = plan.made_at
            incidents.start(Incident(name, "", at, at, at, plan.planner, source_text=f"plan {plan.name}"))
        there = {one.identifier for one in self.home.ledger.widenings(name)}
        if left := [item.identifier for item in plan.items if item.identifier not in there]:
            incidents.widen(name, *left, because=f"plan {plan.name} changes it", by=plan.planner)
        else:
            incidents.finish()
        return name

    def _leave(self, kept: KeptPlan, incident: str, aborted: Sequence[str]) -> None:
        """Take aborted credentials out of the plan's own incident: nothing was exposed, and the old values are in use.

        The incident is closed once nothing is left in it.
        """
        decided = decisions.read(Rotations(self.home.ledger), kept.id)
        abort = next(one for one in reversed(decided) if one.wish is Wish.ABORT)
        because, incidents = f"plan {kept.name} was aborted: the old value is in force", Incidents(self.home)
        status = incidents.status(incident)
        for identifier in {one.item.identifier for one in status.standings} & set(aborted):
            status = incidents.narrow(incident, identifier, because=because, abort=abort)
        if not status.standings and not signed(self.home.ledger, incident)[0].closed:
            incidents.close(incident, because=because, abort=abort)

    def _kept(self, name: str) -> KeptPlan:
        plans = Rotations(self.home.ledger).plans()
        found = next((one for one in plans if one.name == name), None)
        if found is None:
            known = ", ".join(one.name for one in plans) or "none yet"
            raise UsageError(f"there is no plan {name!r}", hint=f"known: {known}")
        return found

    def _status(self, kept: KeptPlan) -> PlanStatus:
        rows, by, because = Rotations(self.home.ledger), "", ""
        keys: tuple[KeyOrigin, ...] = ()
        try:
            found = permitted(kept, rows, self.now())
            by, keys = found.approver, (found.planner_key, found.approver_key)
        except NotApproved as refused:
            because = str(refused)
        plan = plan_of(kept)
        rotated = rows.steps(kept.id)
        changed = [] if plan.terms else stands(kept, rows, self.now()).values()
        standing = [*changed, *applying.stands(plan.makes, rotated)]
        steps = [one for some in rotated.values() for one in some]
        return PlanStatus(plan, kept, by, because, standing, steps, keys)

    def _selected(self, choice: CredentialSelection, now: datetime) -> list[Selected]:
        """Return the credentials that a person chose. Raises UsageError, NothingToDo."""
        if sum(map(bool, (choice.selector, choice.incident, choice.due))) != 1:
            raise UsageError("a plan is made for one choice", hint="give a SELECTOR, --incident NAME or --due")
        with listing.reading(self.home, events=False) as session:
            if choice.incident:
                status = Incidents(self.home).status(choice.incident)
                items = [one.item for one in status.open_items]
                return [Selected(i.identifier, i.name, i.kind, i.source, _copies(session, i.identifier)) for i in items]
            value = {"value": now + choice.within if choice.due else printable(choice.selector)}
            rows = session.tuples(_DUE, value) if choice.due else session.tuples(_NAMED, value)
            return [
                Selected(str(one), str(name), str(kind), str(source), _copies(session, str(one)))
                for one, name, kind, source in rows
                if choice.has(str(one))
            ]


def _unlisted(
    choice: CredentialSelection, given: Mapping[str, Directions], selected: Sequence[Selected]
) -> list[Selected]:
    """Return credentials in the directions that no issuer lists, by a pattern of the id (a role's secret ids)."""
    there, found = {one.identifier for one in selected}, []
    for identifier in given:
        if identifier not in there and choice.has(identifier) and fnmatchcase(identifier, choice.selector):
            one = Identifier.parse(identifier)
            provider = one.issuer.partition("@")[0]
            kinds = catalogue.providers()[provider].kinds if provider in catalogue.providers() else ()
            kind = next((kind for kind in kinds if kind.identifier == one.kind and kind.unlistable_because), None)
            if kind is not None:
                found.append(Selected(identifier, one.value, kind.name, one.issuer))
    return found


def _copies(session: Session, identifier: str) -> tuple[str, ...]:
    rows = session.tuples(
        "SELECT DISTINCT coalesce(nullif(place, ''), location) FROM locations WHERE id = $id ORDER BY ALL",
        {"id": identifier},
    )
    held = session.tuples(
        "SELECT DISTINCT holder FROM registrations WHERE id = $id AND holder <> '' ORDER BY ALL", {"id": identifier}
    )
    return (*(str(row[0]) for row in rows), *(f"{HOLDER}{row[0]}" for row in held))
