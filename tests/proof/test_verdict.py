"""What counts as proof of death, by example."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from keyroll.model.incident import VerdictKind
from keyroll.proof.facts import CredentialAct, CredentialFacts, CredentialSight, Reading
from keyroll.proof.pointer import Pointer
from keyroll.proof.probe.context import AttemptsVerdict, ProviderRecord
from keyroll.proof.verdict import Judgement, Why, judge, record

UNTIL = datetime(2023, 10, 18, 23, 59, 59, tzinfo=UTC)
WINDOW = timedelta(minutes=5)


def on(day: str, time: str = "00:00") -> datetime:
    return datetime.fromisoformat(f"2023-{day}T{time}:00+00:00")


def sight(day: str, state: str = "active", **more: Any) -> CredentialSight:
    empty: dict[str, Any] = {"generation": None, "changed": None, "old_value_until": None}
    return CredentialSight(on(day), state=state, address=Pointer(f"survey {day}", 1), **(empty | more))


def read(day: str, *, complete: bool = True) -> Reading:
    return Reading(on(day), complete, "" if complete else "the last page announces another one", Pointer(day, 0))


def act(name: str, day: str, time: str = "12:00") -> CredentialAct:
    return CredentialAct(on(day, time), name, Pointer(f"log {day}", 7))


def facts(*sights: CredentialSight, reads: tuple[Reading, ...] = (), **more: Any) -> CredentialFacts:
    """A listed credential; every sight of it stands in a complete read."""
    seen = tuple(read(f"{one.at:%m-%d}") for one in sights)
    given: dict[str, Any] = {
        "listed": True,
        "in_place": False,
        "window": WINDOW,
        "reads": (*seen, *reads),
        "sights": sights,
    }
    return CredentialFacts("aws@*:access_key_id:AKIA1", **(given | more))


def verdict(judgement: Judgement) -> tuple[VerdictKind, str, Why]:
    return judgement.verdict, str(judgement.grade), judgement.why


SEEN = (sight("10-13"), sight("10-20"))
GONE = (read("10-27"), read("11-03"), read("11-10"))


def test_missed():
    found = judge(facts(*SEEN), UNTIL)
    assert verdict(found) == (VerdictKind.LIVE, "", Why.MISSED)
    assert found.because == "never changed; still active on 2023-10-20"
    assert found.evidence == (Pointer("survey 10-20", 1),)


def test_replaced_but_alive():
    found = judge(facts(*SEEN, successor="aws@*:access_key_id:AKIA2"), UNTIL)
    assert verdict(found) == (VerdictKind.LIVE, "", Why.REPLACED_BUT_ALIVE)
    assert "AKIA2" in found.because


@pytest.mark.parametrize(
    "between",
    [
        {"sights": (SEEN[0], sight("10-27", "suspended"), sight("11-03"))},
        {"sights": (*SEEN, sight("11-03")), "reads": (read("10-20"), read("10-27"), read("11-03"))},
        {"sights": (*SEEN, sight("11-03")), "acts": (act("disabled", "10-21"), act("enabled", "10-22"))},
        {"sights": (*SEEN, sight("10-27", expires=on("10-26")), sight("11-03", expires=on("12-26")))},
    ],
    ids=["disabled at a survey", "absent from a complete read", "between two surveys", "expired and renewed"],
)
def test_reenabled(between):
    assert verdict(judge(facts(**between), UNTIL)) == (VerdictKind.LIVE, "", Why.REENABLED)


def test_switched_on_again_after_the_last_survey():
    off = (*SEEN, sight("10-27", "suspended"), sight("11-03", "suspended"), sight("11-10", "suspended"))
    assert verdict(judge(facts(*off), UNTIL)) == (VerdictKind.DEAD, "C", Why.DISABLED)
    found = judge(facts(*off, acts=(act("enabled", "11-12"),)), UNTIL)
    assert verdict(found) == (VerdictKind.LIVE, "", Why.REENABLED)


def test_partly_read():
    found = judge(facts(*SEEN, reads=(read("10-27", complete=False), read("11-03", complete=False))), UNTIL)
    assert verdict(found) == (VerdictKind.UNKNOWN, "", Why.PARTLY_READ)
    assert "announces another" in found.because


def test_gone_needs_two_complete_reads_later_than_the_window():
    """That it ended before the first read that misses it is clear, but not that the window had passed by then."""
    for reads, expected in (
        (GONE[:1], (VerdictKind.REVOKING, "", Why.TOO_FEW_READS)),
        (GONE[:2], (VerdictKind.REVOKING, "", Why.TOO_FEW_READS)),
        (GONE, (VerdictKind.DEAD, "C", Why.GONE)),
        ((*GONE[:2], read("11-10", complete=False)), (VerdictKind.REVOKING, "", Why.TOO_FEW_READS)),
    ):
        assert verdict(judge(facts(*SEEN, reads=reads), UNTIL)) == expected


def test_a_logged_deletion_dates_the_end():
    deleted = act("deleted", "10-26")
    found = judge(facts(*SEEN, reads=GONE[:2], acts=(deleted,)), UNTIL)
    assert verdict(found) == (VerdictKind.DEAD, "C", Why.GONE)
    assert found.evidence[0] == deleted.address
    # One minute before the read: the window has not passed yet.
    late = facts(*SEEN, reads=GONE[:2], acts=(act("deleted", "10-26", "23:59"),))
    assert verdict(judge(late, UNTIL)) == (VerdictKind.REVOKING, "", Why.TOO_FEW_READS)


def test_a_logged_deletion_before_a_sight_is_no_end():
    found = judge(facts(*SEEN, sight("10-27"), acts=(act("deleted", "10-22"),)), UNTIL)
    assert found.verdict is VerdictKind.LIVE


def test_deleted_after_the_last_survey():
    """The provider records the end, but nothing has confirmed it yet."""
    found = judge(facts(*SEEN, acts=(act("deleted", "10-21"),)), UNTIL)
    assert verdict(found) == (VerdictKind.REVOKING, "", Why.TOO_FEW_READS)


def test_gone_and_refused():
    found = judge(facts(*SEEN, reads=GONE[:1], refusals=(act("refused", "10-28"),)), UNTIL)
    assert verdict(found) == (VerdictKind.DEAD, "B", Why.GONE)
    assert found.evidence == (Pointer("10-27", 0), Pointer("log 10-28", 7))


def test_a_refusal_within_the_window_counts_for_nothing():
    found = judge(facts(*SEEN, reads=GONE[:1], refusals=(act("refused", "10-27", "00:04"),)), UNTIL)
    assert verdict(found) == (VerdictKind.REVOKING, "", Why.TOO_FEW_READS)


def test_a_refusal_alone_proves_nothing():
    found = judge(facts(*SEEN, refusals=(act("refused", "10-21"),)), UNTIL)
    assert verdict(found) == (VerdictKind.LIVE, "", Why.MISSED)


def test_used_since():
    refusals = (act("refused", "10-28"),)
    found = judge(facts(*SEEN, reads=GONE, refusals=refusals, uses=(act("use", "10-29"),)), UNTIL)
    assert verdict(found) == (VerdictKind.LIVE, "", Why.USED_SINCE)
    within = facts(*SEEN, reads=GONE, refusals=refusals, uses=(act("use", "10-27", "00:05"),))
    assert judge(within, UNTIL).verdict is VerdictKind.DEAD


@pytest.mark.parametrize("state", ["suspended", "deactivated", "destroyed"])
def test_disabled(state):
    off = [sight(day, state) for day in ("10-27", "11-03", "11-10")]
    assert verdict(judge(facts(*SEEN, *off[:2]), UNTIL)) == (VerdictKind.REVOKING, "", Why.TOO_FEW_READS)
    found = judge(facts(*SEEN, *off), UNTIL)
    assert verdict(found) == (VerdictKind.DEAD, "C", Why.DISABLED)
    assert found.because.startswith("disabled since 2023-10-27")


@pytest.mark.parametrize("state", ["pre_activation", "compromised"])
def test_a_state_in_which_no_provider_refuses(state):
    states = [sight(day, state) for day in ("10-27", "11-03", "11-10")]
    assert judge(facts(*SEEN, *states), UNTIL).verdict is VerdictKind.LIVE


def test_what_was_disabled_stays_dead_when_it_is_deleted():
    off = [sight(day, "suspended") for day in ("10-27", "11-03", "11-10")]
    found = judge(facts(*SEEN, *off, reads=(read("11-17"),)), UNTIL)
    assert verdict(found) == (VerdictKind.DEAD, "C", Why.GONE)


def test_expired():
    old = [sight(day, expires=on("10-25")) for day in ("10-20", "10-27", "11-03", "11-10")]
    assert verdict(judge(facts(*old[:3]), UNTIL)) == (VerdictKind.REVOKING, "", Why.TOO_FEW_READS)
    assert verdict(judge(facts(*old), UNTIL)) == (VerdictKind.DEAD, "C", Why.EXPIRED)


def test_an_expiry_that_no_survey_has_seen_pass():
    found = judge(facts(sight("10-20", expires=on("10-25"))), UNTIL)
    assert found.verdict is VerdictKind.LIVE


def test_not_seen():
    found = judge(facts(listed=False), UNTIL)
    assert verdict(found) == (VerdictKind.UNKNOWN, "", Why.NOT_SEEN)
    # A complete list without it proves nothing about what was never in it.
    assert judge(facts(reads=GONE), UNTIL).why is Why.NOT_SEEN


def test_unlistable():
    found = judge(facts(listed=False, unlistable_because="the vendor lists none"), UNTIL)
    assert verdict(found) == (VerdictKind.UNKNOWN, "", Why.UNLISTABLE)
    assert found.because == "the vendor lists none"


UNLISTED = facts(listed=False, unlistable_because="the vendor lists none")


def test_what_nobody_can_list_has_its_end_in_the_log_of_its_issuer():
    told = judge(facts(reads=GONE, acts=(act("deleted", "10-25"),)), UNTIL)
    assert verdict(told) == (VerdictKind.UNKNOWN, "", Why.NOT_SEEN)
    revoked = replace(UNLISTED, acts=(act("created", "10-01"), act("deleted", "10-25")))
    found = judge(revoked, UNTIL)
    assert verdict(found) == (VerdictKind.UNKNOWN, "", Why.UNLISTABLE)
    assert found.because.startswith("deleted by the provider's log on 2023-10-25, but no list shows it")
    assert record(revoked, UNTIL) == (ProviderRecord.GONE, on("10-25", "12:00"))
    refused = replace(revoked, refusals=(act("refused", "10-26"),))
    assert verdict(judge(refused, UNTIL)) == (VerdictKind.DEAD, "B", Why.GONE)
    early = replace(revoked, refusals=(act("refused", "10-25", "12:01"),))
    assert judge(early, UNTIL).verdict is VerdictKind.UNKNOWN
    again = replace(refused, acts=(*refused.acts, act("created", "10-30")))
    assert verdict(judge(again, UNTIL)) == (VerdictKind.UNKNOWN, "", Why.UNLISTABLE)
    assert record(again, UNTIL) == (ProviderRecord.UNKNOWN, None)
    used = replace(refused, uses=(act("use", "10-27"),))
    assert judge(used, UNTIL).verdict is VerdictKind.LIVE


# Kinds whose id outlives its value -----------------------------------------------------------------------------

LATER = (sight("10-20"), sight("10-27"), sight("11-03"), sight("11-10"))


def account(*sights: CredentialSight, **more: Any) -> CredentialFacts:
    return facts(*sights, in_place=True, **more)


def test_changed():
    found = judge(account(*LATER, acts=(act("value_changed", "10-25"),)), UNTIL)
    assert verdict(found) == (VerdictKind.DEAD, "C", Why.CHANGED)
    assert "2023-10-25" in found.because


def test_changed_and_used_since_with_the_new_value():
    changed = account(*LATER, acts=(act("value_changed", "10-25"),), uses=(act("use", "11-09"),))
    assert verdict(judge(changed, UNTIL)) == (VerdictKind.DEAD, "C", Why.CHANGED)


def test_a_change_ends_no_value_of_a_kind_that_has_no_other_one():
    found = judge(facts(*LATER, acts=(act("value_changed", "10-25"),)), UNTIL)
    assert verdict(found) == (VerdictKind.LIVE, "", Why.MISSED)


def test_changed_before_the_exposure_ended():
    """What the vendor held at the end of its window is the new value."""
    found = judge(account(*LATER, acts=(act("value_changed", "10-10"),)), UNTIL)
    assert verdict(found) == (VerdictKind.LIVE, "", Why.MISSED)
    assert "before the exposure ended" in found.because
    stated = [replace(one, changed=on("10-10")) for one in LATER]
    assert judge(account(*stated), UNTIL).verdict is VerdictKind.LIVE


def test_changed_as_the_list_says():
    stated = [replace(one, changed=on("10-19")) for one in LATER]
    assert verdict(judge(account(*stated), UNTIL)) == (VerdictKind.DEAD, "C", Why.CHANGED)


def generations(*numbers: int, until: str = "") -> list[CredentialSight]:
    days = ("10-13", "10-20", "10-27", "11-03", "11-10", "11-17", "11-24")
    grace = on(until) if until else None
    return [
        sight(day, generation=number, old_value_until=grace if number > numbers[0] else None)
        for day, number in zip(days, numbers, strict=False)
    ]


def test_a_new_generation():
    assert verdict(judge(account(*generations(1, 1, 2, 2)), UNTIL))[0] is VerdictKind.REVOKING
    assert verdict(judge(account(*generations(1, 1, 2, 2, 2)), UNTIL)) == (VerdictKind.DEAD, "C", Why.CHANGED)


def test_a_generation_that_may_have_come_before_the_exposure_ended():
    """It changed between 13 and 20 October; the exposure ended on the 18th."""
    found = judge(account(*generations(1, 2, 2, 2, 2)), UNTIL)
    assert verdict(found) == (VerdictKind.UNKNOWN, "", Why.CHANGED_TOO_EARLY)
    logged = account(*generations(1, 2, 2, 2, 2), acts=(act("value_changed", "10-19"),))
    assert verdict(judge(logged, UNTIL)) == (VerdictKind.DEAD, "C", Why.CHANGED)
    early = account(*generations(1, 2, 2, 2, 2), acts=(act("value_changed", "10-14"),))
    assert verdict(judge(early, UNTIL)) == (VerdictKind.LIVE, "", Why.MISSED)


@pytest.mark.parametrize("acts", [(), (act("value_changed", "10-25"),)], ids=["listed only", "in the log too"])
def test_the_old_value_is_taken_until_its_grace_ends(acts):
    sights = generations(1, 1, 2, 2, 2, 2, 2, until="11-12")
    found = judge(account(*sights[:5], acts=acts), UNTIL)
    assert verdict(found) == (VerdictKind.REVOKING, "", Why.TOO_FEW_READS)
    assert "until 2023-11-12" in found.because
    assert verdict(judge(account(*sights, acts=acts), UNTIL)) == (VerdictKind.DEAD, "C", Why.CHANGED)
    # A refusal within the grace is that of some other value.
    early = account(*sights[:5], acts=acts, refusals=(act("refused", "11-01"),))
    assert judge(early, UNTIL).verdict is VerdictKind.REVOKING


def test_deleted_within_the_grace():
    sights = generations(1, 1, 2, until="12-31")
    gone = (read("11-03"), read("11-10"), read("11-17"))
    assert verdict(judge(account(*sights, reads=gone), UNTIL)) == (VerdictKind.DEAD, "C", Why.GONE)


def test_an_account_deleted_and_made_anew_under_its_name():
    """The id is back; that the value is another one is likely, and proven by nothing."""
    back = account(LATER[0], LATER[3], reads=(read("10-27"), read("11-03")))
    logged = replace(back, acts=(act("deleted", "10-26"), act("created", "11-05")))
    for one in (back, logged):
        assert verdict(judge(one, UNTIL)) == (VerdictKind.LIVE, "", Why.REENABLED)


def test_two_words_of_one_moment():
    """Two exports of one moment differ: the less safe word counts."""
    torn = facts(
        *SEEN, *(sight(day, state) for day in ("10-27", "11-03", "11-10") for state in ("active", "suspended"))
    )
    assert judge(torn, UNTIL).verdict is VerdictKind.LIVE


def tried(kind: VerdictKind, day: str = "11-20") -> AttemptsVerdict:
    return AttemptsVerdict(kind, "by tries", on(day, "13:00"), on(day))


@pytest.mark.parametrize(
    ("told", "by_tries", "expected"),
    [
        (facts(*SEEN), tried(VerdictKind.DEAD), (VerdictKind.DEAD, "A", Why.TRIED)),
        (facts(*SEEN, reads=GONE), tried(VerdictKind.DEAD), (VerdictKind.DEAD, "A", Why.TRIED)),
        (facts(*SEEN), tried(VerdictKind.REVOKING), (VerdictKind.REVOKING, "", Why.TRIED)),
        # What tries cannot say, exports still can.
        (facts(*SEEN, reads=GONE), tried(VerdictKind.UNKNOWN), (VerdictKind.DEAD, "C", Why.GONE)),
        (facts(*SEEN, reads=GONE), tried(VerdictKind.REVOKING), (VerdictKind.DEAD, "C", Why.GONE)),
        (facts(*SEEN), tried(VerdictKind.UNKNOWN), (VerdictKind.LIVE, "", Why.MISSED)),
        # Accepted before the end that the list records: that was then. After it: the list is wrong.
        (facts(*SEEN, reads=GONE), tried(VerdictKind.LIVE, "10-21"), (VerdictKind.DEAD, "C", Why.GONE)),
        (facts(*SEEN, reads=GONE), tried(VerdictKind.LIVE), (VerdictKind.LIVE, "", Why.TRIED)),
        (facts(), tried(VerdictKind.LIVE), (VerdictKind.LIVE, "", Why.TRIED)),
    ],
)
def test_tries_and_exports_are_judged_together(
    told: CredentialFacts, by_tries: AttemptsVerdict, expected: tuple[VerdictKind, str, Why]
):
    found = judge(told, UNTIL, by_tries)
    assert verdict(found) == expected
    assert found.next_at == by_tries.next_at


def test_what_the_providers_own_list_says_of_the_exposed_value():
    assert record(facts(), UNTIL) == (ProviderRecord.UNKNOWN, None)
    assert record(facts(*SEEN), UNTIL) == (ProviderRecord.ACTIVE, on("10-20"))
    assert record(facts(*SEEN, reads=GONE), UNTIL) == (ProviderRecord.GONE, on("10-27"))
    # An account is active whatever its password is; that it changed is known from its number only.
    assert record(facts(*SEEN, in_place=True), UNTIL) == (ProviderRecord.UNKNOWN, None)
    numbered = (sight("10-13", generation=1), sight("10-20", generation=1), sight("10-27", generation=2))
    assert record(facts(*numbered, in_place=True), UNTIL) == (ProviderRecord.GONE, on("10-27"))
