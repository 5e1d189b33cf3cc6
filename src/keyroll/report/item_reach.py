"""Reads the reach of the credentials of incidents, as the last sync counted it."""

from collections.abc import Iterable

from keyroll.response.item_reach import ItemReach
from keyroll.store.relations import build
from keyroll.store.session import Session

_COUNTS = """
SELECT node, reaches_protected, reaches_protected_possible, reaches_credentials, reaches_credentials_possible,
    coalesce(reaches_because, ''), reaches
FROM reach_in_words WHERE (reaches_protected IS NOT NULL OR reaches_because IS NOT NULL) AND node IN
    (SELECT unnest($nodes::VARCHAR[]))
"""


def item_reach(session: Session, identifiers: Iterable[str]) -> dict[str, ItemReach]:
    """Return the reach of credentials and principals by their ids; ids that the graph lacks are left out."""
    build(session, "reach_in_words")
    found = {}
    for node, *counts, because, words in session.tuples(_COUNTS, {"nodes": sorted(identifiers)}):
        if counts[0] is None:
            found[str(node)] = ItemReach(because=str(because))
            continue
        protected, possible, credentials, credentials_possible = (int(str(one)) for one in counts)
        found[str(node)] = ItemReach(protected, possible, credentials, credentials_possible, str(because), str(words))
    return found
