"""The result of the check of a bundle."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from keyroll.errors import EvidenceRefused
from keyroll.model.campaign import Excepted
from keyroll.model.incident import ClosingPolicy, Grade, VerdictKind
from keyroll.proof.evidence.acts import IncidentAct
from keyroll.proof.evidence.approvals import PlanApproval
from keyroll.proof.evidence.decided import MadeDecision
from keyroll.proof.evidence.record import IncidentRecord


@dataclass(frozen=True, slots=True)
class Checked:
    """The content of a sound bundle.

    ``earlier`` are the roots of earlier states of the log by size, since which the log only grew. ``keys`` are the
    ids of all keys that signed. ``pinned`` is whether they were given from outside. ``stamped`` is the authority and
    the time of the head's time stamp, if one was checked. ``stamps`` is the number of time stamps.
    """

    record: IncidentRecord
    keys: tuple[str, ...]
    head_key: str
    size: int
    root: str
    signed_at: str
    extends: int | None
    earlier: Mapping[int, bytes]
    pinned: bool
    stamped: tuple[str, datetime] | None = None
    stamps: int = 0

    @property
    def incident(self) -> str:
        """The incident's name."""
        return self.record.name

    @property
    def statements(self) -> int:
        """The number of statements about credentials: verdicts and exceptions."""
        return self.record.grades.total() + len(self.record.exceptions)

    @property
    def policy(self) -> ClosingPolicy:
        """The policy that was signed last."""
        return self.record.policy

    @property
    def grades(self) -> Mapping[Grade, int]:
        """The number of verdicts by grade."""
        return dict(self.record.grades)

    @property
    def dead(self) -> Mapping[Grade, int]:
        """The number of credentials whose last verdict is dead, by grade."""
        return Counter(
            verdict.grade for verdict in self.record.verdicts.values() if verdict.verdict is VerdictKind.DEAD
        )

    @property
    def others(self) -> Mapping[VerdictKind, int]:
        """The number of credentials whose last verdict is another one."""
        return Counter(
            verdict.verdict for verdict in self.record.verdicts.values() if verdict.verdict is not VerdictKind.DEAD
        )

    @property
    def exceptions(self) -> tuple[Excepted, ...]:
        """The last exception of each credential, each of which leaves it unproven."""
        return tuple(self.record.last_exceptions())

    @property
    def unjudged(self) -> list[str]:
        """The exposed credentials without a signed verdict."""
        return sorted(self.record.scope - set(self.record.verdicts))

    @property
    def open(self) -> list[str]:
        """The credentials that are not proven dead as the policy requires."""
        return self.record.open()

    @property
    def approvals(self) -> tuple[PlanApproval, ...]:
        """The approvals under which plans changed credentials of the scope, each with the keys of two persons."""
        return tuple(self.record.approvals.values())

    @property
    def without_approval(self) -> list[str]:
        """The credentials that are found dead and are in no approved plan of the bundle."""
        approved = {one for approval in self.approvals for one in approval.credentials}
        dead = (name for name, one in self.record.verdicts.items() if one.verdict is VerdictKind.DEAD)
        return sorted(set(dead) - approved)

    @property
    def decided(self) -> tuple[MadeDecision, ...]:
        """The decisions of people about the incident, oldest first."""
        return tuple(self.record.decided)

    @property
    def incomplete(self) -> tuple[str, ...]:
        """The rows of the register that may name further exposed credentials."""
        return self.record.incomplete

    @property
    def closed(self) -> IncidentAct | None:
        """The closing, with the outcome of each credential of the scope; None while the incident is open."""
        return self.record.closed

    def after(self, size: int, root: bytes) -> None:
        """Check that the log only grew since an earlier head. Raises EvidenceRefused."""
        again = f"request a new bundle: keyroll report evidence {self.incident} --since {size}:{root.hex()}"
        if size > self.size:
            what = f"the log had {size} statements before and has {self.size} now: it was rolled back"
            raise EvidenceRefused("since", what, hint="ask its owner why; trust neither the home nor its copies")
        if size == self.size:
            if root.hex() != self.root:
                raise EvidenceRefused("since", f"there are two heads of {size} statements: the log was forked")
            return
        if size not in self.earlier:
            what = f"the bundle does not show that the log of {size} statements was only added to"
            raise EvidenceRefused("since", what, hint=again)
        if self.earlier[size] != root:
            what = f"the log does not begin with the {size} statements that it had before: it was rewritten"
            raise EvidenceRefused("since", what, hint="ask its owner why; trust neither the home nor its copies")
