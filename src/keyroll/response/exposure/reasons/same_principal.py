"""Another credential of the same principal, where an actor who had one could have the other.

To hold one credential of a principal does not show the values of its others: a password does not give away a private
key. Two things do put them in doubt, and then they may have been exposed: they were made, or given a new value, for
that principal while it was in an intruder's hands; or the principal is the vendor's own machine, so that its other
credentials lie with the vendor as well.
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
