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
        "SELECT w.id, w.kind, w.place, w.came_from, w.came_by, r.reader, r.name, "
        "bool_or(r.sure AND coalesce(d.lived_until >= w.came_by, false)) AS sure "
        f"FROM came_later w JOIN reach r ON {COVERS} LEFT JOIN ended d ON d.id = r.reader "
        "WHERE w.id <> r.reader AND coalesce(d.ended_at > w.came_from, true) GROUP BY ALL ORDER BY ALL"
    ):
        at, by, sure = scope.when(row["came_from"]), scope.when(row["came_by"]), bool(row["sure"])
        when = f"on {at:%Y-%m-%d %H:%M}" if at == by else f"between {at:%Y-%m-%d} and {by:%Y-%m-%d}"
        place = f"{str(row['kind']).replace('_', ' ')} {row['place']}"
        text = f"written to {place} {when} while {row['name']} {'could' if sure else 'may'} still read it"
        yield Found(str(row["id"]), Reason("written", text, str(row["reader"]), sure), at, by)


BECAUSE = Because(find)
