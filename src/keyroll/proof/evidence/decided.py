"""Decisions of people about an incident: what a person signs, and the signature in the statement of the decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from keyroll.errors import EvidenceRefused
from keyroll.model.person import normal
from keyroll.model.text import printable
from keyroll.proof.evidence.approvals import PlanApproval
from keyroll.proof.evidence.dsse import canonical, pae, text_in
from keyroll.proof.evidence.persons import KeyOrigin, plan_decision_content, valid
from keyroll.proof.evidence.statement import Form

DECISION_TYPE: Final = "application/vnd.keyroll.incident-decision+json"
#: The act of an exception, whose statement is of another kind than those of the other acts.
EXCEPTION: Final = "excepted"
_ABORT: Final = "abort"


@dataclass(frozen=True, slots=True)
class IncidentDecision:
    """A person's decision about an incident. ``turn``, its place among the signed ones, lets a signature count once."""

    incident: str
    act: str
    by: str
    said: Form
    turn: int

    @property
    def content(self) -> bytes:
        """The content that the person signs."""
        texts = {"incident": printable(self.incident), "act": self.act, "by": printable(self.by)}
        return pae(DECISION_TYPE, canonical(texts | {"said": self.said, "turn": self.turn}))


@dataclass(frozen=True, slots=True)
class PersonSignature:
    """The signature of a person's key over a decision, or over the abort of a plan from which the decision follows."""

    key: KeyOrigin
    signature: str
    abort: Mapping[str, object] | None = None

    def form(self) -> Form:
        """Return the signature in the form of a statement."""
        return {"key": self.key.form(), "signature": printable(self.signature), "abort": self.abort}

    @classmethod
    def read(cls, form: object, where: str) -> Self:
        """Read a signature from a statement. Raises EvidenceRefused."""
        if not isinstance(form, dict) or set(form) != {"key", "signature", "abort"}:
            raise EvidenceRefused(where, "does not say who signed the decision")
        abort = form["abort"]
        if abort is not None and not isinstance(abort, dict):
            raise EvidenceRefused(where, "does not say which abort the decision follows from")
        return cls(KeyOrigin.read(form["key"], where), text_in(form, "signature", where), abort)

    def because_not(self, decision: IncidentDecision, approvals: Mapping[str, PlanApproval]) -> str:
        """Return why it is no signature over a decision, or an empty text. ``approvals`` are those by plan."""
        if normal(self.key.person) != normal(decision.by):
            return f"the key is {self.key.person}'s, and the decision is of {decision.by}"
        content = decision.content
        if self.abort is not None:
            plan = approvals.get(str(self.abort.get("plan")))
            about = decision.said.get("identifier")
            fits = self.abort.get("wish") == _ABORT and self.abort.get("identifier") in ("", about)
            if plan is None or not fits or about not in (None, *plan.credentials):
                return "the abort that it follows from is of another plan or credential"
            content = plan_decision_content(self.abort)
        return "" if valid(self.key.public, self.signature, content) else "the person's signature does not match it"


@dataclass(frozen=True, slots=True)
class MadeDecision:
    """A decision as a statement has it, and the person's signature; None: the home alone signed it."""

    act: str
    identifier: str
    by: str
    made_at: str
    signature: PersonSignature | None

    @property
    def signed_by(self) -> str:
        """Whose key signed it, registered when and by whom."""
        if self.signature is None:
            return (
                "not known: no person's key signed it (the home had none when it was decided, or an earlier version "
                "decided it)"
            )
        return self.signature.key.said
