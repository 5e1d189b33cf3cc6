"""A person added it."""

from collections.abc import Iterator

from keyroll.model.incident import Reason
from keyroll.response.exposure.contract import ExposureReason, ExposureScope, NewExposure
from keyroll.store.relations import load
from keyroll.store.session import Session


def find(session: Session, scope: ExposureScope) -> Iterator[NewExposure]:
    """Yield the credentials that people added, by their current ids."""
    load(session, "widened", {"identifier": [widening.identifier for widening in scope.widened]})
    ids = {
        str(old): str(new)
        for old, new in session.tuples("SELECT identifier, id FROM identifiers JOIN widened USING (identifier)")
    }
    for widening in scope.widened:
        text = f"{widening.person} added it: {widening.reason}"
        reason = Reason("widened", text, widening.identifier, widening.sure)
        yield NewExposure(ids.get(widening.identifier, widening.identifier), reason, scope.incident.window_from)


REASON = ExposureReason(find, begins=True)
