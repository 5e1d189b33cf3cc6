"""A log shows that an exposed credential opened a location of the copy in the window."""

from collections.abc import Iterator

from keyroll.model.incident import Reason
from keyroll.response.exposure.contract import ExposureReason, ExposureScope, NewExposure, place_words
from keyroll.store.relations import build
from keyroll.store.session import Session


def find(session: Session, scope: ExposureScope) -> Iterator[NewExposure]:
    """Yield credentials in a ticket, page, repository or secret that the log names as read or downloaded."""
    build(session, "was_there")
    # Events are many: they are read only if a copy was in a location that a log can name.
    if not session.one("SELECT count(*) FROM was_there WHERE holder = ''"):
        return
    build(session, "opened_copies")
    for row in session.rows("FROM opened_copies ORDER BY ALL"):
        at = scope.when(row["opened_at"])
        text = f"{row['name']} opened {place_words(row)} on {at:%Y-%m-%d}, as the log shows"
        yield NewExposure(str(row["id"]), Reason("did_read", text, str(row["reader"]), bool(row["sure"])), at)


REASON = ExposureReason(find)
