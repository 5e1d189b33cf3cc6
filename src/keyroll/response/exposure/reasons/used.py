"""The intruder of the story used it, or a signal from its issuer names it."""

from collections.abc import Iterator

from keyroll.model.incident import Reason
from keyroll.response.exposure.contract import ExposureReason, ExposureScope, NewExposure
from keyroll.store.relations import load
from keyroll.store.session import Session


def find(session: Session, scope: ExposureScope) -> Iterator[NewExposure]:
    """Yield the subjects of the story or signal from which the incident was opened."""
    incident = scope.incident
    load(session, "incident_subjects", {"identifier": list(incident.subjects)})
    for identifier, credential in session.tuples(
        "SELECT identifier, coalesce(id, identifier) FROM incident_subjects LEFT JOIN identifiers USING (identifier) "
        "ORDER BY ALL"
    ):
        text = f"the intruder of {incident.title} used it" if incident.story else f"named by {incident.source_text}"
        yield NewExposure(str(credential), Reason("used", text, str(identifier)), incident.window_from)


REASON = ExposureReason(find, begins=True)
