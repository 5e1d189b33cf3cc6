"""How the credentials of a plan take turns: what waits holds up nobody, and time passes for all of them together."""

import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from keyroll.errors import EvidenceRefused
from keyroll.model.rotation import Step
from keyroll.rotation.directions import NOBODY
from keyroll.rotation.engine import Stand
from keyroll.rotation.plan import Observed, PlanItem
from keyroll.rotation.position import Position
from keyroll.rotation.visiting import AT_ONCE, spread, visited

BEGIN = datetime(2026, 11, 29, tzinfo=UTC)
HOUR = timedelta(hours=1)
AT = Position(Step.GATE)


class Clock:
    """A clock that moves only where something is waited for."""

    def __init__(self) -> None:
        self.time, self.waits = BEGIN, 0

    def now(self) -> datetime:
        return self.time

    def wait_until(self, moment: datetime) -> None:
        self.waits += 1
        self.time = max(self.time, moment)


def item(number: int, place: str = "p") -> PlanItem:
    old = Observed("key-0", "svc", "active")
    return PlanItem(
        f"x@main:key:{number:04}", "svc", "key", "x@main", "", "R1", "svc", {}, (place,), NOBODY, old, (old,), "", (),
        (), timedelta(), None, "", (), (), (), 1,
    )  # fmt: skip


def test_credentials_that_wait_hold_up_no_other_one() -> None:
    """Many wait for an hour, three times; at the end one hour has passed three times, and not once for each."""
    clock, visits = Clock(), Counter[str]()

    def visit(one: PlanItem) -> Stand:
        visits[one.identifier] += 1
        due = clock.now() + HOUR if visits[one.identifier] <= 3 else None
        return Stand(one.identifier, AT, "", due)

    items = [item(number) for number in range(5 * AT_ONCE)]
    stands = visited(items, visit, clock)
    assert [stand.identifier for stand in stands] == [one.identifier for one in items]
    assert set(visits.values()) == {4}
    assert clock.time == BEGIN + 3 * HOUR


class CountingClock:
    """A clock that moves as time passes, and counts how often it is read."""

    def __init__(self) -> None:
        self.begin, self.reads = time.monotonic(), 0

    def now(self) -> datetime:
        self.reads += 1
        return BEGIN + timedelta(seconds=time.monotonic() - self.begin)

    def wait_until(self, moment: datetime) -> None:
        time.sleep(max(0.0, (moment - self.now()).total_seconds()))


def test_a_due_credential_waits_without_work_while_all_threads_are_busy() -> None:
    """A plan that asks again and again whether a thread is free takes a whole processor from what the threads do."""
    clock, busy, visits = CountingClock(), threading.Event(), Counter[str]()
    soon, *others = [item(number) for number in range(AT_ONCE + 1)]

    def visit(one: PlanItem) -> Stand:
        visits[one.identifier] += 1
        if one != soon:
            assert busy.wait(timeout=30)
        again = one == soon and visits[one.identifier] == 1
        return Stand(one.identifier, AT, "", BEGIN + timedelta(seconds=0.1) if again else None)

    release = threading.Timer(0.6, busy.set)
    release.start()
    assert len(visited([soon, *others], visit, clock)) == AT_ONCE + 1
    release.join()
    assert visits[soon.identifier] == 2
    assert clock.reads < 20 * AT_ONCE


def test_the_clock_stands_while_a_credential_is_worked_on() -> None:
    clock, working, times = Clock(), threading.Event(), list[datetime]()

    def visit(one: PlanItem) -> Stand:
        if one.identifier.endswith("0"):
            working.wait(0.3)
            times.append(clock.now())
            return Stand(one.identifier, AT)
        return Stand(one.identifier, AT, "", clock.now() + HOUR if clock.now() == BEGIN else None)

    visited([item(0), item(1)], visit, clock)
    assert times == [BEGIN]
    assert clock.time == BEGIN + HOUR


def test_without_a_clock_each_is_visited_once() -> None:
    visits = Counter[str]()

    def visit(one: PlanItem) -> Stand:
        visits[one.identifier] += 1
        return Stand(one.identifier, AT, "waiting", BEGIN)

    items = [item(number) for number in range(3)]
    assert [stand.due_at for stand in visited(items, visit, None)] == [BEGIN] * 3
    assert set(visits.values()) == {1}


def test_what_is_refused_for_all_ends_the_others_before_they_begin() -> None:
    visits = list[str]()

    def visit(one: PlanItem) -> Stand:
        visits.append(one.identifier)
        if len(visits) == 1:
            raise EvidenceRefused("the ledger", "a row was changed")
        threading.Event().wait(0.05)
        return Stand(one.identifier, AT)

    with pytest.raises(EvidenceRefused):
        visited([item(number) for number in range(20 * AT_ONCE)], visit, Clock())
    assert len(visits) < 10 * AT_ONCE


def test_places_take_turns() -> None:
    items = [item(number, "one") for number in range(3)] + [item(3, "two"), item(4, "three")]
    assert [one.at[0] for one in spread(items)] == ["one", "two", "three", "one", "one"]
    assert sorted(one.identifier for one in spread(items)) == [one.identifier for one in items]
    assert spread([replace(items[0], identifier="alone")])[0].identifier == "alone"


def test_what_is_due_again_and_what_has_not_begun_take_turns() -> None:
    """Neither do many that wait hold up those that have not begun, nor do they wait for the last one to begin."""
    clock, order, lock = Clock(), list[str](), threading.Lock()
    clock.wait_until = lambda moment: None  # type: ignore[method-assign]

    def visit(one: PlanItem) -> Stand:
        with lock:
            again = one.identifier in order
            order.append(one.identifier)
        return Stand(one.identifier, AT, "", None if again else BEGIN)

    items = [item(number) for number in range(20 * AT_ONCE)]
    visited(items, visit, clock)
    second = [place for place, one in enumerate(order) if one in order[:place]]
    assert len(second) == len(items)
    assert second[0] < 4 * AT_ONCE
    assert [place for place, one in enumerate(order) if one not in order[:place]][-1] > len(items)
