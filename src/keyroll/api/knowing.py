"""The facade: queries over the inventory."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keyroll.api._home import Service
from keyroll.errors import NothingToDo
from keyroll.report import listing
from keyroll.report.listing import Listed, Narrow, Times
from keyroll.store.relations import build

if TYPE_CHECKING:
    from keyroll.inventory.estimate import forgotten, plan
    from keyroll.inventory.estimate.answer import Estimate
    from keyroll.inventory.estimate.read import RowFault
    from keyroll.posture.summary import Posture
    from keyroll.report.estimate import LifetimeShare
    from keyroll.report.figures import Figures
    from keyroll.report.listing.opening import Traced

LIMIT = 10_000
NOW = Times()
EVERY = Narrow()


@dataclass(frozen=True, slots=True)
class Inventory(Service):
    """Queries the inventory: lists, counts, posture and the estimate of unlisted credentials.

    Code that only one method needs is imported there: a list does not import statistics.
    """

    def estimate(self) -> "tuple[Estimate, forgotten.PrivilegeClock]":
        """Estimate the number of credentials on no list, and the age of forgotten credentials."""
        from keyroll.inventory.estimate import forgotten, from_inventory
        from keyroll.inventory.estimate.answer import estimate
        from keyroll.inventory.estimate.lists import Lists
        from keyroll.report.figures import figures

        with listing.reading(self.home) as session:
            answer = estimate(Lists.of(from_inventory.records(session, self.now()))).beside(figures(session).live)
            return answer, forgotten.clock(session, answer, self.now())

    def unmatched(self) -> int:
        """Return how many rows of the register name nothing known, or several credentials."""
        try:
            with listing.reading(self.home, events=False) as session:
                build(session, "unmatched_rows")
                return int(str(session.one("SELECT count(*) FROM unmatched_rows")))
        except NothingToDo:
            return 0

    def lifetimes(self) -> "LifetimeShare":
        """Return how many live credentials are short-lived, and for how many that is unknown."""
        from keyroll.report.estimate import LifetimeShare

        with listing.reading(self.home, events=False) as session:
            build(session, "live_lifetimes")
            ((every, short, static, unknown),) = session.tuples("FROM live_lifetimes")
        return LifetimeShare(int(str(every)), int(str(short)), int(str(static)), int(str(unknown)))

    def plan_audit(self, count: int) -> "list[plan.AuditPlace]":
        """Draw the places of an audit. Raises NothingToDo if everything is surveyed, or no place is known."""
        from keyroll.inventory.estimate import plan

        with listing.reading(self.home) as session:
            frame = plan.places(session)
        if not frame:
            raise NothingToDo(
                "there is no place to audit: no un-surveyed source with a team or a location",
                hint="see what was surveyed with: keyroll list sources",
            )
        return plan.drawn(frame, count)

    def listed(
        self,
        kind: str,
        *,
        where: str = "",
        limit: int = LIMIT,
        times: Times = NOW,
        narrow: Narrow = EVERY,
        only_shown: bool = False,
        count_unknown: bool = False,
    ) -> Listed:
        """Return a list, filtered by a condition in SQL.

        Raises UsageError, BadQuery, NothingToDo. ``narrow`` selects the events of a story, or events that share an
        attribute with a finding. With ``only_shown`` rows have only the columns of the table and of the next command.
        With ``count_unknown`` rows with an unknown condition are counted.
        """
        return listing.listed(
            self.home,
            kind,
            where=where,
            limit=limit,
            times=times,
            narrow=narrow,
            only_shown=only_shown,
            count_unknown=count_unknown,
        )

    def selected(self, query: str, *, kind: str = "events", limit: int = LIMIT, times: Times = NOW) -> Listed:
        """Return the rows of one SELECT over all relations. Raises BadQuery, UsageError, NothingToDo."""
        return listing.selected(self.home, kind, query, limit=limit, times=times)

    def pivots(self, name: str, *, limit: int = LIMIT, times: Times = NOW) -> Listed:
        """Return the attributes that a finding, story or event shares with other events.

        Raises UsageError, NothingToDo.
        """
        return listing.pivoted(self.home, name, limit=limit, times=times)

    def facets(
        self, kind: str, columns: Sequence[str], *, where: str = "", limit: int = LIMIT, times: Times = NOW
    ) -> Listed:
        """Return how many rows of a list have each value of some columns. Raises UsageError, BadQuery, NothingToDo."""
        return listing.facets(self.home, kind, columns, where=where, limit=limit, times=times)

    def traced(self, kind: str, name: str, *, limit: int = LIMIT, times: Times = NOW) -> "tuple[str, list[Traced]]":
        """Return the id of a list's row and the observations behind it. Raises UsageError, NothingToDo."""
        from keyroll.report.listing.opening import traced

        return traced(self.home, kind, name, limit=limit, times=times)

    def figures(self) -> "Figures":
        """Return the numbers of the inventory that every screen and report shows."""
        from keyroll.report.figures import figures

        with listing.reading(self.home) as session:
            return figures(session)

    def posture(self) -> "Posture":
        """Run every posture check over the inventory, and return the summary. Raises NothingToDo."""
        from keyroll.posture import judge
        from keyroll.posture.summary import summary as posture_summary

        with listing.reading(self.home) as session:
            judge.posture(session)
            return posture_summary(session, self.now())


def estimate_lists(content: bytes) -> "tuple[Estimate, tuple[RowFault, ...]]":
    """Estimate from lists in CSV, without a home; also return the rows that could not be read. Raises UsageError."""
    from keyroll.inventory.estimate.answer import estimate
    from keyroll.inventory.estimate.lists import Lists
    from keyroll.inventory.estimate.read import read

    brought = read(content)
    return estimate(Lists.of(brought.records)), brought.faults
