"""The rows of the register that an incident's exposure lacks: they may name further exposed credentials."""

from keyroll.model.incident import Incident
from keyroll.model.register import UnmatchedRow
from keyroll.store.relations import build
from keyroll.store.session import Session


def unmatched(session: Session, incident: Incident) -> tuple[UnmatchedRow, ...]:
    """Return the unmatched rows that name the vendor as the holder, and those whose holder could not be read.

    An unmatched place names one credential by its identifier, which no list and no log shows: ``list unmatched`` has
    it. A planned rotation has none: nothing follows from its credentials.
    """
    if incident.planned:
        return ()
    build(session, "unmatched_rows")
    rows = session.tuples(
        "SELECT file, row_number, looked_for, because, fix FROM unmatched_rows "
        "WHERE coalesce(holder <> '' AND lower(holder) = lower($vendor), $vendor <> '') ORDER BY ALL",
        {"vendor": incident.vendor},
    )
    return tuple(
        UnmatchedRow(str(file), int(str(row)) if row is not None else None, str(what), str(because), str(fix))
        for file, row, what, because, fix in rows
    )
