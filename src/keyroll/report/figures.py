"""The numbers that every screen and report shows, each defined once (docs/words.md)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keyroll.store.session import Session


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of credentials of an inventory; all but ``known`` count live ones.

    Each is a column of the relation ``inventory_figures``, which defines it.
    """

    known: int
    live: int
    providers: int
    without_owner: int
    unused: int
    overdue: int
    inferred: int


#: The condition of ``keyroll list credentials`` whose rows each number counts, by the member's name.
CONDITIONS = {
    "live": "live",
    "without_owner": "live AND owner IS NULL",
    "unused": "live AND unused = 'yes'",
    "overdue": "live AND overdue = 'yes'",
    "inferred": "live AND inferred",
}


def figures(session: "Session") -> Figures:
    """Count the credentials of an opened inventory."""
    from keyroll.store.relations import build

    build(session, "inventory_figures")
    (row,) = session.tuples("FROM inventory_figures")
    return Figures(*(int(str(number)) for number in row))
