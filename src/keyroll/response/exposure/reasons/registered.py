"""The register of third parties names the vendor as its holder."""

from collections.abc import Iterator

from keyroll.model.incident import Reason
from keyroll.response.exposure.contract import ExposureReason, ExposureScope, NewExposure
from keyroll.store.session import Session


def find(session: Session, scope: ExposureScope) -> Iterator[NewExposure]:
    """Yield the credentials that the vendor holds by the register."""
    text = f"the register says that {scope.incident.vendor} holds it"
    for credential, registration in session.tuples(
        "SELECT DISTINCT id, registration FROM registrations "
        "WHERE id IS NOT NULL AND holder <> '' AND lower(holder) = lower($vendor) ORDER BY ALL",
        {"vendor": scope.incident.vendor},
    ):
        reason = Reason("registered", text, str(registration))
        yield NewExposure(str(credential), reason, scope.incident.window_from)


REASON = ExposureReason(find, begins=True)
