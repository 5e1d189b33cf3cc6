"""The approval of a plan in the chain of the incident that proves its changes: whose key planned, whose approved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from keyroll.clock import iso
from keyroll.errors import EvidenceRefused
from keyroll.model.person import same
from keyroll.model.text import printable
from keyroll.proof.evidence.dsse import text_in, time_of
from keyroll.proof.evidence.persons import KeyOrigin, approval_content, valid
from keyroll.proof.evidence.statement import Form

_TEXTS: Final = ("plan", "id", "approved", "signature")
#: The difference of clocks that is accepted between the approver's machine and the home's.
_SKEW: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class PlanApproval:
    """An approval under which a plan began. ``approved`` is the hash of what was approved: of the plan or its schedule.

    The text of the plan is in no statement: the home checked the planner's signature over it before the plan began.
    """

    plan: str
    id: str
    approved: str
    credentials: tuple[str, ...]
    planner: KeyOrigin
    approver: KeyOrigin
    approved_at: datetime
    expires_at: datetime
    signature: str

    def form(self) -> Form:
        """Return the approval in the form of a statement."""
        times = {name: iso(getattr(self, name)) for name in ("approved_at", "expires_at")}
        keys = {"planner": self.planner.form(), "approver": self.approver.form()}
        texts = {name: printable(getattr(self, name)) for name in _TEXTS}
        return {**texts, **times, **keys, "credentials": list(map(printable, self.credentials))}

    @classmethod
    def read(cls, form: object, begun_at: datetime, where: str) -> Self:
        """Read an approval from a statement, and check the approver's signature. Raises EvidenceRefused."""
        texts = [text_in(form, name, where) for name in _TEXTS]
        begins, ends = (time_of(text_in(form, name, where), where) for name in ("approved_at", "expires_at"))
        given = form if isinstance(form, Mapping) else {}
        some = given.get("credentials")
        if not isinstance(some, list) or not all(isinstance(one, str) for one in some):
            raise EvidenceRefused(where, "does not say which credentials the plan changes")
        planner, approver = (KeyOrigin.read(given.get(name), where) for name in ("planner", "approver"))
        plan, hashed, approved, signature = texts
        found = cls(plan, hashed, approved, tuple(some), planner, approver, begins, ends, signature)
        if found.form() != form:
            raise EvidenceRefused(where, "has another form than an approval")
        if because := found._refused(begun_at):
            raise EvidenceRefused(where, f"the plan {found.plan}: {because}")
        return found

    def _refused(self, begun_at: datetime) -> str:
        """Return why the approval does not count for a plan that began at a time, or an empty text."""
        content = approval_content(self.approved, self.approved_at, self.expires_at)
        if not valid(self.approver.public, self.signature, content):
            return f"the signature of {self.approver.person} does not match the approval"
        if self.approver.public == self.planner.public or same(self.approver.person, self.planner.person):
            return f"{self.approver.person} planned it and cannot approve it"
        if not self.approved_at - _SKEW <= begun_at <= self.expires_at:
            return f"it began on {iso(begun_at)}, when the approval was not valid"
        return ""
