"""Judges from exports whether an exposed credential's old value is dead: grades B, C and D.

A (a probe with all controls) needs live access. B: the provider says gone *and* refused use stands in the logs.
C: gone in two complete reads later than the propagation window. D: a person's word, which closes nothing.
Gone means: no longer listed, listed as disabled, or (where the id outlives its value) given another value.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from keyroll.model.incident import Grade, VerdictKind
from keyroll.proof.facts import Act, Facts, Pointer, Reading, Sight

#: Complete reads that must agree before absence counts (DESIGN section 5, grade C).
READS = 2


class Why(StrEnum):
    """Why an item is where it is; the first four are how credentials survive a rotation."""

    MISSED = "missed"
    REPLACED_BUT_ALIVE = "replaced_but_alive"
    REENABLED = "reenabled"
    PARTLY_READ = "partly_read"
    USED_SINCE = "used_since"
    TOO_FEW_READS = "too_few_reads"
    NOT_SEEN = "not_seen"
    UNLISTABLE = "unlistable"
    GONE = "gone"
    DISABLED = "disabled"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its grade, its reason as a word and as a sentence, and the addresses of its evidence."""

    verdict: VerdictKind
    grade: Grade
    why: Why
    because: str
    evidence: tuple[Pointer, ...] = ()


def judge(facts: Facts, exposed_until: datetime) -> Judgement:
    """Return what is proven about a credential whose value was exposed until a time."""
    if not facts.listed or not facts.sights:
        return _unseen(facts)
    changed = _value_changed(facts, exposed_until)
    if changed:
        return _ended(facts, changed, Why.CHANGED, f"the provider records a new value on {_day(changed.at)}")
    last = facts.sights[-1]
    missing = [read for read in facts.reads if read.at > last.at]
    if any(read.complete for read in missing):
        gone = next(read for read in missing if read.complete)
        ended = _deleted(facts, last.at) or Act(gone.at, "gone", gone.address)
        return _ended(facts, ended, Why.GONE, f"gone from the provider's list since {_day(gone.at)}")
    if missing:
        return Judgement(
            VerdictKind.UNKNOWN,
            Grade.NONE,
            Why.PARTLY_READ,
            f"not seen since {_day(last.at)}, but no later read was complete: {missing[-1].because}",
            (last.address, missing[-1].address),
        )
    if last.state != "active":
        return _disabled(facts, last)
    return _alive(facts, last, exposed_until)


def _unseen(facts: Facts) -> Judgement:
    if facts.unlistable_because:
        return Judgement(VerdictKind.UNKNOWN, Grade.NONE, Why.UNLISTABLE, facts.unlistable_because)
    return Judgement(VerdictKind.UNKNOWN, Grade.NONE, Why.NOT_SEEN, "held by the vendor, but in no list of its issuer")


def _value_changed(facts: Facts, exposed_until: datetime) -> Act | None:
    """Return when the value was replaced under the same id, after the exposure, for kinds where that happens."""
    if not facts.in_place:
        return None
    recorded = [act for act in facts.acts if act.act == "value_changed" and act.at > exposed_until]
    if recorded:
        return recorded[0]
    before = [sight.generation for sight in facts.sights if sight.at <= exposed_until and sight.generation is not None]
    for sight in facts.sights:
        newer = bool(before) and sight.generation is not None and sight.generation > max(before)
        stated = sight.changed is not None and sight.changed > exposed_until
        if sight.at > exposed_until and (newer or stated):
            ended = max(sight.changed or sight.at, sight.old_value_until or sight.at) if newer else sight.changed
            return Act(ended or sight.at, "value_changed", sight.address)
    return None


def _deleted(facts: Facts, after: datetime) -> Act | None:
    return next((act for act in reversed(facts.acts) if act.act == "deleted" and act.at >= after), None)


def _disabled(facts: Facts, last: Sight) -> Judgement:
    since = last
    for sight in reversed(facts.sights):
        if sight.state == "active":
            break
        since = sight
    return _ended(facts, Act(since.at, "disabled", since.address), Why.DISABLED, f"disabled since {_day(since.at)}")


def _ended(facts: Facts, ended: Act, why: Why, because: str) -> Judgement:
    """Judge a credential whose end the provider records: B with refused use, C with two later complete reads."""
    settled = ended.at + facts.window
    accepted = [use for use in facts.uses if use.at > settled]
    if accepted and why is not Why.CHANGED:
        text = f"{because}, yet it was accepted on {_day(accepted[-1].at)}"
        return Judgement(VerdictKind.LIVE, Grade.NONE, Why.USED_SINCE, text, (ended.address, accepted[-1].address))
    refused = [refusal for refusal in facts.refusals if refusal.at > ended.at]
    reads = [read for read in facts.reads if read.complete and (read.at >= settled or read.address == ended.address)]
    if refused:
        text = f"{because}, and use of it was refused on {_day(refused[-1].at)}"
        return Judgement(VerdictKind.DEAD, Grade.B, why, text, (ended.address, refused[-1].address))
    if len(reads) >= READS:
        text = f"{because}, in {len(reads)} complete reads"
        return Judgement(VerdictKind.DEAD, Grade.C, why, text, (ended.address, *(read.address for read in reads[-2:])))
    text = f"{because}, but only {len(reads)} of {READS} complete reads came after that"
    return Judgement(VerdictKind.REVOKING, Grade.NONE, Why.TOO_FEW_READS, text, (ended.address, *_at(reads)))


def _alive(facts: Facts, last: Sight, exposed_until: datetime) -> Judgement:
    disabled = [sight for sight in facts.sights if sight.state != "active" and sight.at > exposed_until]
    if disabled:
        text = f"disabled on {_day(disabled[-1].at)}, active again on {_day(last.at)}"
        return Judgement(VerdictKind.LIVE, Grade.NONE, Why.REENABLED, text, (disabled[-1].address, last.address))
    if facts.successor:
        text = f"replaced by {facts.successor}, but the old one is still active on {_day(last.at)}"
        return Judgement(VerdictKind.LIVE, Grade.NONE, Why.REPLACED_BUT_ALIVE, text, (last.address,))
    text = f"never changed; still active on {_day(last.at)}"
    return Judgement(VerdictKind.LIVE, Grade.NONE, Why.MISSED, text, (last.address,))


def _at(reads: list[Reading]) -> tuple[Pointer, ...]:
    return tuple(read.address for read in reads)


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"
