"""Which of what is obtainable is proposed, what is left out and why, and what the reason says of the exposure."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from keyroll.model.incident import Widening
from keyroll.model.truth import Truth
from keyroll.response.obtainable import (
    IN_INCIDENT,
    NO_CREDENTIAL,
    ONLY_POSSIBLE,
    PERSON,
    Obtainable,
    Obtainables,
    ObtainingStep,
    grouped,
)
from small_world import NOW

STEP = ObtainingStep("a", "b", "stores", "the ticket keeps a copy of b", "locations")


def one(number: int, *, certain: bool, why: str = "") -> Obtainable:
    truth = Truth.yes() if certain else Truth.unknown("nobody knows")
    kind = "principal" if why == NO_CREDENTIAL else "credential"
    return Obtainable(f"x@y:z:{number}", f"n{number}", kind, "x@y", "", "bot", truth, (STEP,), why)


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(["", IN_INCIDENT, PERSON, NO_CREDENTIAL]))), st.booleans())
def test_each_is_proposed_or_left_out_with_a_reason(made: list[tuple[bool, str]], certain_only: bool) -> None:
    found = tuple(one(number, certain=sure, why=why) for number, (sure, why) in enumerate(made))
    known = Obtainables("breach", 1, found)
    proposed, left = known.proposed(certain_only=certain_only), known.left_out(certain_only=certain_only)
    assert len(proposed) + sum(number for _, number in left) == len(found)
    assert all(each.is_credential and not each.left_out and (each.certain or not certain_only) for each in proposed)
    assert [number for _, number in left] == sorted((number for _, number in left), reverse=True)
    assert dict(left).get(ONLY_POSSIBLE, 0) == (sum(not sure and not why for sure, why in made) if certain_only else 0)


def test_the_reason_of_what_is_possible_keeps_the_exposure_unknown() -> None:
    for certain in (True, False):
        reason = one(1, certain=certain).reason
        assert reason.endswith("obtainable through bot (the ticket keeps a copy of b)")
        assert Widening("breach", "x@y:z:1", f"{reason}: seen", "ann", NOW).sure == certain


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(["one", "two", "three"])), unique=True))
def test_groups_name_everything_the_largest_first(reasons: list[tuple[str, str]]) -> None:
    groups = grouped(reasons)
    counts = Counter(because for _, because in reasons)
    assert {each.because: len(each.identifiers) for each in groups} == counts
    assert [len(each.identifiers) for each in groups] == sorted(counts.values(), reverse=True)
