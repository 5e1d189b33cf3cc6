"""What holds for every history of a credential: no credential is called dead that may be alive."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from keyroll.model.incident import Grade, VerdictKind
from keyroll.proof.facts import CredentialAct, CredentialFacts, CredentialSight, Reading
from keyroll.proof.pointer import Pointer
from keyroll.proof.verdict import judge

START = datetime(2023, 10, 1, tzinfo=UTC)
UNTIL = START + timedelta(hours=40)
DEAD = VerdictKind.DEAD
ENDED = ("suspended", "deactivated", "destroyed")
POINTER = Pointer("late", 1)
ON, OFF = ("enabled", "created"), ("disabled", "deleted")

# On a busy machine an example may take long: no deadline.
PLENTY = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])

# Few hours and few values, so that times meet and borders are hit.
HOURS = st.integers(0, 100)
times = HOURS.map(lambda hour: START + timedelta(hours=hour))
pointers = st.builds(Pointer, st.sampled_from(("a", "b", "c")), st.integers(0, 3))
maybe_times = st.none() | times


def acts(*names: str, most: int = 4) -> st.SearchStrategy[tuple[CredentialAct, ...]]:
    return st.lists(st.builds(CredentialAct, times, st.sampled_from(names), pointers), max_size=most).map(in_order)


def in_order(found: list) -> tuple:
    return tuple(sorted(found, key=lambda one: one.at))


@st.composite
def histories(draw: st.DrawFn) -> CredentialFacts:
    """Everything that may be known of a credential; where it was seen, a read stands at the same time."""
    states = st.sampled_from(("active", "active", *ENDED, "pre_activation", "compromised"))
    sights = draw(
        st.lists(
            st.builds(
                CredentialSight,
                times,
                state=states,
                generation=st.none() | st.integers(1, 3),
                changed=maybe_times,
                old_value_until=maybe_times,
                address=pointers,
                expires=maybe_times,
            ),
            max_size=5,
        )
    )
    reads = draw(st.lists(st.builds(Reading, times, st.booleans(), st.just("why"), pointers), max_size=6))
    reads += [Reading(one.at, draw(st.booleans()), "why", one.address) for one in sights]
    return CredentialFacts(
        "id",
        listed=draw(st.sampled_from((True, True, True, False))),
        in_place=draw(st.booleans()),
        window=timedelta(hours=draw(st.integers(0, 12))),
        sights=in_order(sights),
        reads=in_order(reads),
        acts=draw(acts("created", "enabled", "disabled", "deleted", "value_changed")),
        uses=draw(acts("use", most=3)),
        refusals=draw(acts("refused", most=3)),
        successor=draw(st.sampled_from(("", "other"))),
        unlistable_because=draw(st.sampled_from(("", "nobody lists it"))),
        note=draw(st.sampled_from(("", "rotated, I am sure"))),
    )


def deaths() -> st.SearchStrategy[CredentialFacts]:
    """Histories that end in death, by far more often than not before the filter."""
    late = tuple(Reading(START + timedelta(days=day), complete=True, because="", address=POINTER) for day in (8, 9, 10))
    refused = CredentialAct(START + timedelta(days=9), "refused", POINTER)
    buried = st.builds(
        lambda facts, use: replace(
            facts,
            listed=True,
            reads=(*facts.reads, *late),
            uses=facts.uses if use else (),
            refusals=(*facts.refusals, refused) if use else facts.refusals,
        ),
        histories(),
        st.booleans(),
    )
    return buried.filter(lambda facts: judge(facts, UNTIL).verdict is DEAD)


def refuses(one: CredentialSight) -> bool:
    return one.state in ENDED or (one.expires is not None and one.expires <= one.at)


def usable_until(facts: CredentialFacts) -> datetime | None:
    """The last moment at which anything says that it was usable."""
    seen = [one.at for one in facts.sights if not refuses(one)]
    return max([*seen, *(one.at for one in facts.acts if one.act in ON)], default=None)


def ends(facts: CredentialFacts) -> list[datetime]:
    """All moments from which anything says that it was usable no more, after the last that says it was."""
    usable, shown = usable_until(facts), {one.at for one in facts.sights}
    said = [one.at for one in facts.sights if refuses(one)]
    said += [one.at for one in facts.acts if one.act in OFF]
    said += [
        one.at for one in facts.reads if one.complete and one.at not in shown and one.at > min(shown, default=one.at)
    ]
    return sorted(at for at in said if usable is None or at > usable)


def last_moment(facts: CredentialFacts) -> datetime:
    """The moment of the last thing that is known."""
    known: list[Any] = [*facts.sights, *facts.reads, *facts.acts, *facts.uses, *facts.refusals]
    return max(one.at for one in known)


def changes(facts: CredentialFacts) -> list[datetime]:
    """All moments at which anything says that the id got another value after the exposure."""
    if not facts.in_place:
        return []
    found = [one.at for one in facts.acts if one.act == "value_changed" and one.at > UNTIL]
    found += [one.changed for one in facts.sights if one.changed is not None and UNTIL < one.changed <= one.at]
    numbered = [(one.generation, one.at) for one in facts.sights if one.generation is not None]
    found += [at for (earlier, _), (later, at) in pairwise(numbered) if later > earlier]
    return sorted(at for at in found if at > UNTIL)


def earliest_end(facts: CredentialFacts) -> datetime:
    return min(ends(facts)[:1] + changes(facts)[:1])


@PLENTY
@given(histories())
def test_what_is_usable_by_the_last_word_is_not_dead(facts: CredentialFacts):
    assume(not changes(facts))
    if not ends(facts):
        assert judge(facts, UNTIL).verdict is not DEAD


@PLENTY
@given(histories())
def test_partial_reads_alone_prove_nothing(facts: CredentialFacts):
    """Without a complete read there is no grade C, and no death at all but by the provider's own record of an end."""
    blind = replace(facts, reads=tuple(replace(one, complete=False) for one in facts.reads))
    found = judge(blind, UNTIL)
    assert found.grade is not Grade.C
    recorded = any(refuses(one) for one in facts.sights) or any(one.act in OFF for one in facts.acts)
    if not recorded and not changes(facts):
        assert found.verdict is not DEAD


@PLENTY
@given(histories())
def test_grade_c_rests_on_two_complete_reads_after_end_and_window(facts: CredentialFacts):
    found = judge(facts, UNTIL)
    if found.grade is Grade.C:
        settled = earliest_end(facts) + facts.window
        assert sum(one.complete and one.at >= settled for one in facts.reads) >= 2


@PLENTY
@given(histories())
def test_grade_b_rests_on_a_refusal_after_end_and_window(facts: CredentialFacts):
    found = judge(facts, UNTIL)
    if found.grade is Grade.B:
        settled = earliest_end(facts) + facts.window
        assert any(one.at > settled for one in facts.refusals)


@PLENTY
@given(histories())
def test_dead_always_has_a_grade_and_a_grade_is_always_dead(facts: CredentialFacts):
    found = judge(facts, UNTIL)
    assert (found.verdict is DEAD) == (found.grade is not Grade.NONE)
    assert found.grade in (Grade.B, Grade.C, Grade.NONE)  # A needs a probe, and D closes nothing
    assert found.because
    if found.verdict is DEAD:
        assert found.evidence


@PLENTY
@given(histories())
def test_what_is_accepted_after_its_end_is_not_dead(facts: CredentialFacts):
    facts = replace(facts, in_place=False)
    late = CredentialAct(max(ends(facts), default=START) + facts.window + timedelta(seconds=1), "use", POINTER)
    used = replace(facts, uses=in_order([*facts.uses, late]))
    assert judge(used, UNTIL).verdict is not DEAD


@PLENTY
@given(histories(), times)
def test_an_incomplete_read_kills_nothing(facts: CredentialFacts, at: datetime):
    assume(judge(facts, UNTIL).verdict is not DEAD)
    partial = Reading(at, complete=False, because="cut", address=Pointer("p", 0))
    assert judge(replace(facts, reads=in_order([*facts.reads, partial])), UNTIL).verdict is not DEAD


@PLENTY
@given(deaths(), st.integers(1, 3))
def test_later_absence_revives_nothing(facts: CredentialFacts, more: int):
    assume(judge(facts, UNTIL).verdict is DEAD)
    after = last_moment(facts)
    absent = tuple(
        Reading(after + timedelta(days=day), complete=True, because="", address=Pointer("r", day))
        for day in range(1, more + 1)
    )
    assert judge(replace(facts, reads=facts.reads + absent), UNTIL).verdict is DEAD


@PLENTY
@given(histories())
def test_a_later_sight_of_an_active_credential_is_a_new_start(facts: CredentialFacts):
    """Whatever was proven before: seen active again, with no other value, it is alive."""
    assume(facts.listed and facts.sights and not changes(facts))
    after = last_moment(facts)
    number = max((one.generation for one in facts.sights if one.generation is not None), default=None)
    again = CredentialSight(after + timedelta(days=1), "active", number, None, None, Pointer("s", 1))
    seen = replace(
        facts, sights=(*facts.sights, again), reads=(*facts.reads, Reading(again.at, True, "", again.address))
    )
    assert judge(seen, UNTIL).verdict is not DEAD


@PLENTY
@given(histories(), st.text(max_size=20))
def test_no_word_changes_a_verdict(facts: CredentialFacts, word: str):
    assert judge(replace(facts, note=word), UNTIL) == judge(replace(facts, note=""), UNTIL)


@PLENTY
@given(histories(), st.integers())
def test_the_order_in_which_facts_are_given_does_not_matter(facts: CredentialFacts, seed: int):
    def shuffled(found: tuple) -> tuple:
        return tuple(Random(seed).sample(found, len(found)))

    mixed = replace(
        facts,
        sights=shuffled(facts.sights),
        reads=shuffled(facts.reads),
        acts=shuffled(facts.acts),
        uses=shuffled(facts.uses),
        refusals=shuffled(facts.refusals),
    )
    assert judge(mixed, UNTIL) == judge(facts, UNTIL)


@PLENTY
@given(histories())
def test_a_longer_exposure_proves_no_more(facts: CredentialFacts):
    """What is not dead when the exposure ended early is not dead when it ended later, for the same history."""
    assume(judge(facts, UNTIL).verdict is not DEAD)
    assume(not facts.uses)  # uses before the end of the exposure are not among the facts
    assert judge(facts, UNTIL + timedelta(hours=20)).verdict is not DEAD


@PLENTY
@given(histories())
def test_nothing_is_dead_while_its_old_value_is_still_taken(facts: CredentialFacts):
    """A grace that no read and no refusal has active_after_off_boarding."""
    grace = START + timedelta(days=30)
    last = CredentialSight(START + timedelta(days=7), "active", None, None, grace, POINTER)
    kept = [replace(one, old_value_until=grace) if one.at > UNTIL else one for one in facts.sights]
    read = Reading(last.at, complete=True, because="", address=POINTER)
    changing = replace(facts, listed=True, in_place=True, sights=(*kept, last), reads=(*facts.reads, read))
    assert judge(changing, UNTIL).verdict is not DEAD


@PLENTY
@given(histories())
def test_plain_deaths_are_found_in_any_company(facts: CredentialFacts):
    """Successors, notes and windows change nothing: gone is gone. Without deaths the rest would prove nothing."""
    gone = tuple(Reading(START + timedelta(days=day), True, "", Pointer("r", day)) for day in range(9, 12))
    listed = replace(
        facts, listed=True, sights=(CredentialSight(START, "active", None, None, None, Pointer("s", 1)),), uses=()
    )
    plain = replace(listed, acts=(), reads=gone, refusals=())
    assert judge(plain, UNTIL).grade is Grade.C
    refused = replace(plain, refusals=(CredentialAct(START + timedelta(days=20), "refused", Pointer("log", 1)),))
    assert judge(refused, UNTIL).grade is Grade.B
