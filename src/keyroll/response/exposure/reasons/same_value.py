"""It has the same value as an exposed credential, so an actor with that value can use both.

Two credentials have the same value if both claim an identifier that was derived from it: the fingerprint of a secret,
or the public half of a key.
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
