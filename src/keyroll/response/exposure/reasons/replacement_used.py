"""It replaces an exposed credential, and was used from a network that the exposed one first used in the window.

A replacement is not exposed because it replaces an exposed credential. Its use from such a network exposes it.
"""

from collections.abc import Iterator

from keyroll.model.incident import Reason
from keyroll.response.exposure.contract import ExposureReason, ExposureScope, NewExposure
from keyroll.store.relations import build
from keyroll.store.session import Session


def find(session: Session, scope: ExposureScope) -> Iterator[NewExposure]:
    """Yield replacements that were used from a network that was new for the exposed credential in the window."""
    build(session, "used_replacements")
    for row in session.rows("FROM used_replacements ORDER BY ALL"):
        at = scope.when(row["used_at"])
        text = (
            f"made to replace {row['replaced']}, and used on {at:%Y-%m-%d} from {row['network']}, "
            "from where that was first used in the window"
        )
        yield NewExposure(str(row["id"]), Reason("replacement_used", text, str(row["replaced"]), sure=False), at, at)


REASON = ExposureReason(find)
