"""The record of one incident, folded from its signed statements. A verifier and a home use the same fold."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime

from keyroll.abridged import abridged
from keyroll.errors import EvidenceRefused
from keyroll.model.campaign import Excepted, Terms
from keyroll.model.incident import CLOSES, ClosingPolicy, Grade, Incident, Item, Narrowing, VerdictKind, Widening
from keyroll.proof.evidence import acts, exception, statement
from keyroll.proof.evidence.acts import DECISIONS, ActKind, IncidentAct
from keyroll.proof.evidence.approvals import PlanApproval
from keyroll.proof.evidence.decided import EXCEPTION, IncidentDecision, MadeDecision, PersonSignature
from keyroll.proof.evidence.dsse import time_of
from keyroll.proof.evidence.links import ChainLink, Tip, chain_of
from keyroll.proof.evidence.statement import STATEMENT_TYPE, Form, about

#: The outcomes in a closing of a credential that is excepted, and of one that has another id since.
EXCEPTED, NOW = "excepted", "now "
#: The most identifiers in one message.
_NAMED = 5


@dataclass(slots=True)
class IncidentRecord:
    """One incident by its signed statements: all conclusions about it depend on this record.

    ``verdicts`` are the last ones; ``history`` has all verdicts of a credential, each with its time. ``incomplete`` are
    the rows of the register that may name further exposed credentials.
    """

    name: str
    tip: Tip = field(init=False)
    opening: Incident | None = None
    named: Form = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    incomplete: tuple[str, ...] = ()
    widened: list[Widening] = field(default_factory=list)
    narrowed: dict[str, Narrowing] = field(default_factory=dict)
    terms: Terms | None = None
    tokens: list[tuple[str, str]] = field(default_factory=list)
    verdicts: dict[str, statement.SignedVerdict] = field(default_factory=dict)
    history: dict[str, list[statement.SignedVerdict]] = field(default_factory=dict)
    exceptions: list[Excepted] = field(default_factory=list)
    grades: Counter[Grade] = field(default_factory=Counter)
    closed: IncidentAct | None = None
    approvals: dict[str, PlanApproval] = field(default_factory=dict)
    decided: list[MadeDecision] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tip = Tip(chain_of(self.name))

    @property
    def incident(self) -> Incident:
        """The incident with the current policy. Raises EvidenceRefused if no statement opened it."""
        if self.opening is None:
            raise EvidenceRefused(f"incident {self.name}", "no statement opens it")
        return self.opening

    @property
    def policy(self) -> ClosingPolicy:
        """The grades that close an item now."""
        return self.incident.policy

    def add(self, content: object, leaf: bytes, where: str) -> str:
        """Add the next statement; return the time at which it was made, by its content. Raises EvidenceRefused.

        ``leaf`` is the hash of its envelope, which the next statement names.
        """
        predicate = content.get("predicate") if isinstance(content, dict) else None
        if not isinstance(content, dict) or not isinstance(predicate, dict) or content.get("_type") != STATEMENT_TYPE:
            raise EvidenceRefused(where, "is not an in-toto statement")
        link = ChainLink.read(content, where)
        if link.chain != self.tip.chain:
            raise EvidenceRefused(where, f"is not about the incident {self.name!r}")
        self.tip = self.tip.grown(link, leaf, where)
        kind = str(content.get("predicateType"))
        begins = link.number == 1
        if begins == (self.opening is None) and kind in _READERS:
            if not begins and predicate.get("incident") != self.named:
                raise EvidenceRefused(where, "names another window, vendor or policy than was signed for the incident")
            return _READERS[kind](self, content, predicate, where)
        raise EvidenceRefused(where, "is a statement of another kind")

    def _verdict(self, content: Form, predicate: Form, where: str) -> str:
        self._needs_opening(where)
        verdict = statement.read(content, predicate, where)
        self.grades[verdict.grade] += 1
        self.verdicts[verdict.identifier] = verdict
        self.history.setdefault(verdict.identifier, []).append(verdict)
        return verdict.decided_at

    def _exception(self, content: Form, predicate: Form, where: str) -> str:
        self._needs_opening(where)
        excepted = exception.read(content, predicate, where)
        made_at = time_of(excepted.made_at, where)
        said = exception.decided(excepted.identifier, excepted.because, excepted.until)
        self._decide(EXCEPTION, excepted.by, excepted.made_at, said, predicate, where)
        self.exceptions.append(
            Excepted(self.name, excepted.identifier, excepted.because, excepted.until, excepted.by, made_at)
        )
        return excepted.made_at

    def _act(self, content: Form, predicate: Form, where: str) -> str:
        act = acts.read(content, predicate, where)
        if (act.kind is ActKind.OPENED) != (self.opening is None):
            raise EvidenceRefused(where, "does not open the incident, or opens it again")
        if act.kind is ActKind.OPENED:
            self.opening = acts.incident_of(act, where)
            self.named = about(self.opening)
            if self.opening.name != self.name or self.named != predicate.get("incident"):
                raise EvidenceRefused(where, f"is about the incident {self.opening.name!r}, not {self.name!r}")
        elif act.kind in DECISIONS:
            self._decide(str(act.kind), act.by, act.made_at, act.said, predicate, where)
            self._apply(act, where)
        else:
            self._note(act, where)
        return act.made_at

    def _note(self, act: IncidentAct, where: str) -> None:
        """Add an act that no person decides alone."""
        if act.kind is ActKind.SCOPE:
            for item in acts.items_of(self.name, act, where):
                self.items.setdefault(item.identifier, item)
        elif act.kind is ActKind.INCOMPLETE:
            self.incomplete = acts.incomplete_of(act, where)
        elif act.kind is ActKind.WIDENED:
            self.widened.append(acts.widening_of(self.name, act, where))
            self.narrowed.pop(self.widened[-1].identifier, None)
        elif act.kind is ActKind.TOKEN:
            self.tokens.append((str(act.said.get("issuer")), str(act.said.get("jti"))))
        elif act.kind is ActKind.APPROVED:
            approval = PlanApproval.read(act.said, time_of(act.made_at, where), where)
            self.approvals[approval.id] = approval

    def _apply(self, act: IncidentAct, where: str) -> None:
        """Apply a decision of a person."""
        if act.kind is ActKind.NARROWED:
            narrowing = acts.narrowing_of(self.name, act, where)
            self.narrowed[narrowing.identifier] = narrowing
        elif act.kind is ActKind.TERMS:
            self.terms = acts.terms_of(self.name, act, where)
            self.opening = replace(self.incident, policy=acts.policy_of(act.said, where))
            self.named = about(self.opening)
        else:
            self._close(act, where)

    def next_decision(self, act: str, by: str, said: Form) -> IncidentDecision:
        """Return a decision of a person in the form to be signed."""
        own = sum(one.signature is not None and one.signature.abort is None for one in self.decided)
        return IncidentDecision(self.name, act, by, said, own + 1)

    def _decide(self, act: str, by: str, made_at: str, said: Form, predicate: Form, where: str) -> None:
        """Add a decision; an earlier version, and a home without keys of people, left it without a signature."""
        form, identifier = predicate.get("signed"), str(said.get("identifier", ""))
        signature = None if form is None else PersonSignature.read(form, where)
        if signature is not None and (
            because := signature.because_not(self.next_decision(act, by, said), self.approvals)
        ):
            raise EvidenceRefused(where, f"the decision of {by} ({act}) is not signed: {because}")
        self.decided.append(MadeDecision(act, identifier, by, made_at, signature))

    def _needs_opening(self, where: str) -> None:
        if self.opening is None:
            raise EvidenceRefused(where, "does not open the incident: its first statement must")

    def _close(self, act: IncidentAct, where: str) -> None:
        """Add a closing that has the outcome of every credential of the scope. Raises EvidenceRefused."""
        accounts, scope = acts.accounts_of(act, where), self.scope
        missing, more = sorted(scope - set(accounts)), sorted(set(accounts) - scope)
        if missing or more:
            what = f"leaves out {_some(missing)}" if missing else f"accounts for {_some(more)}, not in its scope"
            raise EvidenceRefused(where, f"the closing {what}")
        expected = self.accounts(time_of(act.made_at, where))
        for identifier, how in accounts.items():
            follows = how.startswith(NOW) and how != f"{NOW}{identifier}" and expected.get(how.removeprefix(NOW))
            if how != expected.get(identifier) and not follows:
                raise EvidenceRefused(
                    where, f"the closing says {how!r} of {identifier}, which no signed statement shows"
                )
        self.closed = act

    def closed_at(self) -> datetime:
        """Return when the incident was closed. Raises EvidenceRefused if it is open."""
        if self.closed is None:
            raise EvidenceRefused(f"incident {self.name}", "no statement closes it")
        return time_of(self.closed.made_at, "closing")

    @property
    def scope(self) -> set[str]:
        """Every credential that was exposed, or has a statement, and that nobody removed from the scope."""
        return (set(self.items) | set(self.verdicts)) - self.narrowed.keys()

    def proven(self, identifier: str) -> bool:
        """Return whether the policy accepts the last verdict as proof of death."""
        verdict = self.verdicts.get(identifier)
        return verdict is not None and verdict.verdict is VerdictKind.DEAD and verdict.grade in CLOSES[self.policy]

    def accounts(self, at: datetime) -> dict[str, str]:
        """Return the possible outcome of each credential; open credentials without an exception are not included."""
        excepted = {exception.identifier for exception in self.last_exceptions() if not exception.ended(at)}
        standings = {
            identifier: f"dead {self.verdicts[identifier].grade}"
            for identifier in self.scope
            if self.proven(identifier)
        }
        return standings | {identifier: EXCEPTED for identifier in excepted & self.scope if identifier not in standings}

    def open(self) -> list[str]:
        """Return the credentials that are not proven dead."""
        return sorted(identifier for identifier in self.scope if not self.proven(identifier))

    def last_exceptions(self) -> Collection[Excepted]:
        """Return the last exception of each credential."""
        return {exception.identifier: exception for exception in self.exceptions}.values()

    def deaths(self, grades: Collection[Grade], *, ever: bool = False) -> dict[str, datetime]:
        """Return the time since which each has been proven dead without a break; with ``ever`` the first time."""
        since: dict[str, datetime] = {}
        for identifier, history in self.history.items():
            for verdict in history:
                if verdict.verdict is VerdictKind.DEAD and verdict.grade in grades:
                    since.setdefault(identifier, time_of(verdict.decided_at, "statement"))
                elif not ever:
                    since.pop(identifier, None)
        return since


def _some(identifiers: list[str]) -> str:
    return f"{len(identifiers)} credentials: {abridged(identifiers, _NAMED)}"


_READERS: dict[str, Callable[[IncidentRecord, Form, Form, str], str]] = {
    statement.PREDICATE_TYPE: IncidentRecord._verdict,
    exception.PREDICATE_TYPE: IncidentRecord._exception,
    acts.PREDICATE_TYPE: IncidentRecord._act,
}
