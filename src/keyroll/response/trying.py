"""Makes the tries of an incident that are due, and says when the next ones are."""

import socket
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime

from keyroll.clock import EARLIEST, Clock, FixedClock
from keyroll.errors import UsageError
from keyroll.model.identifier import Identifier
from keyroll.model.incident import Item, VerdictKind
from keyroll.model.probe import NextTry, Plane, Target
from keyroll.proof.probe.about import About, AttemptsVerdict
from keyroll.proof.probe.requests import ProbeRequest
from keyroll.proof.probe.run import Prober, ProbeValues
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
    values: ProbeValues
    targets: tuple[Target, ...]


def trials(state: Status, requests: Mapping[str, ProbeRequest], clock: Clock) -> tuple[Trial, ...]:
    """Return what is to be tried, with the values fetched. Raises UsageError, SecretUnavailable, before any try."""
    if requests and isinstance(clock, FixedClock):
        raise UsageError("a home with a fixed clock makes no tries", hint="leave out --now, and the setting 'clock'")
    items = {standing.item.identifier: standing.item for standing in state.standings}
    return tuple(_trial(identifier, request, items) for identifier, request in sorted(requests.items()))


def _trial(identifier: str, request: ProbeRequest, items: Mapping[str, Item]) -> Trial:
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
    if not request.at:
        raise UsageError(f"no place is given for {identifier}", hint=f"add --at '{identifier}=ADDRESS'")
    old_as = request.old_as or probe.who(Identifier.parse(identifier).value)
    planes = {plane.name: plane for plane in (_plane(address, probe) for address in request.at)}
    targets = tuple(
        Target(item.incident, identifier, plane, old_as, request.new_as or ("" if probe.by_value else old_as))
        for plane in planes.values()
    )
    return Trial(item, probe, request.resolve(identifier), targets)


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
    about = {standing.item.identifier: standing.about for standing in state.standings}
    journal, vantage = Journal(ledger, state.incident.name), socket.gethostname()

    def run(trial: Trial) -> None:
        known = about[trial.item.identifier]
        if known is not None:
            probe = _PACE.paced(trial.probe)
            Prober(journal, clock, install_key, vantage, probe, trial.values, trial.targets).run(known)

    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="try") as pool:
        begun = [pool.submit(run, trial) for trial in wanted]
        try:
            for attempt in begun:
                attempt.result()
        finally:
            # Where one fails (the lease is lost), those that have not begun are not made.
            pool.shutdown(cancel_futures=True)


def visit_one(ledger: Ledger, clock: Clock, install_key: Secret, known: About, trial: Trial) -> AttemptsVerdict:
    """Make the tries of one credential that are due, under a lease on that credential alone; return what is known."""
    journal = Journal(ledger, trial.item.incident, trial.item.identifier)
    probe, vantage = _PACE.paced(trial.probe), socket.gethostname()
    return Prober(journal, clock, install_key, vantage, probe, trial.values, trial.targets).run(known)


#: Of this process: whoever tries, a place bears no more.
_PACE = Pace()


def next_tries(state: Status) -> list[NextTry]:
    """Return when each credential that is tried is due again, the earliest first."""
    due = [
        NextTry(state.incident.name, standing.item.identifier, standing.judgement.next_at, standing.judgement.because)
        for standing in state.standings
        if standing.judgement.next_at is not None
    ]
    return sorted(due, key=lambda attempt: (attempt.due_at, attempt.identifier))


@dataclass(frozen=True, slots=True)
class OpenTry:
    """A credential that is tried and not found dead: why, and what a person does where no further try can help."""

    identifier: str
    name: str
    because: str
    to_do: str = ""
    due_at: datetime | None = None


def tried_and_open(state: Status, wanted: tuple[Trial, ...], install_key: Secret) -> tuple[OpenTry, ...]:
    """Return the credentials that are tried and not found dead, in order of the next try."""
    trials_by_id, found = {trial.item.identifier: trial for trial in wanted}, []
    for standing in state.standings:
        item, judged = standing.item, standing.judgement
        if judged.verdict is VerdictKind.DEAD or item.identifier not in trials_by_id:
            continue
        values = trials_by_id[item.identifier].values
        at_hand = {value.fingerprint(install_key, "install") for value in (values.old, *values.derived)}
        to_do = judged.stuck or ("" if values.new else _NO_NEW)
        if not to_do and judged.open_values - at_hand:
            to_do = _NOT_AT_HAND
        due_at = None if to_do else judged.next_at
        found.append(OpenTry(item.identifier, item.name, judged.because, to_do, due_at))
    return tuple(sorted(found, key=lambda one: (one.due_at is None, one.due_at or EARLIEST, one.identifier)))


_NOT_AT_HAND = "name each value again that was tried before (--old, --derived): one of them is not refused yet"
#: Without a value that is accepted, a refusal may be an outage.
_NO_NEW = "name a value that is accepted now (--new): without one no refusal counts"


def undecided(left: tuple[OpenTry, ...]) -> datetime | None:
    """Return when the next try is due that may change an answer; None where no further try can."""
    return min((one.due_at for one in left if one.due_at is not None), default=None)
