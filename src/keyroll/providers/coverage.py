"""The roles of an event that each log records: actor, credential, action, outcome, resource, address and client.

A log shows a role if its view gives one of the role's columns. It declares roles that it cannot show in ``absent``, by
the role's first column. If a role is in both, only some records show it.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from keyroll.providers.contracts.logs import Log

#: Roles of an event and the view's columns that hold them.
ROLES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "actor": ("actor", "actor_name"),
        "credential": ("credential",),
        "action": ("operation",),
        "outcome": ("status_id",),
        "object": ("resource_uid", "resource_name", "resource_group", "target", "dst_ip", "dst_name"),
        "address": ("src_ip",),
        "client": ("user_agent",),
    }
)


class Shown(StrEnum):
    """Whether a log shows a role: in every record, in some, in none; ``undeclared`` is an error of the declaration."""

    ALL = "yes"
    SOME = "in part"
    NONE = "no"
    UNDECLARED = "undeclared"


def shown(log: Log, role: str) -> tuple[Shown, str]:
    """Return whether a log's records show a role, and the declared reason for those that do not."""
    columns = ROLES[role]
    because = log.absent.get(columns[0], "")
    placed = bool(_given(log) & set(columns))
    if placed:
        return (Shown.SOME if because else Shown.ALL), because
    return (Shown.NONE if because else Shown.UNDECLARED), because


def _given(log: Log) -> set[str]:
    # Imported late: a caller that only lists the providers does not need the parser.
    import sqlglot
    from sqlglot import exp

    view = sqlglot.parse_one(log.view, dialect="duckdb")
    return set(view.named_selects) if isinstance(view, exp.Select) else set()
