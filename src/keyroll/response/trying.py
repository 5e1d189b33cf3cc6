"""Makes the tries of an incident that are due, and says when the next ones are."""

import socket
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime

from keyroll.clock import Clock, FixedClock
from keyroll.errors import UsageError
from keyroll.model.identifier import Identifier
from keyroll.model.incident import Item, VerdictKind
from keyroll.model.probe import NextTry, Plane, Target
from keyroll.proof.probe.about import About, Found
from keyroll.proof.probe.asked import Asked
from keyroll.proof.probe.run import Prober, Values
from keyroll.proof.tried import probe_of
from keyroll.providers.contracts.probe import Probe
from keyroll.response.campaign import Status
from keyroll.response.pace import Pace
from keyroll.secret import Secret
from keyroll.store.ledger.journal import Journal
from keyroll.store.ledger.ledger import Ledger

#: Before an address behind which replicas answer that cannot be addressed.
BALANCER = "balancer:"
#: Credentials tried at the same time: most of a try is waiting.
AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Trial:
    """One credential to be tried: how, with which values, and where."""

    item: Item
    probe: Probe
    values: Values
    targets: tuple[Target, ...]


def trials(state: Status, asked: Mapping[str, Asked], clock: Clock) -> tuple[Trial, ...]:
    """Return what is to be tried, with the values fetched. Raises UsageError, SecretUnavailable, before any try."""
    if asked and isinstance(clock, FixedClock):
        raise UsageError("a home with a fixed clock makes no tries", hint="leave out --now, and the setting 'clock'")
    items = {one.item.identifier: one.item for one in state.standings}
    return tuple(_trial(identifier, one, items) for identifier, one in sorted(asked.items()))


def _trial(identifier: str, one: Asked, items: Mapping[str, Item]) -> Trial:
    if identifier not in items:
        raise UsageError(
            f"{identifier} is not exposed by this incident", hint="see: keyroll incident status NAME --json"
        )
    item = items[identifier]
    probe = probe_of(item)
    if probe is None:
        raise UsageError(
            f"nobody has written how a {item.kind} of {item.source} is tried", hint="docs/adding.md: A probe"
        )
    if not one.at:
        raise UsageError(f"no place is given for {identifier}", hint=f"add --at '{identifier}=ADDRESS'")
    old_as = one.old_as or probe.who(Identifier.parse(identifier).value)
    planes = {plane.name: plane for plane in (_plane(address, probe) for address in one.at)}
    targets = tuple(Target(item.incident, identifier, plane, old_as, one.new_as or old_as) for plane in planes.values())
    return Trial(item, probe, one.resolve(identifier), targets)


def _plane(address: str, probe: Probe) -> Plane:
    """Read an address; behind ``balancer:ADDRESS`` replicas answer that cannot be addressed."""
    balanced = address.startswith(BALANCER)
    plane = probe.place(address.removeprefix(BALANCER))
    return replace(plane, addressable=plane.addressable and not balanced)


def note_targets(ledger: Ledger, wanted: tuple[Trial, ...]) -> None:
    """Note where credentials are tried, before any is."""
    with ledger.together() as one_write:
        for trial in wanted:
            for target in trial.targets:
                one_write.put_target(target)


def visit(ledger: Ledger, clock: Clock, install_key: Secret, state: Status, wanted: tuple[Trial, ...]) -> None:
    """Make the tries that are due, several at once. Each is committed as an intent before it is made."""
    about = {one.item.identifier: one.about for one in state.standings}
    journal, vantage = Journal(ledger, state.incident.name), socket.gethostname()

    def run(trial: Trial) -> None:
        known = about[trial.item.identifier]
        if known is not None:
            probe = _PACE.paced(trial.probe)
            Prober(journal, clock, install_key, vantage, probe, trial.values, trial.targets).run(known)

    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="try") as pool:
        begun = [pool.submit(run, trial) for trial in wanted]
        try:
            for one in begun:
                one.result()
        finally:
            # Where one fails (the lease is lost), those that have not begun are not made.
            pool.shutdown(cancel_futures=True)


def visit_one(ledger: Ledger, clock: Clock, install_key: Secret, known: About, trial: Trial) -> Found:
    """Make the tries of one credential that are due, under a lease on that credential alone; return what is known."""
    journal = Journal(ledger, trial.item.incident, trial.item.identifier)
    probe, vantage = _PACE.paced(trial.probe), socket.gethostname()
    return Prober(journal, clock, install_key, vantage, probe, trial.values, trial.targets).run(known)


#: Of this process: whoever tries, a place bears no more.
_PACE = Pace()


def next_tries(state: Status) -> list[NextTry]:
    """Return when each credential that is tried is due again, the earliest first."""
    due = [
        NextTry(state.incident.name, one.item.identifier, one.judgement.next_at, one.judgement.because)
        for one in state.standings
        if one.judgement.next_at is not None
    ]
    return sorted(due, key=lambda one: (one.due_at, one.identifier))


def undecided(state: Status, wanted: tuple[Trial, ...]) -> datetime | None:
    """Return when the next try is due of a credential that is being tried and not found dead yet."""
    tried = {trial.item.identifier for trial in wanted}
    open_ = {one.item.identifier for one in state.standings if one.judgement.verdict is not VerdictKind.DEAD}
    return next((one.due_at for one in next_tries(state) if one.identifier in tried & open_), None)
