"""The closure: all reasons are applied to the exposed credentials until no exposure is added.

Each credential has three values: the first time of its exposure, the last time, and whether the exposure is certain. A
round changes them in one direction only (earlier, later, from *may have been* to *was*), and the number of times is
finite. So the closure ends, and its result does not depend on the order of rounds. The reasons of a credential are the
reasons that changed one of the three values.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from keyroll.model.incident import Incident, Item, Reason, Widening
from keyroll.plugins import found
from keyroll.response.exposure.contract import ExposureReason, ExposureScope, NewExposure
from keyroll.response.exposure.ground import ground
from keyroll.store.relations import build, load
from keyroll.store.session import Session


@dataclass(frozen=True, slots=True)
class Exposed:
    """The state of one exposed credential after the rounds so far."""

    since: datetime
    until: datetime
    sure: bool
    reasons: tuple[Reason, ...] = ()

    def joined(self, other: NewExposure, *, first: bool) -> "Exposed":
        """Add an exposure; after the ``first`` round its reason is kept only if it changes a value."""
        since, until = min(self.since, other.at), max(self.until, other.until or self.until)
        sure = self.sure or other.reason.sure
        moved = (since, until, sure) != (self.since, self.until, self.sure)
        more = (other.reason,) if (moved or first) and other.reason not in self.reasons else ()
        return Exposed(since, until, sure, (*self.reasons, *more))


Known = Mapping[str, Exposed]


def close(
    first: Iterable[NewExposure], step: Callable[[Known], Iterable[NewExposure]], ends: datetime
) -> dict[str, Exposed]:
    """Return all exposures that follow from the first ones. ``step`` must be monotone: more input, no less output."""
    known = _added({}, first, ends)
    while (grown := _added(known, step(known), ends)) != known:
        known = grown
    return known


def _added(before: Known, more: Iterable[NewExposure], ends: datetime) -> dict[str, Exposed]:
    """Add a round in a fixed order, whatever the order of its exposures."""
    after = dict(before)
    for exposure in sorted(
        more, key=lambda exposure: (exposure.id, not exposure.reason.sure, exposure.at, *_words(exposure.reason))
    ):
        there = after.get(exposure.id) or Exposed(exposure.at, ends, exposure.reason.sure)
        after[exposure.id] = there.joined(exposure, first=exposure.id not in before)
    return after


def _words(reason: Reason) -> tuple[str, str, str]:
    return reason.kind, reason.identifier, reason.text


def reasons() -> dict[str, ExposureReason]:
    """Return every reason by the name of its file."""
    return found("keyroll.response.exposure.reasons", "REASON", ExposureReason)


def exposure(
    session: Session,
    incident: Incident,
    widened: Sequence[Widening] = (),
    replaced: Sequence[tuple[str, str]] = (),
) -> list[Item]:
    """Return the credentials that an incident exposes, by id.

    Needs the inventory's views and ``events``. ``replaced`` are pairs of an approved rotation: the old and the new
    credential.
    """
    scope, known = ExposureScope(incident, widened, replaced), reasons().values()
    ground(session, scope)

    def step(exposed: Known) -> Iterable[NewExposure]:
        _publish(session, exposed)
        # No intruder had the values of a planned rotation: no exposure follows from them.
        if incident.planned:
            return []
        return [exposure for because in known if not because.begins for exposure in because.find(session, scope)]

    first = [exposure for because in known if because.begins for exposure in because.find(session, scope)]
    return _items(session, incident, close(first, step, incident.window_to))


def _publish(session: Session, state: Known) -> None:
    """Build ``exposed_so_far`` from the known exposures; relations built from the earlier state are rebuilt."""
    load(
        session,
        "exposure_state",
        {
            "id": list(state),
            "since": [exposed.since for exposed in state.values()],
            "sure": [exposed.sure for exposed in state.values()],
        },
    )
    build(session, "exposed_so_far")


def _items(session: Session, incident: Incident, state: Known) -> list[Item]:
    known = {
        str(row["id"]): row for row in session.rows("SELECT c.* FROM credentials c JOIN exposed_so_far USING (id)")
    }
    # An account of a person is not a machine credential and is left out. A principal is left out if its
    # credentials are known.
    no_credential = {
        str(identifier)
        for (identifier,) in session.tuples(
            "SELECT e.id FROM exposed_so_far e SEMI JOIN principals p ON p.principal = e.id AND p.kind = 'human' UNION "
            "SELECT e.id FROM exposed_so_far e ANTI JOIN credentials c USING (id) "
            "SEMI JOIN credentials o ON o.principal = e.id"
        )
    }
    items = []
    for identifier in sorted(state.keys() - no_credential):
        row, found_of = known.get(identifier), state[identifier]
        name = str(row["name"]) if row else identifier.split(":", 2)[-1]
        kind = str(row["kind"]) if row else identifier.split(":", 2)[1]
        source = str(row["source"]) if row else identifier.partition(":")[0]
        until = found_of.until if found_of.until > incident.window_to else None
        items.append(Item(incident.name, identifier, name, kind, source, found_of.reasons, found_of.since, until))
    return items
