"""By its grants an exposed credential could read a location of the copy; the grants' extent is often unknown."""

from collections.abc import Iterator

from keyroll.model.incident import Reason
from keyroll.response.exposure.contract import ExposureReason, ExposureScope, NewExposure, place_words
from keyroll.store.relations import build
from keyroll.store.session import Session


def find(session: Session, scope: ExposureScope) -> Iterator[NewExposure]:
    """Yield the credentials in reach in the window. Without proof that the grant covers the location: may have been."""
    build(session, "readable_copies")
    for row in session.rows("FROM readable_copies ORDER BY ALL"):
        sure = bool(row["sure"])
        text = f"{row['name']} {'could' if sure else 'may have been able to'} read {place_words(row)} ({row['what']})"
        at = max(scope.when(row["since"]), scope.when(row["reader_since"]))
        yield NewExposure(str(row["id"]), Reason("could_read", text, str(row["reader"]), sure), at)


REASON = ExposureReason(find)
