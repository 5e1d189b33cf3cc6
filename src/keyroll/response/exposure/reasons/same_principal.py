"""Another credential of the same principal, which an actor with the first credential could also have.

One credential of a principal does not reveal the values of the others: a password does not reveal a private key. The
others may have been exposed in two cases. They were made, or got a new value, while an intruder controlled the
principal. Or the principal is a machine of the vendor, so that the vendor holds its other credentials as well.
"""

from collections.abc import Iterator

from keyroll.model.incident import Reason
from keyroll.response.exposure.contract import ExposureReason, ExposureScope, NewExposure
from keyroll.store.relations import build
from keyroll.store.session import Session


def find(session: Session, scope: ExposureScope) -> Iterator[NewExposure]:
    """Yield other credentials of an exposed principal that were made in the window, or are the vendor's."""
    build(session, "same_principal")
    for row in session.rows("FROM same_principal ORDER BY ALL"):
        made = row["made_at"] is not None
        why = "made for it in the window" if made else f"a machine of {scope.incident.vendor}"
        text = f"a credential of {row['principal']} as {row['name']} is, {why}"
        at = scope.when(row["made_at"] if made else row["since"])
        yield NewExposure(str(row["id"]), Reason("same_principal", text, str(row["reader"]), sure=False), at)


REASON = ExposureReason(find)
