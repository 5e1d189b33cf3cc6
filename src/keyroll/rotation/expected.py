"""How long each step of a plan is expected to take, and whom it interrupts."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from keyroll.model.rotation import Step
from keyroll.proof.probe.limits import FAILURES, allowed
from keyroll.providers import catalogue
from keyroll.providers.contracts.probe import Probe
from keyroll.providers.contracts.rotate import Rotator, Seen, Slots
from keyroll.rotation.directions import SIGN_OFF, Consumer, Directions
from keyroll.rotation.steps import SINGLE, Order

#: The time that proof needs beyond the propagation window: two refusals, ten seconds apart.
PROOF: Final = timedelta(seconds=11)
_NOBODY: Final = "interrupts nobody"


def waits(rotator: Rotator, probe: Probe, provider: str, given: Directions) -> Mapping[Step, timedelta]:
    """Return how long each step waits for consumers, the provider and the proof; other steps only send requests."""
    window = catalogue.provider(provider).window if rotator.window is None else rotator.window
    polls = max((consumer.longest_poll or timedelta() for consumer in given.consumers), default=timedelta())
    one = rotator.slots is Slots.ONE
    locked = timedelta()
    if probe.lockout and allowed(probe.lockout) < 2 * FAILURES:
        # Between two visits the failures of the first visit must expire. Two refusals follow the sign-in with the new
        # value. If the new value replaces the old one in place, the old one is tried before.
        locked = probe.lockout.within * (3 if one else 2)
    derived = probe.derived_life if probe.derives and rotator.end_derived is None else None
    return {
        Step.GATE: polls,
        Step.OBSERVE: timedelta() if one else given.observe,
        Step.PROVE: window + PROOF + locked + (derived or timedelta()),
    }


def by_step(
    order: Order, rotator: Rotator, consumers: Sequence[Consumer], takes: Mapping[Step, timedelta],
    uses: tuple[Seen, ...] | None,
) -> tuple[str, ...]:  # fmt: skip
    """Return for each step of an order its expected duration and its interruption."""
    return tuple(
        f"{_lasts(row.step, consumers, takes)}; {_interrupts(row.step, order, rotator, consumers, uses)}"
        for row in order.steps()
    )


def _lasts(step: Step, consumers: Sequence[Consumer], takes: Mapping[Step, timedelta]) -> str:
    least = str(takes[step]) if takes.get(step) else "seconds"
    by_name = [one.name for one in consumers if one.evidence == SIGN_OFF]
    if step is Step.GATE and by_name:
        return f"until a person signs off {', '.join(by_name)}, {least} at least"
    return f"about {least}" if takes.get(step) else least


def _interrupts(
    step: Step, order: Order, rotator: Rotator, consumers: Sequence[Consumer], uses: tuple[Seen, ...] | None
) -> str:
    names = ", ".join(one.name for one in consumers) or "every consumer"
    if order.breaks and step is (Step.CREATE if order.name == SINGLE.name else Step.DELETE):
        return f"refuses {names} until the new value is read"
    if step is Step.PUBLISH:
        reloads = [one.name for one in consumers if "reload=" in one.place or "restart=" in one.place]
        return f"reloads {', '.join(reloads)}" if reloads else _NOBODY
    if step is Step.END_SESSIONS and (rotator.end_sessions or rotator.end_numbered):
        if rotator.end_numbered is None:
            return "ends sessions of the old value, which no declared consumer has by then"
        many = "all sessions of the account" if uses is None else f"up to {len(uses)} sessions"
        return f"ends {many}, which reconnect"
    return _NOBODY
