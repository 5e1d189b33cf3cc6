"""Makes the due authentication attempts of an incident, and returns the times of the next ones."""

import socket
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime

from keyroll.clock import EARLIEST, Clock, FixedClock
from keyroll.errors import UsageError
from keyroll.model.identifier import Identifier
from keyroll.model.incident import Item, VerdictKind
from keyroll.model.probe import NextAttempt, Plane, ProbeTarget
from keyroll.proof.attempts_verdict import probe_of
from keyroll.proof.probe.context import AttemptsVerdict, ProbeContext
from keyroll.proof.probe.requests import ProbeRequest
from keyroll.proof.probe.run import Prober, ProbeValues
from keyroll.providers.contracts.probe import Probe
from keyroll.response.campaign import Status
from keyroll.response.pace import Pace
from keyroll.secret import Secret
from keyroll.store.ledger.journal import Journal
from keyroll.store.ledger.ledger import Ledger

#: The prefix of an address with replicas behind it that cannot be addressed one by one.
BALANCER = "balancer:"
#: The most credentials probed at the same time: an attempt spends most of its time on the network.
AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class PlannedProbe:
    """One credential to probe: the probe, the values and the addresses."""

    item: Item
    probe: Probe
    values: ProbeValues
    targets: tuple[ProbeTarget, ...]


def planned_probes(state: Status, requests: Mapping[str, ProbeRequest], clock: Clock) -> tuple[PlannedProbe, ...]:
    """Return the credentials to probe, with their values. Raises UsageError, SecretUnavailable before attempts."""
    if requests and isinstance(clock, FixedClock):
        raise UsageError(
            "a home with a fixed clock makes no authentication attempts",
            hint="leave out --now, and the setting 'clock'",
        )
    items = {standing.item.identifier: standing.item for standing in state.standings}
    return tuple(_planned(identifier, request, items) for identifier, request in sorted(requests.items()))


def _planned(identifier: str, request: ProbeRequest, items: Mapping[str, Item]) -> PlannedProbe:
    if identifier not in items:
        raise UsageError(
            f"{identifier} is not exposed by this incident", hint="see: keyroll incident status NAME --json"
        )
    item = items[identifier]
    probe = probe_of(item)
    if probe is None:
        raise UsageError(f"keyroll has no probe for a {item.kind} of {item.source}", hint="docs/adding.md: A probe")
    if not request.at:
        raise UsageError(f"no address is given for {identifier}", hint=f"add --at '{identifier}=ADDRESS'")
    old_as = request.old_as or probe.who(Identifier.parse(identifier).value)
    planes = {plane.name: plane for plane in (_plane(address, probe) for address in request.at)}
    targets = tuple(
        ProbeTarget(item.incident, identifier, plane, old_as, request.new_as or ("" if probe.by_value else old_as))
        for plane in planes.values()
    )
    return PlannedProbe(item, probe, request.resolve(identifier), targets)


def _plane(address: str, probe: Probe) -> Plane:
    """Parse an address; ``balancer:ADDRESS`` has replicas behind it that cannot be addressed one by one."""
    balanced = address.startswith(BALANCER)
    plane = probe.place(address.removeprefix(BALANCER))
    return replace(plane, addressable=plane.addressable and not balanced)


def record_targets(ledger: Ledger, wanted: tuple[PlannedProbe, ...]) -> None:
    """Record the probe addresses of credentials before any attempt."""
    with ledger.together() as one_write:
        for planned in wanted:
            for target in planned.targets:
                one_write.put_target(target)


def visit(ledger: Ledger, clock: Clock, install_key: Secret, state: Status, wanted: tuple[PlannedProbe, ...]) -> None:
    """Make the due attempts, several at once. Each attempt is committed as an intent before it is made."""
    contexts = {standing.item.identifier: standing.context for standing in state.standings}
    journal, vantage = Journal(ledger, state.incident.name), socket.gethostname()

    def run(planned: PlannedProbe) -> None:
        known = contexts[planned.item.identifier]
        if known is not None:
            probe = _PACE.paced(planned.probe)
            Prober(journal, clock, install_key, vantage, probe, planned.values, planned.targets).run(known)

    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="attempt") as pool:
        begun = [pool.submit(run, planned) for planned in wanted]
        try:
            for attempt in begun:
                attempt.result()
        finally:
            # If an attempt fails (the lease is lost), the attempts that have not begun are not made.
            pool.shutdown(cancel_futures=True)


def visit_one(
    ledger: Ledger, clock: Clock, install_key: Secret, known: ProbeContext, planned: PlannedProbe
) -> AttemptsVerdict:
    """Make the due attempts of one credential under a lease on that credential; return the verdict."""
    journal = Journal(ledger, planned.item.incident, planned.item.identifier)
    probe, vantage = _PACE.paced(planned.probe), socket.gethostname()
    return Prober(journal, clock, install_key, vantage, probe, planned.values, planned.targets).run(known)


#: One object for the process, so that all attempts at an address share its limit.
_PACE = Pace()


def next_attempts(state: Status) -> list[NextAttempt]:
    """Return when each probed credential is due again, the earliest first."""
    due = [
        NextAttempt(
            state.incident.name, standing.item.identifier, standing.judgement.next_at, standing.judgement.because
        )
        for standing in state.standings
        if standing.judgement.next_at is not None
    ]
    return sorted(due, key=lambda attempt: (attempt.due_at, attempt.identifier))


@dataclass(frozen=True, slots=True)
class UnprovenCredential:
    """A probed credential that is not proven dead: the reason, and the action for a person if no attempt can help."""

    identifier: str
    name: str
    because: str
    to_do: str = ""
    due_at: datetime | None = None


def unproven_credentials(
    state: Status, wanted: tuple[PlannedProbe, ...], install_key: Secret
) -> tuple[UnprovenCredential, ...]:
    """Return the probed credentials that are not proven dead, in order of the next attempt."""
    planned_by_id, found = {planned.item.identifier: planned for planned in wanted}, []
    for standing in state.standings:
        item, judged = standing.item, standing.judgement
        if judged.verdict is VerdictKind.DEAD or item.identifier not in planned_by_id:
            continue
        values = planned_by_id[item.identifier].values
        at_hand = {value.fingerprint(install_key, "install") for value in (values.old, *values.derived)}
        to_do = judged.stuck or ("" if values.new else _NO_NEW)
        if not to_do and judged.open_values - at_hand:
            to_do = _NOT_AT_HAND
        due_at = None if to_do else judged.next_at
        found.append(UnprovenCredential(item.identifier, item.name, judged.because, to_do, due_at))
    return tuple(sorted(found, key=lambda one: (one.due_at is None, one.due_at or EARLIEST, one.identifier)))


_NOT_AT_HAND = "name every earlier value again (--old, --derived): one of these values is not refused yet"
#: Without an accepted value, a refusal may be an outage.
_NO_NEW = "name a value that is accepted now (--new): without one no refusal counts"


def undecided(left: tuple[UnprovenCredential, ...]) -> datetime | None:
    """Return when the next useful attempt is due; None if no further attempt can change a verdict."""
    return min((one.due_at for one in left if one.due_at is not None), default=None)
