"""The available reports, and the command for each."""

from dataclasses import dataclass

from keyroll import plugins
from keyroll.server.page import Page, PageRequest


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One list that can be exported, and its command."""

    name: str
    title: str
    command: str


@dataclass(frozen=True, slots=True)
class ReportsPage:
    """The reports to print or export."""

    rows: tuple[ReportRow, ...]
    command: str


def _data(asked: PageRequest) -> ReportsPage:
    names = plugins.names("keyroll.report.lists")
    rows = tuple(
        ReportRow(
            name,
            plugins.about("keyroll.report.lists", name).rstrip("."),
            asked.command(f"keyroll list {name.rstrip('_')} --format csv"),
        )
        for name in names
    )
    return ReportsPage(rows, asked.command("keyroll report --help"))


PAGE = Page("/reports", "Reports", ReportsPage, _data, "reports.html", menu=6)
