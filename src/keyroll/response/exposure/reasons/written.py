"""Its new value was written to a place that an exposed credential could still read: the order was wrong.

A rotation that puts the new value where the old one can read it hands it over. The old one must be dead first.
"""

from collections.abc import Iterator

from keyroll.model.incident import Reason
from keyroll.response.exposure.contract import ExposureReason, ExposureScope, NewExposure, place_words
from keyroll.store.relations import build
from keyroll.store.session import Session


def find(session: Session, scope: ExposureScope) -> Iterator[NewExposure]:
    """Yield what came after the window to a place in reach of what was not known to be dead by then.

    It surely was in reach where something shows that the reader lived on: a listing, a use, or its end in a log.
    """
    build(session, "written_copies")
    for row in session.rows("FROM written_copies ORDER BY ALL"):
        at, by, sure = scope.when(row["came_from"]), scope.when(row["came_by"]), bool(row["sure"])
        when = f"on {at:%Y-%m-%d %H:%M}" if at == by else f"between {at:%Y-%m-%d} and {by:%Y-%m-%d}"
        text = f"written to {place_words(row)} {when} while {row['name']} {'could' if sure else 'may'} still read it"
        yield NewExposure(str(row["id"]), Reason("written", text, str(row["reader"]), sure), at, by)


REASON = ExposureReason(find)
