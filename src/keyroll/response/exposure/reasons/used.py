"""The intruder of the story used it, or a signal from its issuer names it."""

from collections.abc import Iterator

from keyroll.model.incident import Reason
from keyroll.response.exposure.contract import Because, Found, Scope
from keyroll.store.session import Session


def find(session: Session, scope: Scope) -> Iterator[Found]:
    """Yield the subjects of the story or signal that the incident was opened from."""
    incident = scope.incident
    session.load_columns("subjects", {"identifier": "VARCHAR"}, {"identifier": list(incident.subjects)})
    for identifier, one in session.tuples(
        "SELECT identifier, coalesce(id, identifier) FROM subjects LEFT JOIN identifiers USING (identifier) ORDER BY "
        "ALL"
    ):
        text = f"the intruder of {incident.title} used it" if incident.story else f"named by {incident.source_text}"
        reason = Reason("used", text, str(identifier))
        yield Found(str(one), reason, incident.window_from)


BECAUSE = Because(find, begins=True)
