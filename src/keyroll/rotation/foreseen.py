"""What a plan says before its approval: who uses the old value, by which source, and what will wait for a person."""

from collections.abc import Sequence
from datetime import timedelta

from keyroll.clock import EARLIEST
from keyroll.model.probe import Plane
from keyroll.model.rotation import Step
from keyroll.providers import catalogue
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import SESSION, Generation, Rotator, Seen, Subject
from keyroll.rotation.directions import Consumer
from keyroll.rotation.gate import OWN, is_by
from keyroll.rotation.steps import Order


def open_now(
    rotator: Rotator, plane: Plane, login: Login, subject: Subject, old: Generation
) -> tuple[Seen, ...] | None:
    """Return the sessions of the old value that are open now, or None if no request lists them."""
    found: tuple[Seen, ...] | None = None
    if rotator.seen is not None:
        found = rotator.seen(plane, login, subject, old)
    elif rotator.numbered is not None and (listed := rotator.numbered(plane, login, subject)):
        found = tuple(Seen(EARLIEST, one.client, one.network, SESSION) for one in listed.sessions)
    return None if found is None else tuple(one for one in found if not one.client.startswith(OWN))


def by_sources(
    rotator: Rotator, source: str, consumers: Sequence[Consumer], uses: tuple[Seen, ...] | None, places: int
) -> tuple[str, ...]:
    """Return lines for the plan; the first one says what breaks by what was looked at, or that it is unknown."""
    provider = source.partition("@")[0]
    logs = [f"{provider}.{one.log}" for one in catalogue.logged_uses(provider, rotator.kind, rotator.way)]
    sources = ["the sessions that are open"] if uses is not None else []
    sources += [f"the log {log} of the last 30 days, where this home has it" for log in logs]
    sources += [f"{rotator.last_used} (known {rotator.last_used_delay} late)"] if rotator.last_used else []
    lines = [*_breaks(consumers, uses, sources, rotator.kind), *_ends(rotator, uses, places)]
    if rotator.last_used and not uses:
        names = ", ".join(one.name for one in consumers)
        lines.append(
            f"the gate needs a log for a fast answer ({', '.join(logs) or 'none exists'}); without it, it opens about "
            f"{rotator.last_used_delay} after the publication, or when a person signs off {names}"
        )
    elif uses is None and not logs and not all(one.process for one in consumers):
        waits = ", ".join(one.name for one in consumers if not one.process)
        lines.append(f"the gate will wait for a person, who signs off {waits}: nothing shows which value it uses")
    return tuple(lines)


def _breaks(
    consumers: Sequence[Consumer], uses: tuple[Seen, ...] | None, sources: Sequence[str], kind: str
) -> list[str]:
    if not sources:
        return [f"unknown: no source shows who uses the old value of this {kind}"]
    seen = " and ".join(sources)
    if uses is None:
        return [f"unknown before the revocation, which waits for what shows it: {seen}"]
    others = sorted({one.by for one in uses if not any(is_by(one, each, alone=False) for each in consumers)})
    said = [f"nothing of what was looked at ({len(uses)} open sessions); the gate looks at {seen}"]
    if others and all(one.client or one.network for one in consumers):
        return [f"nothing before it is signed off: {', '.join(others)} is no declared consumer (session)", *said[1:]]
    return said


def _ends(rotator: Rotator, uses: tuple[Seen, ...] | None, places: int) -> list[str]:
    """Return how many sessions may end that nobody can tell apart."""
    if rotator.end_numbered is None:
        if any(step.act == "end sessions" for step in rotator.guided):
            return ["ends every session of the server, when a person restarts it: they reconnect"]
        return []
    if uses is None or places > 1:
        many = "all sessions" if uses is None else f"all {len(uses)} sessions"
        return [f"ends {many} of the account, which reconnect: their order cannot be read at each place"]
    return [f"ends up to {len(uses)} sessions that were opened before the change and stay open; they reconnect"]


def brought_back(order: Order, observe: timedelta) -> str:
    """Return until when the old value can be brought back, for the plan: only a value that was disabled can be."""
    if order.has(Step.DISABLE):
        return (
            f"the old value can be brought back until it is deleted, {observe} after it was disabled: rotate abort; "
            "uses of it that a log or session shows by then bring it back by themselves"
        )
    if order.breaks:
        return "the old value cannot be brought back: it ends before its consumers have the new one"
    return (
        f"the old value cannot be brought back after its revocation, which deletes it; uses are watched for {observe} "
        "before, and rotate abort works until then"
    )
