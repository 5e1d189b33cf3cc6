"""The suite itself: what a played provider answers fits the truth that is written beside it."""

import pytest
from adversary_alive import ALIVE
from adversary_dead import DEAD
from adversary_provider import HORIZON, Case, Played

EVERY = (*ALIVE, *DEAD)
#: Cases in which nothing that can be tried shows the life that the truth tells of, and why that is no mistake.
HIDDEN = {
    "took_anything_before": "the value at hand is not the real one",
    "wrong_tenant_always": "never tried where it belongs",
    "block_list": "taken by the origin only",
    "falls_back_before": "the value at hand is not the real one",
    "falls_back_still": "refused here alone",
    "key_id_reused": "taken elsewhere",
    "used_elsewhere": "taken at a place that is not known",
    "new_on_one_place_only": "one place is another system",
    "default_moto": "a fake",
}


def test_the_suite_is_as_large_as_it_must_be() -> None:
    assert len({case.name for case in EVERY}) == len(EVERY)
    assert len(ALIVE) >= 40
    assert len(DEAD) >= 15


@pytest.mark.parametrize("case", EVERY, ids=lambda case: case.name)
def test_the_old_value_is_never_let_in_when_it_is_said_to_be_dead(case: Case) -> None:
    played, minute = Played(case), 0.0
    while minute < HORIZON:
        for place in case.places:
            reply = played.answer("old", place.name, minute)
            if reply.outcome == "accepted" and reply.identity == "app":
                assert case.is_alive(minute), minute
        minute += 0.7 if minute < 120 else 11


@pytest.mark.parametrize("case", DEAD, ids=lambda case: case.name)
def test_the_dead_are_dead_and_have_a_time_to_be_proven(case: Case) -> None:
    assert not case.is_alive(HORIZON)
    assert case.within is not None


@pytest.mark.parametrize("case", ALIVE, ids=lambda case: case.name)
def test_what_dies_in_the_end_can_be_proven_or_says_why_not(case: Case) -> None:
    if not case.is_alive(HORIZON):
        assert (case.within is not None) != bool(case.unprovable)


@pytest.mark.parametrize("case", ALIVE, ids=lambda case: case.name)
def test_life_is_real(case: Case) -> None:
    """After the revocation somebody gets in: by the old value, by a session, or by a derived credential."""
    if case.name in HIDDEN or case.alive[-1][0] > 0:
        return
    quiet = Case(**{**vars(case), "quirks": (), "locks": None, "slows": None, "swapped_at": float("inf")})
    late = min(case.alive[-1][1], HORIZON) - 0.1
    played = Played(quiet)
    value = any(played.answer("old", place.name, late).outcome == "accepted" for place in case.places * 99)
    after = [until or 0 for until in (case.session_until, case.derived_until)]
    by_quirk = any(one.reply.outcome == "accepted" and "old" in one.roles for one in case.quirks)
    assert value or max(after) > late or by_quirk or case.places[0].sticky
