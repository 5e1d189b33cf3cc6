"""The engine itself over an invented provider: each order killed at every place, in pairs, and with each bad answer."""

import os
from datetime import timedelta
from itertools import combinations, count
from pathlib import Path

import pytest
from invented_provider import Case, Timeline, Vendor

from keyroll.clock import FixedClock
from keyroll.model.rotation import Result, Standing, Step
from keyroll.providers.contracts.rotate import Generation, GenerationState, Seen, Slots
from keyroll.rotation.known import USED
from keyroll.rotation.position import fold
from keyroll.rotation.steps import R1, R1D, R2, R2D, SINGLE, Order
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.rotations import Rotations

ORDERS = {"R1": R1, "R2": R2, "R1D": R1D, "R2D": R2D, "SINGLE": SINGLE}
#: One of so many single kills and of so many pairs runs; all of them with KEYROLL_ALL_KILLS=1.
SINGLES, PAIRS = (1, 1) if os.environ.get("KEYROLL_ALL_KILLS") else (5, 149)


pytestmark = pytest.mark.long


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rotations:
    monkeypatch.setenv("INVENTED_ADMIN", "root")
    return Rotations(Ledger.open(tmp_path / "ledger.sqlite", FixedClock(Timeline().at)))


def case(rows: Rotations, order: Order, **more: object) -> Case:
    slots = Slots.ONE if order is SINGLE else Slots.TWO
    vendor = Vendor(Timeline(), slots, provider_made=order in (R2, R2D))
    return Case(rows, order, vendor, disables=order in (R1, R2), **more)  # type: ignore[arg-type]


def ended(one: Case) -> None:
    """Exactly one value is alive, it is the published one, and the old one is refused; nothing is left sealed."""
    stand = one.run()
    assert stand.position.standing is Standing.DONE, stand
    (value,) = one.vendor.values.values()
    assert value.state is GenerationState.ACTIVE
    assert one.vendor.published == value.raw != b"old"
    assert one.vault.kept == {}
    if not one.order.breaks:
        assert one.vendor.failures == 0


@pytest.mark.long
@pytest.mark.parametrize("name", ORDERS)
def test_each_order_ends_well_when_killed_at_any_place(rows, name: str) -> None:
    first = case(rows, ORDERS[name])
    ended(first)
    begin = 1 + list(ORDERS).index(name) % SINGLES
    for place in range(begin, len(first.reached) + 1, SINGLES):
        ended(case(rows, ORDERS[name], kills=[place]))


@pytest.mark.long
@pytest.mark.parametrize("name", ["R1", "R2", "R2D"])
def test_each_order_ends_well_when_killed_twice(rows, name: str) -> None:
    first = case(rows, ORDERS[name])
    ended(first)
    places = range(1, len(first.reached) + 3)
    for pair in list(combinations(places, 2))[::PAIRS]:
        ended(case(rows, ORDERS[name], kills=list(pair)))


@pytest.mark.parametrize("name", ORDERS)
@pytest.mark.parametrize("trouble", ["lost", "dropped", "throttled", "broken", "doubled", "doubled, first"])
def test_each_order_ends_well_whatever_becomes_of_the_request_that_makes_a_value(rows, name: str, trouble: str) -> None:
    one = case(rows, ORDERS[name])
    one.vendor.trouble = [trouble]
    ended(one)


@pytest.mark.parametrize("name", ["R2", "R2D"])
@pytest.mark.parametrize("trouble", ["doubled", "doubled, first"])
def test_a_doubled_request_leaves_one_value_wherever_it_is_killed(rows, name: str, trouble: str) -> None:
    first = case(rows, ORDERS[name])
    ended(first)
    begin = first.reached.index("create: intended") + 1
    for place in range(begin, begin + 6):
        one = case(rows, ORDERS[name], kills=[place])
        one.vendor.trouble = [trouble]
        ended(one)


def test_a_value_that_never_works_is_left_to_a_person_and_the_old_one_stays(rows) -> None:
    one = case(rows, R2)
    one.vendor.trouble = ["broken"] * 9
    stand = one.run()
    assert stand.position.standing is Standing.ORPHANED
    assert one.vendor.published == b"old"
    assert one.vendor.failures == 0
    # What must be ended is not forgotten.
    records = one.rows.steps(one.plan)[one.item.identifier]
    assert {record.facts["old"] for record in records if "old" in record.facts} == {"key-0"}


def test_an_undeclared_consumer_that_was_seen_blocks_until_it_is_signed_off_and_is_never_refused(rows) -> None:
    one = case(rows, R1)
    one.vendor.forgotten = b"old"
    waits = one.vendor.clock.wait_until
    rounds = []

    def wait_until(moment) -> None:
        rounds.append(moment)
        if len(rounds) == 200:
            assert one.vendor.values["key-0"].state is GenerationState.ACTIVE
            one.vendor.forgotten = b""
            one.signed_off = frozenset({"copy at an unknown address"})
        assert len(rounds) < 1_000
        waits(moment)

    one.vendor.clock.wait_until = wait_until  # type: ignore[method-assign]
    ended(one)
    assert Step.RESCUE not in [record.step for record in one.rows.steps(one.plan)[one.item.identifier]]


def test_a_forgotten_copy_is_rescued_and_blocks_until_it_is_signed_off(rows) -> None:
    one = case(rows, R1)
    waits = one.vendor.clock.wait_until
    rounds = []

    def wait_until(moment) -> None:
        # Nothing showed it before: it begins to sign in after the old value was disabled.
        if "disable: finished" in one.reached:
            rounds.append(moment)
        if len(rounds) == 1:
            one.vendor.forgotten = b"old"
        if len(rounds) == 200:
            # A person updates the copy, and signs it off.
            one.vendor.forgotten = b""
            one.signed_off = frozenset({"copy at an unknown address"})
        assert len(rounds) < 1_000
        waits(moment)

    one.vendor.clock.wait_until = wait_until  # type: ignore[method-assign]
    ended(one)
    steps = [record.step for record in one.rows.steps(one.plan)[one.item.identifier]]
    assert Step.RESCUE in steps
    assert len(rounds) >= 200


def test_runs_that_only_look_add_nothing_to_the_ledger(rows) -> None:
    """A step that waits has one intent, however many processes look, and one more once a consumer was seen."""
    one = case(rows, R1)
    stands = [one.process(fence, wait=False) for fence in range(1, 8)]
    assert {stand.position.step for stand in stands} == {Step.GATE}
    assert all(stand.due_at for stand in stands)
    records = rows.steps(one.plan)[one.item.identifier]
    gates = [record for record in records if record.step is Step.GATE]
    assert [record.result for record in gates] == [Result.WAITING, None]
    assert set(gates[0].facts) == {"old", "used web"}
    assert rows.steps(one.plan, "somebody else") == {}
    ended(one)


def runs(one: Case, until: Step) -> int:
    """Processes of which none waits, until one ends at a step; how many there were."""
    for number in range(1, 60):
        if one.process(number, wait=False).position.step is until:
            return number
        one.vendor.clock.wait_until(one.vendor.clock.at + timedelta(seconds=2))
    raise AssertionError("it never gets there")


def test_consumers_whose_sessions_are_never_open_together_are_each_seen_once(rows, monkeypatch) -> None:
    """A list of sessions shows those of one consumer at a time, and each process looks once."""
    one = case(rows, R1, consumers=("web", "job"))
    looks = count()

    def seen(_plane: object, _login: object, _subject: object, generation: Generation) -> tuple[Seen, ...]:
        if one.vendor.values[generation.id].raw != one.vendor.published or one.vendor.published == b"old":
            return ()
        return (Seen(one.vendor.clock.at, ("web", "job")[next(looks) % 2]),)

    monkeypatch.setattr(one.vendor, "seen", seen)
    runs(one, Step.OBSERVE)
    records = rows.steps(one.plan)[one.item.identifier]
    gates = [record for record in records if record.step is Step.GATE]
    assert [record.result for record in gates].count(Result.WAITING) <= 2
    assert {name for record in gates for name in record.facts if name.startswith(USED)} <= {"used web", "used job"}
    assert gates[-1].result is Result.DONE
    assert "web used the new value" in gates[-1].said
    assert "job used the new value" in gates[-1].said


def test_a_request_that_was_answered_in_an_earlier_process_leaves_no_doubt(rows) -> None:
    """It was refused for now: nothing can arrive late, so that the values need not wait for it at the end."""
    one = case(rows, R1)
    one.vendor.trouble = ["throttled", "throttled"]
    runs(one, Step.OBSERVE)
    records = rows.steps(one.plan)[one.item.identifier]
    made = [record.result for record in records if record.step is Step.CREATE]
    assert made == [Result.WAITING, Result.WAITING, Result.DONE]
    assert not fold(R1, records).doubtful
