"""The contract of a report, and its inputs; a report is a file in ``keyroll.report.reports`` with ``REPORT``."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, Protocol

from keyroll import plugins
from keyroll.errors import UsageError
from keyroll.report.document import Document
from keyroll.report.listing import Times
from keyroll.report.listing.contract import nearest

if TYPE_CHECKING:
    from keyroll.inventory.estimate.answer import Estimate
    from keyroll.posture.summary import Posture
    from keyroll.report.figures import Figures
    from keyroll.response.work import Campaign
    from keyroll.store.session import Row

#: The package of the reports.
REPORTS: Final = "keyroll.report.reports"


@dataclass(frozen=True, slots=True)
class ReachedFacts:
    """The reach of some credentials; ``because`` is the reason if nothing was computed, and empty otherwise.

    ``protected`` names the protected nodes that are reached, each with whether every step to it is known. ``beyond``
    are the reasons why more may be reached.
    """

    because: str = ""
    starts: int = 0
    credentials: int = 0
    all_protected: int = 0
    protected: tuple[tuple[str, bool], ...] = ()
    beyond: tuple[str, ...] = ()


class ReportFacts(Protocol):
    """The facts of a home for a report; each is computed on first use."""

    @property
    def now(self) -> datetime:
        """The time of the report."""

    def rows(self, kind: str, where: str = "", times: Times | None = None) -> "list[Row]":
        """Return all rows of a list. Raises NothingToDo if the home is empty."""

    def figures(self) -> "Figures":
        """Count the credentials, by the definitions of every screen."""

    def estimate(self) -> "Estimate":
        """Estimate the number of credentials."""

    def posture(self) -> "Posture":
        """Judge every posture check."""

    def campaigns(self) -> "list[Campaign]":
        """Return every incident's campaign, the newest incident first."""

    def reach(self, starts: Sequence[str]) -> ReachedFacts:
        """Compute the reach of some credentials."""


@dataclass(frozen=True, slots=True)
class Report:
    """One report: its title, its readers, and the function that builds it.

    ``subject`` names its argument (``INCIDENT``); empty if it has none.
    """

    title: str
    audience: str
    build: Callable[[ReportFacts, str], Document]
    subject: str = ""


def reports() -> dict[str, Report]:
    """Return every report by its name."""
    return plugins.found(REPORTS, "REPORT", Report)


def named(name: str) -> Report:
    """Return the report of a name. Raises UsageError with the nearest name."""
    report = plugins.one(REPORTS, name, "REPORT", Report)
    if report is None:
        known = dict.fromkeys(plugins.names(REPORTS))
        raise UsageError(f"there is no report {name!r}", hint=f"{nearest(name, known)}known: {', '.join(known)}")
    return report
