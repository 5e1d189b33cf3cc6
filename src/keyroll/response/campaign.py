"""A campaign over an incident: items, their derived states, and the residue that is not proven dead."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from keyroll.model.incident import Grade, Incident, Item, Policy, Verdict, VerdictKind, Widening
from keyroll.proof.facts import gather
from keyroll.proof.verdict import Judgement, judge
from keyroll.response.exposure import exposure
from keyroll.store.session import Session

#: Which grades close an item, by policy (DESIGN section 5).
CLOSES = {
    Policy.LIVE: frozenset({Grade.A, Grade.B}),
    Policy.EXPORTS: frozenset({Grade.A, Grade.B, Grade.C}),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One item with what is proven about it; ``words`` is what people wrote, which closes nothing."""

    item: Item
    judgement: Judgement
    words: str = ""

    def proven(self, policy: Policy) -> bool:
        """Whether the policy takes the verdict as proof of death."""
        return self.judgement.verdict is VerdictKind.DEAD and self.judgement.grade in CLOSES[policy]


@dataclass(frozen=True, slots=True)
class Status:
    """Where an incident stands: every item, the proofs by grade, and the residue."""

    incident: Incident
    standings: tuple[Standing, ...] = field(default=())

    @property
    def residue(self) -> tuple[Standing, ...]:
        """The items that are not proven dead."""
        return tuple(one for one in self.standings if not one.proven(self.incident.policy))

    @property
    def proofs(self) -> dict[Grade, int]:
        """How many items are proven by each grade; D counts those that only a person's word speaks for."""
        counted = Counter(one.judgement.grade for one in self.standings if one.judgement.verdict is VerdictKind.DEAD)
        words = sum(1 for one in self.residue if one.words)
        return {Grade.A: counted[Grade.A], Grade.B: counted[Grade.B], Grade.C: counted[Grade.C], Grade.D: words}


def status(session: Session, incident: Incident, kept: Sequence[Item] = (), widened: Sequence[Widening] = ()) -> Status:
    """Derive where an incident stands; ``kept`` are the items found before, which stay in scope.

    So does what people widened the scope by. Nothing leaves it, whatever later surveys say of the vendor.
    """
    items = {item.handle: item for item in _named_now(session, kept)}
    items.update({item.handle: item for item in exposure(session, incident, widened)})
    facts = gather(session, sorted(items), incident.window_to)
    standings = [Standing(items[one], judge(facts[one], incident.window_to), facts[one].note) for one in sorted(items)]
    return Status(incident, tuple(standings))


def _named_now(session: Session, kept: Sequence[Item]) -> list[Item]:
    """Return the items by the ids that their credentials go by today: an item is kept by the id of its own day."""
    session.load_columns("kept", {"handle": "VARCHAR"}, {"handle": [item.handle for item in kept]})
    ids = {str(old): str(new) for old, new in session.tuples("SELECT handle, id FROM handles JOIN kept USING (handle)")}
    return [replace(item, handle=ids.get(item.handle, item.handle)) for item in kept]


def verdicts(state: Status, now: datetime) -> list[Verdict]:
    """Return the verdicts of a status in the form in which the ledger keeps them."""
    return [
        Verdict(
            state.incident.name,
            one.item.handle,
            one.judgement.verdict,
            now,
            one.judgement.grade,
            f"{one.judgement.why}: {one.judgement.because}",
            [{"raw": seen.raw, "record": seen.record} for seen in one.judgement.evidence],
        )
        for one in state.standings
    ]
