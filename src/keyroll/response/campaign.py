"""A campaign over an incident: items, their derived states, and the open_items that is not proven dead."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from keyroll.model.incident import CLOSES, Grade, Incident, Item, Policy, Verdict, VerdictKind, Widening
from keyroll.model.json import Json
from keyroll.model.probe import Attempt, Target
from keyroll.proof.facts import gather
from keyroll.proof.probe.about import About
from keyroll.proof.tried import about, tried
from keyroll.proof.verdict import Judgement, judge
from keyroll.response.containment import Containment, containment
from keyroll.response.exposure import ChainStep, chain, exposure
from keyroll.store.relations import load
from keyroll.store.session import Session

T = TypeVar("T", Attempt, Target)


@dataclass(frozen=True, slots=True)
class Standing:
    """One item with what is proven about it; ``words`` is what people wrote, which closes nothing.

    ``about`` is what a judgement of its tries needs to know, where it is tried.
    """

    item: Item
    judgement: Judgement
    words: str = ""
    about: About | None = field(default=None, repr=False, compare=False)

    def proven(self, policy: Policy) -> bool:
        """Whether the policy takes the verdict as proof of death."""
        return self.judgement.verdict is VerdictKind.DEAD and self.judgement.grade in CLOSES[policy]


@dataclass(frozen=True, slots=True)
class Status:
    """Where an incident stands: every item, the proofs by grade, and the open_items.

    ``containment`` is there for an incident that has an intruder: one that was opened from a story.
    """

    incident: Incident
    standings: tuple[Standing, ...] = field(default=())
    containment: Containment | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing is left to do: everything proven dead, and nothing of an intruder's alive."""
        return not self.open_items and (self.containment is None or self.containment.contained)

    def way(self, identifier: str) -> tuple[ChainStep, ...]:
        """Return the steps that lead from the incident to one of its items."""
        return chain({standing.item.identifier: standing.item for standing in self.standings}, identifier)

    @property
    def open_items(self) -> tuple[Standing, ...]:
        """The items that are not proven dead."""
        return tuple(standing for standing in self.standings if not standing.proven(self.incident.policy))

    @property
    def proofs(self) -> dict[Grade, int]:
        """How many items are proven by each grade; D counts those that only a person's word speaks for."""
        counted = Counter(
            standing.judgement.grade for standing in self.standings if standing.judgement.verdict is VerdictKind.DEAD
        )
        words = sum(1 for standing in self.open_items if standing.words)
        return {Grade.A: counted[Grade.A], Grade.B: counted[Grade.B], Grade.C: counted[Grade.C], Grade.D: words}


@dataclass(frozen=True, slots=True)
class KeptIncident:
    """What the ledger keeps of an incident: its items, what people added, the tries and their places."""

    items: Sequence[Item] = ()
    widened: Sequence[Widening] = ()
    targets: Sequence[Target] = ()
    attempts: Sequence[Attempt] = ()


def status(session: Session, incident: Incident, kept: KeptIncident, now: datetime) -> Status:
    """Derive where an incident stands. What was found before or added by people stays in scope.

    Nothing leaves it, whatever later listings say of the vendor.
    """
    ids = _ids(session, (row.identifier for rows in (kept.items, kept.targets, kept.attempts) for row in rows))
    items = {ids[item.identifier]: replace(item, identifier=ids[item.identifier]) for item in kept.items}
    items.update({item.identifier: item for item in exposure(session, incident, kept.widened)})
    until = {identifier: item.last_exposed_at or incident.window_to for identifier, item in sorted(items.items())}
    facts = gather(session, until, kept.attempts)
    targets, attempts, standings = _by_id(kept.targets, ids), _by_id(kept.attempts, ids), []
    for identifier, item in sorted(items.items()):
        known = about(item, facts[identifier], targets[identifier], until[identifier])
        judged = judge(facts[identifier], until[identifier], tried(known, attempts[identifier], now))
        standings.append(Standing(item, judged, facts[identifier].note, known))
    return Status(incident, tuple(standings), _left(session, incident, standings, now))


def _left(session: Session, incident: Incident, standings: Sequence[Standing], now: datetime) -> Containment | None:
    """What the intruder left in the organisation, where the incident has one."""
    if not incident.story:
        return None
    dead = {
        standing.item.identifier: standing.judgement.settled or now
        for standing in standings
        if standing.proven(incident.policy)
    }
    return containment(session, incident.subjects, incident.window_from, dead)


def _ids(session: Session, identifiers: Iterable[str]) -> dict[str, str]:
    """Return the id that a credential goes by today for each identifier: the ledger keeps the id of its own day."""
    known = sorted(set(identifiers))
    load(session, "incident_identifiers", {"identifier": known})
    rows = session.tuples("SELECT identifier, id FROM identifiers JOIN incident_identifiers USING (identifier)")
    return {identifier: identifier for identifier in known} | {str(old): str(new) for old, new in rows}


def _by_id(rows: Iterable[T], ids: dict[str, str]) -> dict[str, list[T]]:
    grouped: dict[str, list[T]] = defaultdict(list)
    for kept_row in rows:
        grouped[ids[kept_row.identifier]].append(kept_row)
    return grouped


def verdicts(state: Status, now: datetime) -> list[Verdict]:
    """Return the verdicts of a status in the form in which the ledger keeps them."""
    return [
        Verdict(
            state.incident.name,
            standing.item.identifier,
            standing.judgement.verdict,
            now,
            standing.judgement.grade,
            f"{standing.judgement.why}: {standing.judgement.because}",
            _addresses(standing.judgement),
        )
        for standing in state.standings
    ]


def _addresses(judged: Judgement) -> Json:
    seen: list[Json] = [{"raw": seen_record.raw, "record": seen_record.record} for seen_record in judged.evidence]
    return seen + [{"attempt": attempt.id} for attempt in judged.attempts]
