"""A campaign over an incident: its items, their derived states, and the open items."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from keyroll.model.incident import CLOSES, ClosingPolicy, Grade, Incident, Item, Narrowing, Verdict, VerdictKind
from keyroll.model.json import Json
from keyroll.model.probe import Attempt, ProbeTarget
from keyroll.model.register import UnmatchedRow
from keyroll.proof.attempts_verdict import attempts_verdict, probe_context
from keyroll.proof.probe.context import ProbeContext
from keyroll.proof.verdict import Judgement, judge
from keyroll.response.containment import Containment
from keyroll.response.exposure import ChainStep, chain
from keyroll.response.grounds import Grounds, KeptIncident

T = TypeVar("T", Attempt, ProbeTarget)


@dataclass(frozen=True, slots=True)
class ItemStanding:
    """An item and its judgement.

    ``words`` holds people's statements about the item, which close nothing. ``context`` holds the data for the
    judgement of its authentication attempts; None if the credential is not probed.
    """

    item: Item
    judgement: Judgement
    words: str = ""
    context: ProbeContext | None = field(default=None, repr=False, compare=False)

    def proven(self, policy: ClosingPolicy) -> bool:
        """Whether the policy accepts the verdict as proof of death."""
        return self.judgement.verdict is VerdictKind.DEAD and self.judgement.grade in CLOSES[policy]


@dataclass(frozen=True, slots=True)
class Status:
    """The status of an incident: every item, the proofs by grade, and the open items.

    ``containment`` is set for an incident that was opened from a story. ``narrowed`` lists the credentials that people
    removed from its scope; they have no standing. ``unmatched`` are rows of the register without which the exposure is
    not complete.
    """

    incident: Incident
    standings: tuple[ItemStanding, ...] = field(default=())
    containment: Containment | None = None
    narrowed: tuple[Narrowing, ...] = ()
    unmatched: tuple[UnmatchedRow, ...] = ()

    @property
    def ended(self) -> bool:
        """Whether every item is proven dead, its exposure is complete, and no object of an intruder is alive."""
        return not self.open_items and not self.unmatched and (self.containment is None or self.containment.contained)

    def way(self, identifier: str) -> tuple[ChainStep, ...]:
        """Return the steps that lead from the incident to one of its items."""
        return chain({standing.item.identifier: standing.item for standing in self.standings}, identifier)

    @property
    def open_items(self) -> tuple[ItemStanding, ...]:
        """The items that are not proven dead."""
        return tuple(standing for standing in self.standings if not standing.proven(self.incident.policy))

    @property
    def proofs(self) -> dict[Grade, int]:
        """The number of proven items by grade; D counts items with no evidence but a person's statement."""
        counted = Counter(
            standing.judgement.grade for standing in self.standings if standing.judgement.verdict is VerdictKind.DEAD
        )
        words = sum(1 for standing in self.open_items if standing.words)
        return {Grade.A: counted[Grade.A], Grade.B: counted[Grade.B], Grade.C: counted[Grade.C], Grade.D: words}


def status(known: Grounds, incident: Incident, kept: KeptIncident, now: datetime) -> Status:
    """Derive the status of an incident from its logs and listings."""
    targets, attempts, standings = _by_id(kept.targets, known.ids), _by_id(kept.attempts, known.ids), []
    out = {known.ids.get(one.identifier, one.identifier) for one in kept.narrowed}
    for item in (one for one in known.items if one.identifier not in out):
        one, of_item = item.identifier, known.known[item.identifier]
        facts, until = of_item.facts, of_item.exposed_until
        probed = probe_context(item, facts, targets[one], until)
        judged = judge(facts, until, attempts_verdict(probed, attempts[one], now))
        standings.append(ItemStanding(item, judged, facts.note, probed))
    return Status(
        incident, tuple(standings), _left(known, incident, standings, now), tuple(kept.narrowed), known.unmatched
    )


def _left(known: Grounds, incident: Incident, standings: Sequence[ItemStanding], now: datetime) -> Containment | None:
    """Return the footholds of the incident's intruder; None for an incident without an intruder."""
    if known.left is None:
        return None
    dead = {one.item.identifier: one.judgement.settled or now for one in standings if one.proven(incident.policy)}
    return known.left.without(dead)


def _by_id(rows: Iterable[T], ids: Mapping[str, str]) -> dict[str, list[T]]:
    grouped: dict[str, list[T]] = defaultdict(list)
    for kept_row in rows:
        grouped[ids[kept_row.identifier]].append(kept_row)
    return grouped


def verdicts(state: Status, now: datetime) -> list[Verdict]:
    """Return the verdicts of a status in the ledger's form."""
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
