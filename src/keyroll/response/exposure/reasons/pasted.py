"""It was pasted into a ticket, page, case or repository of the breached system."""

from collections.abc import Iterator

from keyroll.model.incident import Reason
from keyroll.providers import catalogue
from keyroll.response.exposure.contract import ExposureReason, ExposureScope, NewExposure, place_words
from keyroll.store.relations import build, load
from keyroll.store.session import Session


def titles(session: Session) -> None:
    """Build ``titles`` from the providers."""
    known = {name: provider.title for name, provider in catalogue.providers().items()}
    load(session, "titles", {"system": list(known), "title": list(known.values())})


def find(session: Session, scope: ExposureScope) -> Iterator[NewExposure]:
    """Yield credentials that a scan found in the vendor's system: the provider of that name or title."""
    build(session, "pasted_copies")
    for row in session.rows("FROM pasted_copies ORDER BY ALL"):
        text = f"pasted into what {scope.incident.vendor} stored: {place_words(row)}"
        yield NewExposure(str(row["id"]), Reason("pasted", text, str(row["location"])), scope.when(row["since"]))


REASON = ExposureReason(find, begins=True)
