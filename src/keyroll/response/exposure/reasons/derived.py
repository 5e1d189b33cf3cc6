"""It was made inside the window with an exposed credential, a session included.

A credential that was made before the first known exposure of its maker counts too: no data shows that the maker was
safe until then.
"""

from collections.abc import Iterator

from keyroll.model.incident import Reason
from keyroll.response.exposure.contract import ExposureReason, ExposureScope, NewExposure
from keyroll.store.relations import build
from keyroll.store.session import Session


def find(session: Session, scope: ExposureScope) -> Iterator[NewExposure]:
    """Yield credentials and sessions that logs show being made with an exposed one."""
    build(session, "made_with")
    for made, maker, sure, at in session.tuples(
        "SELECT made_with.id, maker, sure, made_at FROM made_with "
        "JOIN exposed_so_far ON exposed_so_far.id = maker ORDER BY ALL"
    ):
        text = f"made with {maker}, which {'was' if sure else 'may have been'} exposed"
        yield NewExposure(str(made), Reason("derived", text, str(maker), bool(sure)), scope.when(at))


REASON = ExposureReason(find)
