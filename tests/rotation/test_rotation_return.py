"""The way back over an invented provider: the old value is restored once nothing forbids it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from invented_provider import Case, Timeline, Vendor

from keyroll.clock import FixedClock
from keyroll.model.rotation import Decision, Standing, Step, Wish
from keyroll.providers.contracts.rotate import EffectResult, Ended, GenerationState, Slots
from keyroll.rotation.engine import Stand
from keyroll.rotation.steps import R1, R1D, R2, R2D, Order
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.rotations import Rotations


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rotations:
    monkeypatch.setenv("INVENTED_ADMIN", "root")
    return Rotations(Ledger.open(tmp_path / "ledger.sqlite", FixedClock(Timeline().at)))


def case(rows: Rotations, order: Order = R1, abort_at: str = "", **more: object) -> Case:
    vendor = Vendor(Timeline(), Slots.TWO, provider_made=order in (R2, R2D))
    disables = order in (R1, R2)
    return Case(rows, order, vendor, disables=disables, abort_at=abort_at, **more)  # type: ignore[arg-type]


def until(one: Case, step: Step) -> Stand:
    """Run processes of which none waits, until one stops at a step."""
    for fence in range(1, 40):
        stand = one.process(fence, wait=False)
        if stand.position.step is step and stand.position.standing is not Standing.PLANNED:
            return stand
        one.vendor.clock.wait_until(one.vendor.clock.at + timedelta(seconds=2))
    raise AssertionError(stand)


def check_back(one: Case) -> None:
    """One value is alive and published, the old one; nothing is sealed, and no consumer was refused."""
    assert {value.raw: value.state for value in one.vendor.values.values()} == {b"old": GenerationState.ACTIVE}
    assert one.vendor.published == b"old"
    assert one.vault.kept == {}
    assert one.vendor.failures == 0


@pytest.mark.parametrize("order", [R1, R2, R1D, R2D], ids=lambda order: order.name)
@pytest.mark.parametrize(
    "place", ["seal: done", "create: intended", "verify: done", "publish: done", "observe: intended"]
)
def test_an_abort_of_each_order_ends_with_the_old_value(rows: Rotations, order: Order, place: str) -> None:
    one = case(rows, order, place)
    assert one.run().position.standing is Standing.ABORTED
    check_back(one)


def test_a_place_that_somebody_changed_since_is_left_to_a_person(rows: Rotations) -> None:
    one = case(rows)
    until(one, Step.GATE)
    one.decided.append(Decision(one.plan, Wish.ABORT, "ann", one.vendor.clock.now()))
    one.vendor.published = b"third"
    stand = until(one, Step.RESTORE)
    assert "web: its place holds neither value: somebody changed it since" in stand.said
    assert one.vendor.published == b"third"
    assert len(one.vendor.values) == 2
    one.vendor.published = b"old"
    one.vendor.failures = 0
    one.decided.append(Decision(one.plan, Wish.RESUME, "ann", one.vendor.clock.now()))
    assert one.run().position.standing is Standing.ABORTED
    check_back(one)


def test_a_refused_old_value_is_not_written_back(rows: Rotations) -> None:
    one = case(rows)
    until(one, Step.GATE)
    published = one.vendor.published
    one.vendor.values["key-0"].raw = b"replaced by somebody"
    one.decided.append(Decision(one.plan, Wish.ABORT, "ann", one.vendor.clock.now()))
    stand = until(one, Step.RESTORE)
    assert "refuses the old value" in stand.said
    assert one.vendor.published == published


def test_what_nothing_shows_is_signed_off_by_the_name_of_the_consumer(rows: Rotations) -> None:
    one = case(rows, abort_at="publish: done", lists_uses=False)
    stand = until(one, Step.RETURN)
    for _ in range(3):
        one.vendor.clock.wait_until(one.vendor.clock.at + timedelta(minutes=1))
        stand = one.process(50, wait=False)
    assert "nothing shows whether web uses the new value: check it, then sign it off" in stand.said
    assert len(one.vendor.values) == 2
    one.signed_off = frozenset({"web"})
    assert one.run().position.standing is Standing.ABORTED
    check_back(one)


def test_a_process_that_started_with_the_new_value_must_restart(
    rows: Rotations, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = case(rows, process_file="web.pid")
    started = [one.vendor.clock.at]
    monkeypatch.setattr("keyroll.rotation.looking.started_at", lambda _file: started[0])
    monkeypatch.setattr("keyroll.rotation.returning.started_at", lambda _file: started[0])
    until(one, Step.GATE)
    started[0] = one.vendor.clock.now()
    one.decided.append(Decision(one.plan, Wish.ABORT, "ann", one.vendor.clock.now()))
    until(one, Step.RETURN)
    one.vendor.clock.wait_until(one.vendor.clock.at + timedelta(minutes=1))
    assert "web started with the new value: restart it" in one.process(50, wait=False).said
    started[0] = one.vendor.clock.now()
    assert one.run().position.standing is Standing.ABORTED
    check_back(one)


def test_a_process_that_a_reload_of_the_abort_restarted_has_the_old_value(
    rows: Rotations, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before, it had to restart once more: only a start after the whole step counted."""
    one = case(rows, process_file="web.pid")
    started = [one.vendor.clock.at]
    for module in ("looking", "returning"):
        monkeypatch.setattr(f"keyroll.rotation.{module}.started_at", lambda _file: started[0])
    until(one, Step.GATE)
    started[0] = one.vendor.clock.now()

    def reload(*_: object) -> EffectResult:
        started[0] = one.vendor.clock.now()
        return EffectResult(Ended.DONE)

    delivery = one.vendor.delivery()
    monkeypatch.setattr(one.vendor, "delivery", lambda: replace(delivery, reload=reload))
    one.decided.append(Decision(one.plan, Wish.ABORT, "ann", one.vendor.clock.now()))
    until(one, Step.RETURN)
    one.vendor.clock.wait_until(one.vendor.clock.at + timedelta(minutes=1))
    assert one.process(50, wait=False).position.standing is Standing.ABORTED
    check_back(one)


@pytest.mark.parametrize("order", [R1, R2D], ids=lambda order: order.name)
def test_an_undeclared_consumer_with_the_new_value_blocks_until_it_has_the_old_one_or_is_signed_off(
    rows: Rotations, order: Order
) -> None:
    """Before, only a session of it was seen: a program that signs in for each request was cut off by the abort."""
    one = case(rows, order)
    until(one, Step.GATE)
    one.vendor.forgotten = one.vendor.published
    one.vendor.consume()
    one.decided.append(Decision(one.plan, Wish.ABORT, "ann", one.vendor.clock.now()))
    until(one, Step.RETURN)
    one.vendor.clock.wait_until(one.vendor.clock.at + timedelta(minutes=1))
    stand = one.process(50, wait=False)
    assert stand.said.startswith("copy at an unknown address used the new value and is no declared consumer")
    assert stand.blocked == ("copy at an unknown address",)
    assert len(one.vendor.values) == 2
    if order is R1:
        one.vendor.forgotten = b"old"
    else:
        one.signed_off = frozenset(stand.blocked)
    one.vendor.clock.wait_until(one.vendor.clock.at + timedelta(minutes=1))
    assert one.process(51, wait=False).position.standing is Standing.ABORTED
    check_back(one)
