"""What a report is, and what it may ask; a report is a file in ``keyroll.report.reports`` with ``REPORT``."""

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
    from keyroll.response.work import Campaign
    from keyroll.store.session import Row

#: Where the reports lie.
REPORTS: Final = "keyroll.report.reports"


@dataclass(frozen=True, slots=True)
class ReachedFacts:
    """What can be reached from some credentials; ``because`` says why nothing was computed, and is empty otherwise.

    ``protected`` names what is protected and reached, each with whether every step to it is known.
    """

    because: str = ""
    starts: int = 0
    credentials: int = 0
    all_protected: int = 0
    protected: tuple[tuple[str, bool], ...] = ()


class ReportFacts(Protocol):
    """What a report may ask of a home; each answer is made when it is asked for."""

    @property
    def now(self) -> datetime:
        """The time as of which the report speaks."""

    def rows(self, kind: str, where: str = "", times: Times | None = None) -> "list[Row]":
        """Return all rows of a list. Raises NothingToDo if the home holds nothing."""

    def estimate(self) -> "Estimate":
        """Estimate how many credentials there are."""

    def posture(self) -> "Posture":
        """Judge every posture check."""

    def campaigns(self) -> "list[Campaign]":
        """Return every incident's campaign, the newest incident first."""

    def reach(self, starts: Sequence[str]) -> ReachedFacts:
        """Compute what can be reached from some credentials."""


@dataclass(frozen=True, slots=True)
class Report:
    """One report: its title, for whom it is, and how it is built.

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
