"""The engine itself over an invented provider: each order killed at every place, in pairs, and with each bad answer."""

import os
from itertools import combinations
from pathlib import Path

import pytest
from invented_provider import Case, Timeline, Vendor

from keyroll.clock import FixedClock
from keyroll.model.rotation import Standing, Step
from keyroll.providers.contracts.rotate import GenerationState, Slots
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


def test_a_forgotten_copy_is_rescued_and_blocks_until_it_is_signed_off(rows) -> None:
    one = case(rows, R1)
    one.vendor.forgotten = b"old"
    waits = one.vendor.clock.wait_until
    rounds = []

    def wait_until(moment) -> None:
        rounds.append(moment)
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
    """A step that waits for a consumer has one intent, however many processes look."""
    one = case(rows, R1)
    stands = [one.process(fence, wait=False) for fence in range(1, 8)]
    assert {stand.position.step for stand in stands} == {Step.GATE}
    assert all(stand.due_at for stand in stands)
    records = rows.steps(one.plan)[one.item.identifier]
    assert [record.step for record in records].count(Step.GATE) == 1
    assert rows.steps(one.plan, "somebody else") == {}
    ended(one)
