"""Logs that lack a column that their records had, or that such records have elsewhere.

An export without one of its columns, or a vendor that renames a field, leaves records that are read and show less.
"""

from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from keyroll.providers import catalogue
from keyroll.providers.coverage import Shown, shown
from keyroll.store.relations import build
from keyroll.store.session import Session

#: For a role of an event, the columns of ``sightings`` that show it.
_COLUMNS: Final = MappingProxyType({"actor": "actor", "address": "src_ip", "credential": "credential"})
#: The time without a role until it is reported: if each record had it, and if some had.
_AFTER: Final = MappingProxyType({Shown.ALL: timedelta(days=1), Shown.SOME: timedelta(days=14)})
_LAST: Final = ", ".join(f"max(last_at) FILTER ({column} IS NOT NULL)" for column in _COLUMNS.values())


def lost_columns(session: Session) -> list[str]:
    """Return a line for each log and role that no record shows although all do elsewhere, or that has ended."""
    build(session, "sightings")
    lines = []
    for source, log, ends, *last in session.tuples(
        f"SELECT source, log, max(last_at), {_LAST} FROM sightings GROUP BY source, log ORDER BY source, log"
    ):
        for role, at in zip(_COLUMNS, last, strict=True):
            if isinstance(ends, datetime) and (said := _said(str(log), role, at, ends)):
                lines.append(f"{source} {log}: {said}")
    return lines


def _said(log: str, role: str, at: object, ends: datetime) -> str:
    provider, _, name = log.partition(".")
    declared = catalogue.logs(provider).get(name) if provider in catalogue.providers() else None
    how = shown(declared, role)[0] if declared else Shown.NONE
    if how not in _AFTER:
        return ""
    if not isinstance(at, datetime):
        return f"no record has its {role}, which each record of this log has" if how is Shown.ALL else ""
    # Keys that only some records name may be unused for long.
    if ends - at > _AFTER[how] and (how is Shown.ALL or role != "credential"):
        return f"no record has its {role} since {at:%Y-%m-%d %H:%M}: a column is lost, or the log has changed"
    return ""
