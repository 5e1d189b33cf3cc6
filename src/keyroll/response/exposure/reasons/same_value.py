"""The same value stands elsewhere: an actor who knows one knows the other, wherever it is accepted.

Two credentials have one value where an identifier that was derived from the value is claimed by both: the fingerprint
of a secret, or the public half of a key.
"""

from collections.abc import Iterator

from keyroll.model.incident import Reason
from keyroll.response.exposure.contract import ExposureReason, ExposureScope, NewExposure
from keyroll.store.relations import build
from keyroll.store.session import Session


def find(session: Session, scope: ExposureScope) -> Iterator[NewExposure]:
    """Yield other credentials that claim a value of an exposed one."""
    build(session, "same_value")
    for row in session.rows("FROM same_value ORDER BY ALL"):
        reason = Reason("same_value", f"it has the same value as {row['name']}", str(row["reader"]), bool(row["sure"]))
        yield NewExposure(str(row["id"]), reason, scope.when(row["since"]))


REASON = ExposureReason(find)
