"""A part: a query over observations or events whose rows, or sums, the lake keeps (``inventory.parts``).

What reads a kept part imports nothing that reads records.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from keyroll.store.lake import Lake
from keyroll.store.relations import catalogue
from keyroll.store.session import Session


@dataclass(frozen=True, slots=True)
class InventoryPart:
    """``rows`` is SQL over ``{arriving}``, which has the columns of what the part is made ``of``.

    That is ``observed``, ``events``, or another part that is no sum. ``sums`` are aggregates over the columns that
    ``rows`` gives, by column; all other columns are the key. They must be such that they may be applied to their own
    results. Without ``sums`` each row stands for itself. ``one_a_key`` says that ``rows`` adds up already. ``of_whom``
    is the column of the identifier or principal that a row tells of; without it the part is always read whole.
    """

    name: str
    of: str
    rows: str
    sums: Mapping[str, str] = field(default_factory=dict)
    one_a_key: bool = False
    of_whom: str = ""

    @property
    def table(self) -> str:
        """The table of the lake that keeps it."""
        return f"parts/{self.name}"

    def summed(self, relation: str) -> str:
        """Return the query that adds up a relation of rows, or of sums."""
        if not self.sums:
            return f"SELECT * FROM {relation}"
        made = ", ".join(f"{how} AS {column}" for column, how in self.sums.items())
        return f"SELECT * EXCLUDE ({', '.join(self.sums)}), {made} FROM {relation} GROUP BY ALL"

    def over(self, arriving: str) -> str:
        """Return the query that makes the part of a relation of records."""
        rows = self.rows.replace("{arriving}", arriving)
        return rows if self.one_a_key else self.summed(f"({rows})")


def later(time: str, tie: str, rank: str = "0") -> str:
    """Return SQL for a number that orders by time, then rank (0 to 3), then by the tie in an order that is always one.

    It is the macro ``later``, written out: what is kept of a part says by which query it was made.
    """
    given = {"time": time, "tie": tie, "rank": rank}
    return re.sub(r"\b(time|tie|rank)\b", lambda named: given[named[1]], catalogue()["later"].query)


def open_part(session: Session, lake: Lake, part: InventoryPart, made: str = "VIEW") -> bool:
    """Make a view of a part as the lake keeps it, by its name; return whether it is there.

    A caller that reads a sum of several files more than once asks for a TABLE in ``made``.
    """
    stored = f"{part.name}_stored"
    if not lake.view(session, part.table, stored):
        return False
    relation = stored
    # One file has one row a key already.
    if part.sums and lake.files(part.table) > 1:
        relation = f"{part.name}_{made}"
        session.run(f"CREATE OR REPLACE TEMP {made} {relation} AS {part.summed(stored)}")
    session.run(f"CREATE OR REPLACE TEMP VIEW {part.name} AS SELECT * FROM {relation}")
    return True
