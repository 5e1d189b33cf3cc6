"""Its new value was written to a location that an exposed credential could still read.

A rotation in this order exposes the new value. The old credential must be dead first.
"""

from collections.abc import Iterator

from keyroll.model.incident import Reason
from keyroll.response.exposure.contract import ExposureReason, ExposureScope, NewExposure, place_words
from keyroll.store.relations import build
from keyroll.store.session import Session


def find(session: Session, scope: ExposureScope) -> Iterator[NewExposure]:
    """Yield copies written after the window to a location in reach of a credential not known to be dead by then.

    The reach is certain if a listing, a use, or a logged end shows that the reader was still alive.
    """
    build(session, "written_copies")
    for row in session.rows("FROM written_copies ORDER BY ALL"):
        at, by, sure = scope.when(row["came_from"]), scope.when(row["came_by"]), bool(row["sure"])
        when = f"on {at:%Y-%m-%d %H:%M}" if at == by else f"between {at:%Y-%m-%d} and {by:%Y-%m-%d}"
        text = f"written to {place_words(row)} {when} while {row['name']} {'could' if sure else 'may'} still read it"
        yield NewExposure(str(row["id"]), Reason("written", text, str(row["reader"]), sure), at, by)


REASON = ExposureReason(find)
