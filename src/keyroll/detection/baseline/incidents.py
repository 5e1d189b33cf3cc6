"""Dead and exposed credentials from the incidents, and segments from the register; each with its time of knowledge."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from keyroll.intake.surveys import observations_view
from keyroll.model.incident import Grade, Verdict, VerdictKind
from keyroll.model.observation import Entity
from keyroll.providers import catalogue
from keyroll.store.home import Home
from keyroll.store.light import has_incidents
from keyroll.store.relations import build, give
from keyroll.store.session import Session

if TYPE_CHECKING:  # its import takes longer than a list
    from keyroll.store.ledger.ledger import Ledger

Rows = Sequence[tuple[object, ...]]
_FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
_DEAD = {
    "identifier": "VARCHAR", "incident": "VARCHAR", "grade": "VARCHAR", "keeps_its_name": "BOOLEAN",
    "known_at": "TIMESTAMPTZ", "until": "TIMESTAMPTZ",
}  # fmt: skip
_EXPOSED = {"identifier": "VARCHAR", "incident": "VARCHAR", "exposed_at": "TIMESTAMPTZ", "known_at": "TIMESTAMPTZ"}
_SEGMENT = {"network": "VARCHAR", "segment": "VARCHAR", "known_at": "TIMESTAMPTZ"}
#: Grades that prove a death; a person's statement (D) does not.
_PROVEN = (Grade.A, Grade.B, Grade.C)
_SEGMENTS = f"""
    SELECT json_extract_string(facts, '$.network') AS network,
           arg_max(json_extract_string(facts, '$.segment'), observed_at) AS segment, min(observed_at) AS known_at
    FROM observations WHERE entity = '{Entity.SEGMENT}' GROUP BY 1 ORDER BY 1"""


def load_incidents(session: Session, home: Home) -> None:
    """Make ``dead``, ``exposed`` (by ``subject``: the id in the inventory) and ``segments``.

    ``dead`` is valid from the time at which a death was known until the next verdict; ``keeps_its_name`` marks kinds
    whose id stays when the value changes, so that an accepted use may be the new value's. ``exposed`` begins when the
    incident was opened.
    """
    observations_view(session, home.lake)
    load_rows(session, *incident_rows(home), session.tuples(_SEGMENTS))


def load_rows(session: Session, dead: Rows, exposed: Rows, segments: Rows = ()) -> None:
    """Make the tables from rows; the rows of ``dead`` and ``exposed`` name identifiers."""
    for name, types, rows in (("dead", _DEAD, dead), ("exposed", _EXPOSED, exposed)):
        session.load_rows(f"{name}_identifiers", types, rows)
    session.load_rows("segments", _SEGMENT, segments)
    give(session, "dead_identifiers", "exposed_identifiers", "segments")
    build(session, "dead", "exposed")


def incident_rows(home: Home) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Return the rows of dead and of exposed identifiers of all incidents."""
    return _of_incidents(home.ledger) if has_incidents(home) else ([], [])


def _of_incidents(ledger: "Ledger") -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    dead: list[tuple[object, ...]] = []
    exposed: list[tuple[object, ...]] = []
    for incident in ledger.incidents():
        verdicts = ledger.verdict_histories(incident.name)
        for item in ledger.items(incident.name):
            since = item.first_exposed_at or incident.window_from
            exposed.append((item.identifier, incident.name, since, incident.opened_at))
            history = sorted(verdicts.get(item.identifier, ()), key=_known_at)
            # The last verdict of an item is valid for ever.
            for verdict, after in zip(history, [*history[1:], None], strict=False):
                if verdict.verdict is VerdictKind.DEAD and verdict.grade in _PROVEN:
                    until = _known_at(after) if after else _FOREVER
                    kept = _keeps_its_name(item.source, item.kind)
                    dead.append((item.identifier, incident.name, str(verdict.grade), kept, _known_at(verdict), until))
    return dead, exposed


def _known_at(verdict: Verdict) -> datetime:
    return max(verdict.decided_at, verdict.recorded_at or verdict.decided_at)


def _keeps_its_name(source: str, kind: str) -> bool:
    provider = source.partition("@")[0]
    if provider not in catalogue.providers():
        return True
    return any(each.name == kind and (each.in_place or each.account) for each in catalogue.provider(provider).kinds)
