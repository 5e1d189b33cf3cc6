"""The orders that the engine runs, searched for every state; and known-bad orders, which the same search refuses."""

import sys
from dataclasses import replace
from typing import Any

import pytest
from search_of_orders import search

from keyroll.model.rotation import Step
from keyroll.rotation.position import MOST_FAILURES
from keyroll.rotation.steps import (
    ORDERS,
    R1,
    R1D,
    R2,
    R2D,
    REVOKE_FIRST,
    SINGLE,
    GateEvidence,
    Invariant,
    Order,
    Restart,
)

#: A consumer that cannot reload orphans R1 by day, and each order in the long tests: that doubles the states.
SEARCHED = [
    (R1, MOST_FAILURES),
    *((order, 1) for order in (R1D, R2, R2D, SINGLE, REVOKE_FIRST)),
    *(pytest.param(order, MOST_FAILURES, marks=pytest.mark.long) for order in (R1D, R2, R2D, SINGLE, REVOKE_FIRST)),
]


@pytest.mark.parametrize(("order", "refusals"), SEARCHED)
def test_no_state_of_an_order_violates_what_it_keeps(order: Order, refusals: int) -> None:
    found = search(order, provider_made=order in (R2, R2D), overwrites=order is SINGLE, refusals=refusals)
    unexpected = [str(one) for broken, one in found.violations.items() if broken not in order.breaks]
    assert not unexpected, "\n".join(unexpected)
    assert found.stuck is None, found.stuck
    assert found.states > 100


def test_one_value_at_a_time_that_the_provider_makes_breaks_no_more_than_it_declares() -> None:
    found = search(SINGLE, provider_made=True, overwrites=True, refusals=1)
    assert set(found.violations) <= set(SINGLE.breaks)
    assert found.stuck is None


def test_every_order_is_searched() -> None:
    assert set(ORDERS) == {"R1", "R2", "R1D", "R2D", "SINGLE", "REVOKE_FIRST"}


@pytest.mark.parametrize("order", [SINGLE, REVOKE_FIRST], ids=lambda order: order.name)
def test_a_declared_outage_breaks_what_it_declares(order: Order) -> None:
    assert order.breaks <= set(search(order, overwrites=order is SINGLE, refusals=0).violations)


def changed(order: Order, *steps: Step) -> Order:
    """Return an order with its rows in another order."""
    by = {row.step: row for row in order.rows}
    return replace(order, rows=tuple(by[step] for step in steps))


def without(order: Order, *steps: Step) -> Order:
    """Return an order without some rows; an abort still finds its way back."""
    back = tuple(row for row in order.rows if row.step in steps and row.step is Step.RECONCILE)
    rows = tuple(row for row in order.rows if row.step not in steps)
    return replace(order, rows=rows, detours=order.detours + back)


def without_back(order: Order, step: Step) -> Order:
    """Return an order whose abort leaves out a step."""
    return replace(order, back=tuple(row for row in order.back if row.step is not step))


def with_back(order: Order, step: Step, **changes: Any) -> Order:
    """Return an order with a changed row of its abort."""
    return replace(order, back=tuple(replace(row, **changes) if row.step is step else row for row in order.back))


def with_row(order: Order, step: Step, **changes: Any) -> Order:
    rows = tuple(replace(row, **changes) if row.step is step else row for row in order.rows)
    return replace(order, rows=rows)


def publish_before_verify() -> Order:
    steps = [row.step for row in R1.rows]
    steps.remove(Step.PUBLISH)
    steps.insert(steps.index(Step.VERIFY), Step.PUBLISH)
    return changed(R1, *steps)


def seal_after_create() -> Order:
    steps = [row.step for row in R1.rows]
    steps.remove(Step.SEAL)
    steps.insert(steps.index(Step.CREATE) + 1, Step.SEAL)
    order = changed(R1, *steps)
    return replace(
        order,
        detours=tuple(replace(row, then=Step.CREATE) if row.step is Step.DISCARD else row for row in order.detours),
    )


BAD = {
    "publish before verify": (publish_before_verify(), Invariant.I2, {}),
    "a timer for a gate": (with_row(R1, Step.GATE, evidence=GateEvidence.TIMER), Invariant.I2, {}),
    "a gate that asks declared consumers only": (
        with_row(R1, Step.GATE, evidence=GateEvidence.DECLARED),
        Invariant.I11,
        {},
    ),
    "no observation": (without(R1, Step.OBSERVE), Invariant.I3, {}),
    "alternating without revoking": (
        without(R1, Step.DISABLE, Step.END_SESSIONS, Step.OBSERVE, Step.DELETE, Step.PROVE),
        Invariant.I4,
        {},
    ),
    "sessions are not ended": (without(R1, Step.END_SESSIONS, Step.PROVE), Invariant.I4, {}),
    "unsealed": (seal_after_create(), Invariant.I6, {}),
    "a new value of the provider without a look-up": (
        without(with_row(R2, Step.CREATE, restart=Restart.AGAIN), Step.RECONCILE),
        Invariant.I5,
        {"provider_made": True},
    ),
    "no last look for values that came late": (without(R2, Step.RECONCILE), Invariant.I5, {"provider_made": True}),
    "an abort that leaves the places": (without_back(R1, Step.RESTORE), Invariant.I2, {}),
    "an abort that does not wait for consumers": (without_back(R1D, Step.RETURN), Invariant.I2, {}),
    "an abort that asks declared consumers only": (
        with_back(R1, Step.RETURN, evidence=GateEvidence.DECLARED),
        Invariant.I11,
        {},
    ),
    "an abort that keeps both values": (without_back(R2, Step.DISCARD), Invariant.I10, {"provider_made": True}),
    "an abort that does not enable the old value": (without_back(R1, Step.RESCUE), Invariant.I1, {}),
    "no proof": (without(R1, Step.PROVE), Invariant.I8, {}),
    "one value at a time, unsealed": (
        with_row(without(SINGLE, Step.SEAL), Step.VERIFY, bad=Step.CREATE),
        Invariant.I6,
        {"overwrites": True},
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_known_bad_order_is_refused_with_its_shortest_counterexample(name: str) -> None:
    order, expected, options = BAD[name]
    found = search(order, **options, refusals=0)
    assert expected in found.violations, found.violations
    shortest = found.violations[expected]
    sys.stdout.write(f"\n{name}\n  {shortest}\n")
    assert shortest.path
