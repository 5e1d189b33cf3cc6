"""The grounds of an incident are kept in the lake until one of their inputs changes.

One mark covers all inputs: the code, the version of each table of the lake, the incident, people's additions, and
keyroll's own attempts. The holder of the lease writes the grounds. A reader uses them if the mark is current, and
computes them if it is not.
"""

from dataclasses import replace
from typing import Final

from keyroll.intake.surveys import TABLE
from keyroll.inventory.published import MADE_OF, code, is_whole
from keyroll.model.ids import digest
from keyroll.model.incident import ClosingPolicy, Incident
from keyroll.model.stored import restored, stored
from keyroll.response.grounds import Grounds, KeptIncident
from keyroll.store.home import Home
from keyroll.store.kept import keep, stands, take
from keyroll.store.relations import load
from keyroll.store.session import Session

#: The version of the stored form; raise it on a change that the mark of the code does not cover.
SCHEMA: Final = 1
#: The packages whose code computes grounds.
_CODE: Final = ("detection", "intake", "inventory", "model", "proof", "providers", "response", "store")


def kept_grounds(home: Home, incident: Incident, kept: KeptIncident) -> Grounds | None:
    """Return the stored grounds of an incident; None if there are none or they are outdated."""
    table = _table(incident)
    if home.lake.version(table) < 0:
        return None
    with home.session() as session:
        if not take(session, home.lake, table, _mark(home, incident, kept), "kept_grounds"):
            return None
        content = session.one("SELECT content FROM kept_grounds")
    try:
        return restored(Grounds, str(content)).fitted(incident, kept)
    except (KeyError, TypeError, ValueError):
        return None  # not written by us: ignored


def keep_grounds(session: Session, home: Home, incident: Incident, kept: KeptIncident, known: Grounds) -> None:
    """Store the grounds of an incident in place of earlier ones. The caller holds the lease."""
    if is_whole(session, home):
        load(session, "keeping_grounds", {"content": [stored(known)]})
        keep(session, home.lake, "keeping_grounds", _table(incident), _mark(home, incident, kept))


def _table(incident: Incident) -> str:
    return f"incidents/{digest(incident.name)[:16]}"


def _mark(home: Home, incident: Incident, kept: KeptIncident) -> str:
    attempts = sorted((one.mark, one.at.isoformat()) for one in kept.attempts)
    # The policy affects the judgement of an item, not its grounds.
    logs = (sorted({one.identifier for one in kept.targets}), sorted(kept.unread), sorted(kept.replaced))
    about = (replace(incident, policy=ClosingPolicy.LIVE), sorted(map(repr, kept.widened)), attempts, logs)
    rows = stands(home.lake, TABLE, MADE_OF, "hunt/stories", *home.lake.names("events/"))
    return digest(str(SCHEMA), code(*_CODE), rows, *map(repr, about))
