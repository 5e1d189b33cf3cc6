"""A person added it."""

from collections.abc import Iterator

from keyroll.model.incident import Reason
from keyroll.response.exposure.contract import Because, Found, Scope
from keyroll.store.session import Session


def find(session: Session, scope: Scope) -> Iterator[Found]:
    """Yield what people added, by the id that it has today."""
    session.load_columns(
        "widened", {"identifier": "VARCHAR"}, {"identifier": [one.identifier for one in scope.widened]}
    )
    ids = {
        str(old): str(new)
        for old, new in session.tuples("SELECT identifier, id FROM identifiers JOIN widened USING (identifier)")
    }
    for one in scope.widened:
        reason = Reason("widened", f"{one.person} added it: {one.reason}", one.identifier)
        yield Found(ids.get(one.identifier, one.identifier), reason, scope.incident.window_from)


BECAUSE = Because(find, begins=True)
