"""A part: a query over observations or events whose rows, or sums, the lake keeps (``inventory.parts``).

A reader of a kept part imports no module that reads records.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from keyroll.store.lake import Lake
from keyroll.store.relations import catalogue
from keyroll.store.session import Session


@dataclass(frozen=True, slots=True)
class InventoryPart:
    """``rows`` is SQL over ``{arriving}``, which has the columns of the part's input ``of``.

    The input is ``observed``, ``events``, or another part without sums. ``sums`` are aggregates over the columns of
    ``rows``, by column; all other columns are the key. An aggregate must also work on its own results. Without ``sums``
    rows are not added up. ``one_a_key`` says that ``rows`` adds up already. ``of_whom`` is the column of the identifier
    or principal of a row; without it the part is always read whole.
    """

    name: str
    of: str
    rows: str
    sums: Mapping[str, str] = field(default_factory=dict)
    one_a_key: bool = False
    of_whom: str = ""

    @property
    def table(self) -> str:
        """The table of the lake for this part."""
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
    """Return SQL for a number that orders by time, then rank (0 to 3), then by the tie in a fixed order.

    It is the macro ``later``, written out: a kept part depends on the text of its query.
    """
    given = {"time": time, "tie": tie, "rank": rank}
    return re.sub(r"\b(time|tie|rank)\b", lambda named: given[named[1]], catalogue()["later"].query)


def open_part(session: Session, lake: Lake, part: InventoryPart, made: str = "VIEW") -> bool:
    """Make a view of a part in the lake, by its name; return whether it exists.

    A caller that reads a sum of several files more than once passes TABLE in ``made``.
    """
    stored = f"{part.name}_stored"
    if not lake.view(session, part.table, stored):
        return False
    relation = stored
    # One file has one row for each key already.
    if part.sums and lake.files(part.table) > 1:
        relation = f"{part.name}_{made}"
        session.run(f"CREATE OR REPLACE TEMP {made} {relation} AS {part.summed(stored)}")
    session.run(f"CREATE OR REPLACE TEMP VIEW {part.name} AS SELECT * FROM {relation}")
    return True
