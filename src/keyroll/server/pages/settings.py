"""Settings: the sources, the listings and logs read from each with their times, and the kinds that nobody can list."""

from dataclasses import dataclass
from datetime import datetime

from keyroll.server.page import INVENTORY, Page, PageRequest
from keyroll.server.pages.stories import moment


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One listing, log, or unlistable kind."""

    kind: str
    what: str
    until: datetime | None
    note: str
    good: bool | None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source: whether it is read live, its scopes, and its listings and logs."""

    name: str
    live: bool
    address: str
    every: str
    scopes: tuple[str, ...]
    reads: tuple[ReadRow, ...]


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """All sources."""

    rows: tuple[SourceRow, ...]
    command: str


def _data(asked: PageRequest) -> SourcesPage:
    connected = {str(one.source): one for one in asked.keyroll.sources.connected()}
    reads: dict[str, list[ReadRow]] = {name: [] for name in connected}
    for row in asked.listed("sources").rows:
        good = row["complete"] if isinstance(row["complete"], bool) else None
        one = ReadRow(str(row["kind"]), str(row["what"]), moment(row["until"]), str(row["note"]), good)
        reads.setdefault(str(row["source"]), []).append(one)
    rows = []
    for name, read in sorted(reads.items()):
        live = connected.get(name)
        rows.append(
            SourceRow(
                name,
                live is not None,
                live.address if live else "",
                live.every or "6h" if live else "",
                _scopes(asked, name) if live else (),
                tuple(read),
            )
        )
    return SourcesPage(tuple(rows), asked.command("keyroll list sources"))


def _scopes(asked: PageRequest, name: str) -> tuple[str, ...]:
    return asked.keyroll.browse.scopes(name)


PAGE = Page("/settings", "Settings", SourcesPage, _data, "settings.html", menu=7, warm=True, areas=INVENTORY)
