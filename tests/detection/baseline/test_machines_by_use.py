"""An account of which nothing says what it is: its use does, and nothing later has a part in it."""

from datetime import datetime

import pytest
from detection_world import DAY0, ROBOT, STRANGE, World, day
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyroll.detection.baseline.learn import baseline_of
from keyroll.detection.signals.terms import WARM_UP_DAYS

BROWSER, GIT = "Mozilla/5.0 (X11)", "git/2.43.0"


def known_from(world: World) -> datetime | None:
    return baseline_of(world.ready()).machines_by_use.get(ROBOT)


@pytest.fixture
def unknown(world: World) -> World:
    """A world without a directory."""
    world.kinds = {}
    return world


def test_what_programs_alone_use_is_a_machine_from_the_day_after_it_was_learned(unknown: World) -> None:
    unknown.daily()
    assert known_from(unknown) == day(WARM_UP_DAYS + 0.1)
    unknown.did(20, src_ip=STRANGE)
    assert [one.subject for one in unknown.says("new_network")] == [ROBOT]


def test_its_past_is_a_machine_s_but_nothing_is_told_before_it_was_known(unknown: World) -> None:
    for number in range(30):
        unknown.did(number + 0.1, "jira@main:account:other")
    for moment in (0.2, 9.2, 18.2):
        unknown.did(moment)
    unknown.did(16, src_ip=STRANGE)
    assert known_from(unknown) == day(18.2)
    assert unknown.says("new_network") == []
    unknown.did(25, src_ip="192.0.2.4")
    assert [one.network for one in unknown.says("new_network")] == ["192.0.2"]


@pytest.mark.parametrize("client", [BROWSER, GIT, None])
def test_what_a_person_may_use_makes_no_machine(unknown: World, client: str | None) -> None:
    unknown.daily(user_agent=client)
    assert known_from(unknown) is None


def test_whoever_sits_before_it_now_and_then_is_a_person(unknown: World) -> None:
    unknown.did(0.05, user_agent=BROWSER)
    unknown.daily()
    assert known_from(unknown) is None


def test_a_machine_that_is_used_by_hand_later_is_one(unknown: World) -> None:
    unknown.daily()
    unknown.did(25, user_agent=BROWSER)
    assert [one.subject for one in unknown.says("interactive_use")] == [ROBOT]


def test_three_days_are_the_least(unknown: World) -> None:
    unknown.did(0)
    for number in (WARM_UP_DAYS + 1, WARM_UP_DAYS + 3):
        unknown.did(number)
    assert known_from(unknown) is None
    unknown.did(WARM_UP_DAYS + 5)
    assert known_from(unknown) == day(WARM_UP_DAYS + 5)


def test_of_whom_something_says_what_it_is_its_use_says_nothing(world: World) -> None:
    world.daily()
    assert known_from(world) is None
    world.kinds = {ROBOT: "human"}
    assert world.ready().tuples("SELECT count(*) FROM acts") == [(0,)]


@pytest.mark.long
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["robot/1.0", BROWSER, GIT, None])), max_size=12),
    st.integers(0, 40),
)
def test_nothing_later_has_a_part_in_it(world: World, used: list[tuple[int, str | None]], last: int) -> None:
    world.events, world.kinds = [], {}
    world.did(0, "jira@main:account:other")
    for at, client in used:
        world.did(at, user_agent=client)
    whole = known_from(world)
    then = known_from(world.cut(day(last)))
    assert then == (whole if whole and whole <= day(last) else None)
    assert then is None or then > DAY0
