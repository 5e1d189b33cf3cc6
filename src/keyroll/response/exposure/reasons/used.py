"""The intruder of the story used it."""

from collections.abc import Iterator

from keyroll.model.incident import Reason
from keyroll.response.exposure.contract import Because, Found, Scope
from keyroll.store.session import Session


def find(session: Session, scope: Scope) -> Iterator[Found]:
    """Yield the subjects of the story that the incident was opened from."""
    incident = scope.incident
    session.load_columns("subjects", {"handle": "VARCHAR"}, {"handle": list(incident.subjects)})
    for handle, one in session.tuples(
        "SELECT handle, coalesce(id, handle) FROM subjects LEFT JOIN handles USING (handle) ORDER BY ALL"
    ):
        reason = Reason("used", f"the intruder of {incident.title} used it", str(handle))
        yield Found(str(one), reason, incident.window_from)


BECAUSE = Because(find, begins=True)
