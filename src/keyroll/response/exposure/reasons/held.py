"""The vendor held a copy of it in the window."""

from collections.abc import Iterator

from keyroll.model.incident import Reason
from keyroll.response.exposure.contract import ExposureReason, ExposureScope, NewExposure, place_words
from keyroll.store.relations import build
from keyroll.store.session import Session


def find(session: Session, scope: ExposureScope) -> Iterator[NewExposure]:
    """Yield credentials with a copy in the vendor's own locations."""
    vendor = scope.incident.vendor
    build(session, "was_there")
    for row in session.rows(
        "SELECT * FROM was_there WHERE holder <> '' AND lower(holder) = lower($vendor) ORDER BY ALL", {"vendor": vendor}
    ):
        seen = scope.when(row["first_seen"])
        text = f"{vendor} held it: {place_words(row)}"
        if seen > scope.incident.window_to:
            text += f", first seen on {seen:%Y-%m-%d}"
        yield NewExposure(str(row["id"]), Reason("held", text, str(row["location"])), scope.when(row["since"]))


REASON = ExposureReason(find, begins=True)
