"""The facts of an incident from logs and listings, independent of the clock: items, their facts, and footholds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from keyroll.model.campaign import Consumers
from keyroll.model.incident import Incident, Item, Narrowing, Widening
from keyroll.model.probe import Attempt, ProbeTarget
from keyroll.model.register import UnmatchedRow
from keyroll.proof.attempts_verdict import probe_of
from keyroll.proof.facts import CredentialFacts, gather
from keyroll.proof.minted import MintingLog
from keyroll.response.consumers import consumers
from keyroll.response.containment import Containment, containment
from keyroll.response.exposure import exposure
from keyroll.response.unmatched import unmatched
from keyroll.store.relations import load
from keyroll.store.session import Session


@dataclass(frozen=True, slots=True)
class KeptIncident:
    """The ledger's rows of an incident: its items, people's additions, the attempts and their addresses.

    ``unread`` lists sources and logs with quarantined parts that matter to a probed credential. ``replaced`` are pairs
    of approved rotations: the old and the new credential.
    """

    items: Sequence[Item] = ()
    widened: Sequence[Widening] = ()
    narrowed: Sequence[Narrowing] = ()
    targets: Sequence[ProbeTarget] = ()
    attempts: Sequence[Attempt] = ()
    unread: Sequence[tuple[str, str]] = ()
    replaced: Sequence[tuple[str, str]] = ()

    @property
    def identifiers(self) -> set[str]:
        """The identifiers of its rows, as they were when the rows were written."""
        return {one.identifier for rows in (self.items, self.targets, self.attempts) for one in rows}


@dataclass(frozen=True, slots=True)
class ExposureGrounds:
    """The facts of one exposed credential. ``owner`` is empty if unknown."""

    exposed_until: datetime
    facts: CredentialFacts
    owner: str
    consumers: Consumers


@dataclass(frozen=True, slots=True)
class Grounds:
    """The input for an incident's status.

    ``exposed`` are the items that the current inventory exposes; ``items`` adds the items in the ledger. ``ids`` gives
    the current id of each identifier in the ledger. ``unmatched`` are rows of the register that may name
    further exposed credentials. ``left`` is set for an incident that was opened from a story.
    """

    ids: Mapping[str, str] = field(default_factory=dict)
    exposed: tuple[Item, ...] = ()
    items: tuple[Item, ...] = ()
    known: Mapping[str, ExposureGrounds] = field(default_factory=dict)
    left: Containment | None = None
    unmatched: tuple[UnmatchedRow, ...] = ()

    def fitted(self, incident: Incident, kept: KeptIncident) -> "Grounds | None":
        """Return these grounds with the ledger's current items; None if facts of an item are missing."""
        if not kept.identifiers <= self.ids.keys():
            return None
        items = _together(self.ids, self.exposed, kept)
        times = {item.identifier: _until(item, incident) for item in items}
        same = times == {identifier: one.exposed_until for identifier, one in self.known.items()}
        return replace(self, items=items) if same else None


def grounds(session: Session, incident: Incident, kept: KeptIncident) -> Grounds:
    """Compute the grounds of an incident from logs and listings.

    Items that were found before or added by people stay in scope, whatever later listings of the vendor show. Needs the
    inventory's views and ``events``.
    """
    ids = _ids(session, kept.identifiers)
    exposed = tuple(exposure(session, incident, kept.widened, kept.replaced))
    items = _together(ids, exposed, kept)
    until = {item.identifier: _until(item, incident) for item in items}
    # Exposed credentials have their current ids here, and the ledger stores these.
    ids |= {one: one for one in until if one not in ids}
    facts = gather(session, until, kept.attempts, _minting(ids, items, kept))
    using, owners = consumers(session, list(until)), _owners(session, list(until))
    known = {one: ExposureGrounds(at, facts[one], owners.get(one, ""), using[one]) for one, at in until.items()}
    left = containment(session, incident.subjects, incident.window_from) if incident.story else None
    return Grounds(ids, exposed, items, known, left, unmatched(session, incident))


def _minting(ids: Mapping[str, str], items: Iterable[Item], kept: KeptIncident) -> list[MintingLog]:
    """Return the logs that show objects made with the probed credentials."""
    tried, unread = {ids[target.identifier] for target in kept.targets}, set(kept.unread)
    found = []
    for item in (one for one in items if one.identifier in tried):
        probe = probe_of(item)
        if probe is not None and probe.derives_in:
            names = (probe.derives_in, probe.derives_in.partition(".")[2])
            broken = any((item.source, name) in unread for name in names)
            found.append(MintingLog(item.identifier, item.source, probe.derives_in, unread=broken))
    return found


def _together(ids: Mapping[str, str], exposed: Iterable[Item], kept: KeptIncident) -> tuple[Item, ...]:
    items = {ids[item.identifier]: replace(item, identifier=ids[item.identifier]) for item in kept.items}
    items.update({item.identifier: item for item in exposed})
    return tuple(item for _, item in sorted(items.items()))


def _until(item: Item, incident: Incident) -> datetime:
    return item.last_exposed_at or incident.window_to


def _ids(session: Session, identifiers: Iterable[str]) -> dict[str, str]:
    """Return the current id for each identifier: the ledger holds the id at the time of writing."""
    known = sorted(identifiers)
    load(session, "incident_identifiers", {"identifier": known})
    rows = session.tuples("SELECT identifier, id FROM identifiers JOIN incident_identifiers USING (identifier)")
    return {one: one for one in known} | {str(old): str(new) for old, new in rows}


def _owners(session: Session, ids: Sequence[str]) -> dict[str, str]:
    load(session, "campaign_credentials", {"id": list(ids)})
    rows = session.tuples(
        "SELECT id, owner FROM credentials JOIN campaign_credentials USING (id) WHERE owner IS NOT NULL"
    )
    return {str(one): str(owner) for one, owner in rows}
