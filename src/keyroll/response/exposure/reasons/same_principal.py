"""Another credential of the same principal, where whoever had the one could have the other.

To hold one credential of a principal does not show the values of its others: a password does not give away a private
key. Two things do put them in doubt, and then they may have been exposed: they were made, or given a new value, for
that principal while it was in an intruder's hands; or the principal is the vendor's own machine, so that its other
credentials lie with the vendor as well.
"""

from collections.abc import Iterator

from keyroll.model.incident import Reason
from keyroll.response.exposure.contract import Because, Found, Scope
from keyroll.store.session import Session


def find(session: Session, scope: Scope) -> Iterator[Found]:
    """Yield other credentials of an exposed principal that were made in the window, or are the vendor's."""
    for row in session.rows(
        "WITH theirs AS (SELECT DISTINCT c.principal FROM registrations r JOIN credentials c USING (id) "
        "WHERE r.holder <> '' AND lower(r.holder) = lower($vendor)), "
        "fresh AS (SELECT DISTINCT id, happened_at FROM value_changes WHERE happened_at BETWEEN $begins AND $ends) "
        "SELECT other.id, e.id AS reader, e.name, e.principal, min(fresh.happened_at) AS made_at, "
        "max(e.since) AS since, "
        "bool_or(theirs.principal IS NOT NULL) AS vendors FROM exposed e "
        "JOIN credentials other ON other.principal = e.principal AND other.id <> e.id "
        "LEFT JOIN fresh ON fresh.id = other.id LEFT JOIN theirs ON theirs.principal = e.principal "
        "WHERE fresh.id IS NOT NULL OR (theirs.principal IS NOT NULL AND coalesce(other.created <= $ends, true) "
        "AND coalesce(other.gone_since >= $begins, true)) GROUP BY ALL ORDER BY ALL",
        scope.window() | {"vendor": scope.incident.vendor},
    ):
        made = row["made_at"] is not None
        why = "made for it in the window" if made else f"a machine of {scope.incident.vendor}"
        text = f"a credential of {row['principal']} as {row['name']} is, {why}"
        at = scope.when(row["made_at"] if made else row["since"])
        yield Found(str(row["id"]), Reason("same_principal", text, str(row["reader"]), sure=False), at)


BECAUSE = Because(find)
