"""Judges whether an exposed credential's old value is dead, by exports (grades B, C, D) and by attempts (grade A).

A: attempts with all controls (see ``proof.probe``). B: the provider says gone *and* refused use is in the logs. C: gone
in two complete reads later than the propagation window. D: a person's statement, which closes nothing. Gone means: no
longer listed in a complete read; listed as disabled or expired; deleted or disabled by the provider's own log (the only
evidence for credentials without a list); or (if the id outlives its value) given another value. A record that makes it
usable again restarts the judgement.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from keyroll.model.incident import Grade, VerdictKind
from keyroll.model.observation import CredentialState
from keyroll.model.probe import Attempt
from keyroll.proof.facts import CredentialAct, CredentialFacts, CredentialSight
from keyroll.proof.pointer import Pointer
from keyroll.proof.probe.context import AttemptsVerdict, ProviderRecord

#: Complete reads that must agree before absence counts (DESIGN section 5, grade C).
READS = 2

#: States in which a provider refuses a credential. Not yet active, and reported as compromised, are not among them.
_ENDED = frozenset({CredentialState.SUSPENDED, CredentialState.DEACTIVATED, CredentialState.DESTROYED})
#: Acts in logs, and whether a credential is usable after each.
_ACTS = {"created": True, "enabled": True, "disabled": False, "deleted": False}


class Why(StrEnum):
    """The reason of a verdict; the first four are the ways in which credentials survive a rotation."""

    MISSED = "missed"
    REPLACED_BUT_ALIVE = "replaced_but_alive"
    REENABLED = "reenabled"
    PARTLY_READ = "partly_read"
    USED_SINCE = "used_since"
    TOO_FEW_READS = "too_few_reads"
    CHANGED_TOO_EARLY = "changed_too_early"
    NOT_SEEN = "not_seen"
    UNLISTABLE = "unlistable"
    GONE = "gone"
    DISABLED = "disabled"
    EXPIRED = "expired"
    CHANGED = "changed"
    TRIED = "tried"


#: The order of the texts of a mark, the most specific first.
_SAID = (
    ("gone", Why.GONE, "gone from the provider's list since"),
    ("deleted", Why.GONE, "deleted by the provider's log on"),
    ("disabled", Why.DISABLED, "disabled since"),
    ("expired", Why.EXPIRED, "expired by"),
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its grade, its reason as a code and as a sentence, and the addresses of its evidence.

    ``attempts`` are the attempts that support it. ``next_at`` is when the next one is due, if attempts are made.
    ``stuck`` is the next step of a person if no further attempt can prove it dead. ``open_values`` are the
    fingerprints of the values that are not refused for good. ``settled`` is when the end in the provider's record had
    reached every place.
    """

    verdict: VerdictKind
    grade: Grade
    why: Why
    because: str
    evidence: tuple[Pointer, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    next_at: datetime | None = None
    stuck: str = field(default="", compare=False)
    open_values: frozenset[str] = field(default=frozenset(), compare=False)
    settled: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, order=True)
class _Mark:
    """The record of one source at one moment: usable or not.

    Of two records of one moment the less safe one counts as later.
    """

    at: datetime
    usable: bool
    said: str
    address: Pointer


def judge(facts: CredentialFacts, exposed_until: datetime, tried: AttemptsVerdict | None = None) -> Judgement:
    """Return the verdict on a credential whose value was exposed until a time, by exports and by attempts."""
    by_exports = _by_exports(_sorted(facts), exposed_until)
    return _with_tries(by_exports, tried) if tried else by_exports


def record(facts: CredentialFacts, exposed_until: datetime) -> tuple[ProviderRecord, datetime | None]:
    """Return the provider's own record of the exposed value in its list and log, and the time since which it holds."""
    facts = _sorted(facts)
    if not facts.listed or not facts.sights:
        ended = _ended_by_log(facts)
        return (ProviderRecord.GONE, ended[0].at) if ended else (ProviderRecord.UNKNOWN, None)
    changed, marks = _value_changed(facts, exposed_until), _marks(facts)
    stopped = _trailing(marks)
    if changed or stopped:
        return ProviderRecord.GONE, changed[0].at if changed else stopped[0].at
    # An account is listed as active, whatever the state of its password.
    return (ProviderRecord.UNKNOWN, None) if facts.in_place else (ProviderRecord.ACTIVE, marks[-1].at)


def _with_tries(judgement: Judgement, tried: AttemptsVerdict) -> Judgement:
    """Join both: an attempt is more direct evidence than an export, but is true only for the time of the attempt."""
    probed = Judgement(
        tried.verdict,
        Grade.A if tried.verdict is VerdictKind.DEAD else Grade.NONE,
        Why.TRIED,
        tried.because,
        evidence=tried.rests_on,
        attempts=tried.attempts,
        next_at=tried.next_at,
        stuck=tried.stuck,
        open_values=tried.open_values,
    )
    undecided = tried.verdict is VerdictKind.UNKNOWN or (
        tried.verdict is VerdictKind.REVOKING and judgement.verdict is VerdictKind.DEAD
    )
    # If no further attempt helps, the missing part of the attempts belongs to the reason.
    both = f"{judgement.because}; {tried.because}" if tried.stuck else judgement.because
    further = replace(judgement, because=both, next_at=tried.next_at, stuck=tried.stuck, open_values=tried.open_values)
    if undecided and judgement.verdict in (VerdictKind.DEAD, VerdictKind.LIVE):
        return further
    ended_later = judgement.settled and tried.seen_at and tried.seen_at < judgement.settled
    if judgement.verdict is VerdictKind.DEAD and tried.verdict is VerdictKind.LIVE and ended_later:
        return further
    return probed


def _by_exports(facts: CredentialFacts, exposed_until: datetime) -> Judgement:
    if not facts.listed or not facts.sights:
        ended = _ended_by_log(facts)
        return _stopped(facts, ended) if ended else _unseen(facts)
    changed = _value_changed(facts, exposed_until)
    if changed:
        renewed = _ended(facts, changed[0], Why.CHANGED, changed[1])
        # The exposed value died with the change; the state of the new value is a separate question.
        if renewed.verdict is VerdictKind.DEAD:
            return renewed
    marks = _marks(facts)
    stopped = _trailing(marks)
    if stopped:
        return _stopped(facts, stopped)
    return renewed if changed else _usable(facts, marks, exposed_until)


def _sorted(facts: CredentialFacts) -> CredentialFacts:
    def by_time(acts: Sequence[CredentialAct]) -> tuple[CredentialAct, ...]:
        return tuple(sorted(acts, key=lambda act: (act.at, act.act, act.address)))

    return replace(
        facts,
        sights=tuple(sorted(facts.sights, key=lambda sight: (sight.at, not _refused(sight), sight.address))),
        reads=tuple(sorted(facts.reads, key=lambda read: (read.at, read.complete, read.address))),
        acts=by_time(facts.acts),
        uses=by_time(facts.uses),
        refusals=by_time(facts.refusals),
    )


def _unseen(facts: CredentialFacts) -> Judgement:
    if facts.unlistable_because:
        return Judgement(VerdictKind.UNKNOWN, Grade.NONE, Why.UNLISTABLE, facts.unlistable_because)
    return Judgement(VerdictKind.UNKNOWN, Grade.NONE, Why.NOT_SEEN, "held by the vendor, but in no list of its issuer")


def _value_changed(facts: CredentialFacts, exposed_until: datetime) -> tuple[CredentialAct, str] | None:
    """If a rotation keeps the id, return the time from which the exposed value is refused, and the reason as text.

    Any value that existed up to ``exposed_until`` is exposed: only a change that is known to be later counts. A
    previous value that is still accepted for a grace period has not ended before the end of that period.
    """
    if not facts.in_place:
        return None
    later = [sight for sight in facts.sights if sight.at > exposed_until]
    renewed = _renewed(facts, exposed_until)
    known = [act for act in facts.acts if act.act == "value_changed" and act.at > exposed_until]
    known += [
        CredentialAct(listed.changed, "value_changed", listed.address)
        for listed in later
        if listed.changed is not None and exposed_until < listed.changed <= listed.at
    ]
    known += [CredentialAct(renewal.at, "value_changed", renewal.address) for renewal in renewed]
    if not known:
        return None
    first = min(known, key=lambda fact: fact.at)
    since = [sight for sight in later if sight.at >= first.at]
    new_values = {listed.generation for listed in (*since[:1], *renewed[:1])}
    graces = [listed.old_value_until for listed in since if listed.old_value_until and listed.generation in new_values]
    text = f"the provider records a new value on {_day(first.at)}"
    if not graces or max(graces) <= first.at:
        return first, text
    return replace(first, at=max(graces)), f"{text} and accepts the old one until {_day(max(graces))}"


def _renewed(facts: CredentialFacts, exposed_until: datetime) -> list[CredentialSight]:
    """Return the listings of a value newer than any value that may have existed before the exposure ended.

    The first listing after that end may show a value that was made just before it.
    """
    numbered = [(sight, sight.generation) for sight in facts.sights if sight.generation is not None]
    later = [(sight, number) for sight, number in numbered if sight.at > exposed_until]
    exposed = [number for sight, number in numbered if sight.at <= exposed_until] + [number for _, number in later[:1]]
    return [sight for sight, number in later if number > max(exposed)]


def _marks(facts: CredentialFacts) -> list[_Mark]:
    """Return all records of whether the credential is usable, in order of time."""
    shown = {sight.at for sight in facts.sights}
    marks = [_Mark(listed.at, not _refused(listed), _said(listed), listed.address) for listed in facts.sights]
    # Absence counts in a complete read only, and only after the credential was listed once.
    marks += [
        _Mark(read.at, usable=False, said="gone", address=read.address)
        for read in facts.reads
        if read.complete and read.at > facts.sights[0].at and read.at not in shown
    ]
    return sorted(marks + _told_by_log(facts))


def _ended_by_log(facts: CredentialFacts) -> list[_Mark]:
    """Return the end of a credential that was never listed, by its issuer's log; nothing if no record ended it."""
    return [] if facts.sights else _trailing(_told_by_log(facts))


def _told_by_log(facts: CredentialFacts) -> list[_Mark]:
    """Return the acts on the credential in the issuer's own log, in order of time."""
    return sorted(_Mark(act.at, _ACTS[act.act], act.act, act.address) for act in facts.acts if act.act in _ACTS)


def _refused(sight: CredentialSight) -> bool:
    return sight.state in _ENDED or _expired(sight)


def _expired(sight: CredentialSight) -> bool:
    return sight.expires is not None and sight.expires <= sight.at


def _said(sight: CredentialSight) -> str:
    if sight.state in _ENDED:
        return "disabled"
    return "expired" if _expired(sight) else sight.state


def _trailing(marks: list[_Mark]) -> list[_Mark]:
    """Return the marks after the last mark that shows the credential as usable."""
    usable = [place for place, mark in enumerate(marks) if mark.usable]
    return marks[usable[-1] + 1 :] if usable else marks


def _stopped(facts: CredentialFacts, marks: list[_Mark]) -> Judgement:
    first = {mark.said: mark for mark in reversed(marks)}
    why, text, mark = next((why, text, first[said]) for said, why, text in _SAID if said in first)
    ended = CredentialAct(marks[0].at, marks[0].said, marks[0].address)
    return _ended(facts, ended, why, f"{text} {_day(mark.at)}")


def _ended(facts: CredentialFacts, ended: CredentialAct, why: Why, because: str) -> Judgement:
    """Judge a credential whose end is in the provider's record: B with refused use, C with two later complete reads.

    Records within the propagation window prove nothing either way.
    """
    settled = ended.at + facts.window
    accepted = [use for use in facts.uses if use.at > settled]
    if accepted and why is not Why.CHANGED:
        text = f"{because}, yet it was accepted on {_day(accepted[-1].at)}"
        return Judgement(VerdictKind.LIVE, Grade.NONE, Why.USED_SINCE, text, (ended.address, accepted[-1].address))
    refused = [refusal for refusal in facts.refusals if refusal.at > settled]
    if refused:
        text = f"{because}, and use of it was refused on {_day(refused[-1].at)}"
        return Judgement(VerdictKind.DEAD, Grade.B, why, text, (ended.address, refused[-1].address), settled=settled)
    if not facts.sights:
        # Absence from a list proves nothing about a credential that was never in one.
        why = Why.UNLISTABLE if facts.unlistable_because else Why.NOT_SEEN
        text = f"{because}, but no list shows it, and no refused use of it is known since"
        return Judgement(VerdictKind.UNKNOWN, Grade.NONE, why, text, (ended.address,))
    reads = [read for read in facts.reads if read.complete and read.at >= settled]
    if len(reads) >= READS:
        text = f"{because}, in {len(reads)} complete reads"
        addresses = (ended.address, *(read.address for read in reads[-2:]))
        return Judgement(VerdictKind.DEAD, Grade.C, why, text, addresses, settled=settled)
    text = f"{because}, but only {len(reads)} of {READS} complete reads came after that"
    evidence = (ended.address, *(read.address for read in reads))
    return Judgement(VerdictKind.REVOKING, Grade.NONE, Why.TOO_FEW_READS, text, evidence)


def _usable(facts: CredentialFacts, marks: list[_Mark], exposed_until: datetime) -> Judgement:
    """Judge a credential without a record that its exposed value has ended."""
    last, word = facts.sights[-1], marks[-1]
    missing = [read for read in facts.reads if read.at > last.at]
    if missing and word.said not in _ACTS:
        text = f"not seen since {_day(last.at)}, but no later read was complete: {missing[-1].because}"
        addresses = (last.address, missing[-1].address)
        return Judgement(VerdictKind.UNKNOWN, Grade.NONE, Why.PARTLY_READ, text, addresses)
    off = [mark for mark in marks if not mark.usable and mark.at > exposed_until]
    if off:
        text = f"{off[-1].said} on {_day(off[-1].at)}, active again on {_day(word.at)}"
        return Judgement(VerdictKind.LIVE, Grade.NONE, Why.REENABLED, text, (off[-1].address, word.address))
    if facts.successor:
        text = f"replaced by {facts.successor}, but the old one is still active on {_day(word.at)}"
        return Judgement(VerdictKind.LIVE, Grade.NONE, Why.REPLACED_BUT_ALIVE, text, (word.address,))
    return _unchanged(facts, word, exposed_until)


def _unchanged(facts: CredentialFacts, word: _Mark, exposed_until: datetime) -> Judgement:
    early = [act for act in facts.acts if act.act == "value_changed" and act.at <= exposed_until]
    if facts.in_place and early:
        text = f"changed on {_day(early[-1].at)}, before the exposure ended, and not since; active on {_day(word.at)}"
        return Judgement(VerdictKind.LIVE, Grade.NONE, Why.MISSED, text, (early[-1].address, word.address))
    before = [sight for sight in facts.sights if sight.at <= exposed_until and sight.generation is not None]
    after = [sight for sight in facts.sights if sight.at > exposed_until and sight.generation is not None]
    if facts.in_place and before and after and before[-1].generation != after[0].generation:
        text = f"changed between {_day(before[-1].at)} and {_day(after[0].at)}, perhaps before the exposure ended"
        addresses = (before[-1].address, after[0].address)
        return Judgement(VerdictKind.UNKNOWN, Grade.NONE, Why.CHANGED_TOO_EARLY, text, addresses)
    text = f"never changed; still active on {_day(word.at)}"
    return Judgement(VerdictKind.LIVE, Grade.NONE, Why.MISSED, text, (word.address,))


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"
