"""Its new value was written to a place that an exposed credential could still read: the order was wrong.

A rotation that puts the new value where the old one can read it hands it over. The old one must be dead first.
"""

from collections.abc import Iterator

from keyroll.model.incident import Reason
from keyroll.response.exposure.contract import Because, Found, Scope
from keyroll.response.exposure.reach import COVERS, reach
from keyroll.store.session import Session


def find(session: Session, scope: Scope) -> Iterator[Found]:
    """Yield what came after the window to a place in reach of what was not known to be dead by then.

    It surely was in reach where something shows that the reader lived on: a survey, a use, or its end in a log.
    """
    reach(session)
    for row in session.rows(
        "SELECT w.id, w.kind, w.place, w.came_at, r.reader, r.name, "
        "bool_or(r.sure AND coalesce(d.lived_until >= w.came_at, false)) AS sure "
        f"FROM came_later w JOIN reach r ON {COVERS} LEFT JOIN ended d ON d.id = r.reader "
        "WHERE w.id <> r.reader AND coalesce(d.ended_at > w.came_at, true) GROUP BY ALL ORDER BY ALL"
    ):
        at, sure = scope.when(row["came_at"]), bool(row["sure"])
        place = f"{str(row['kind']).replace('_', ' ')} {row['place']}"
        text = (
            f"written to {place} on {at:%Y-%m-%d %H:%M} while {row['name']} {'could' if sure else 'may'} still read it"
        )
        yield Found(str(row["id"]), Reason("written", text, str(row["reader"]), sure), at, at)


BECAUSE = Because(find)
