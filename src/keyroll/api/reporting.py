"""The facade: printed reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from keyroll.api._home import Service
from keyroll.api.campaigns import Campaigns
from keyroll.api.knowing import NOW, Inventory
from keyroll.errors import KeyrollError
from keyroll.inventory.estimate.answer import Estimate
from keyroll.posture.summary import Posture
from keyroll.report.document import Document
from keyroll.report.figures import Figures
from keyroll.report.listing import Times
from keyroll.report.reporting import ReachedFacts, named
from keyroll.report.today import TodayRow, today
from keyroll.response.work import Campaign
from keyroll.store.session import Row

#: Rows of one list that a report reads at most.
MOST = 2**31


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """The queries of a report over a home."""

    service: Service

    @property
    def now(self) -> datetime:
        """The time by the home's clock."""
        return self.service.now()

    def rows(self, kind: str, where: str = "", times: Times | None = None) -> list[Row]:
        """Return all rows of a list."""
        return Inventory(self.service.home).listed(kind, where=where, limit=MOST, times=times or NOW).rows

    def figures(self) -> Figures:
        """Count the credentials, by the definitions of every screen."""
        return Inventory(self.service.home).figures()

    def estimate(self) -> Estimate:
        """Estimate how many credentials there are."""
        return Inventory(self.service.home).estimate()[0]

    def posture(self) -> Posture:
        """Judge every posture check."""
        return Inventory(self.service.home).posture()

    def campaigns(self) -> list[Campaign]:
        """Return every incident's campaign, the newest incident first."""
        incidents = sorted(self.service.home.ledger.incidents(), key=lambda one: one.opened_at, reverse=True)
        return [Campaigns(self.service.home).status(one.name) for one in incidents]

    def reach(self, starts: Sequence[str]) -> ReachedFacts:
        """Compute the reach of some credentials; without a graph the result has the reason."""
        # Imported late: the graph needs scientific libraries, and few reports use it.
        from keyroll.api.reaching import Reach

        try:
            reach = Reach.of(self.service.home)
        except KeyrollError as error:
            return ReachedFacts(f"the graph cannot be built: {error}")
        graph, sure = reach.graph, dict[int, bool]()
        named_starts = 0
        for start in starts:
            try:
                reached = reach.falls(start)
            except KeyrollError:
                continue
            named_starts += 1
            for node, certain in zip(reached.nodes.tolist(), reached.certain.tolist(), strict=True):
                sure[node] = sure.get(node, False) or certain
        if not named_starts:
            return ReachedFacts("none of these credentials is in the graph")
        credentials = {int(one) for one in graph.of_kinds(["credential"])}
        protected = [one.node for one in reach.protected]
        names = tuple(sorted((graph.names[node], sure[node]) for node in protected if node in sure))
        return ReachedFacts("", named_starts, len(credentials & sure.keys()), len(protected), names, reach.faults)


@dataclass(frozen=True, slots=True)
class Reports(Service):
    """Builds reports as trees."""

    def document(self, name: str, subject: str = "") -> Document:
        """Build a report. Raises UsageError, NothingToDo."""
        return named(name).build(HomeFacts(Service(self.home)), subject)

    def today(self) -> tuple[TodayRow, ...]:
        """Return what must be done today, at most ten rows. Raises NothingToDo."""
        return today(HomeFacts(Service(self.home)))
