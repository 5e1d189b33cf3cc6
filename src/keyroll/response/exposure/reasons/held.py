"""The vendor held a copy of it in the window."""

from collections.abc import Iterator

from keyroll.model.incident import Reason
from keyroll.response.exposure.contract import Because, Found, Scope
from keyroll.store.session import Session


def find(session: Session, scope: Scope) -> Iterator[Found]:
    """Yield what lay in the vendor's own places."""
    vendor = scope.incident.vendor
    for row in session.rows(
        "SELECT * FROM was_there WHERE holder <> '' AND lower(holder) = lower($vendor) ORDER BY ALL", {"vendor": vendor}
    ):
        seen = scope.when(row["first_seen"])
        text = f"{vendor} held it: {str(row['kind']).replace('_', ' ')} {row['place']}"
        if seen > scope.incident.window_to:
            text += f", first seen on {seen:%Y-%m-%d}"
        yield Found(str(row["id"]), Reason("held", text, str(row["location"])), scope.when(row["since"]))


BECAUSE = Because(find, begins=True)
