"""An exposed credential could read the place where it lay, by its grants; how far they reach is often not known."""

from collections.abc import Iterator

from keyroll.model.incident import Reason
from keyroll.response.exposure.contract import Because, Found, Scope
from keyroll.response.exposure.reach import COVERS, reach
from keyroll.store.session import Session


def find(session: Session, scope: Scope) -> Iterator[Found]:
    """Yield what lay in reach in the window. Without proof that the grant covers the place: may have been."""
    reach(session)
    for row in session.rows(
        "SELECT w.id, w.kind, w.place, w.since, r.reader, r.name, r.since AS reader_since, "
        f"arg_max(r.what, (r.sure, r.what)) AS what, bool_or(r.sure) AS sure FROM was_there w JOIN reach r ON {COVERS} "
        "WHERE w.id <> r.reader GROUP BY ALL ORDER BY ALL"
    ):
        sure, place = bool(row["sure"]), f"{str(row['kind']).replace('_', ' ')} {row['place']}"
        text = f"{row['name']} {'could' if sure else 'may have been able to'} read {place} ({row['what']})"
        at = max(scope.when(row["since"]), scope.when(row["reader_since"]))
        yield Found(str(row["id"]), Reason("could_read", text, str(row["reader"]), sure), at)


BECAUSE = Because(find)
