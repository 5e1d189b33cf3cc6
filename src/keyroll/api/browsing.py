"""The facade: data for the console's pages: parts of lists, use by day, raw records, and change marks."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from keyroll.api._home import Service
from keyroll.intake import connecting
from keyroll.intake.opening import Opened, open_pages, open_records
from keyroll.model.ids import digest
from keyroll.model.source import Source
from keyroll.report import listing
from keyroll.report.listing.browsing import ListPart, PartRequest
from keyroll.report.listing.held import HeldList
from keyroll.report.subjects import Subjects, called
from keyroll.report.use import DayOfUse
from keyroll.store.ledger.console import ConsoleRows

__all__ = ["AREAS", "Browse", "DayOfUse", "HeldList", "ListPart", "Opened", "PartRequest"]

#: The inputs of each area, whose change means a change of the area: lake tables, signed heads, settings.
_MARKS: Final[Mapping[str, tuple[str, ...]]] = {
    "inventory": ("lake/inventory/*/_delta_log", "lake/parts/*/_delta_log", "*.toml"),
    "hunt": ("lake/hunt/*/_delta_log",),
    "work": ("lake/incidents/*/_delta_log", "lake/kept/*/_delta_log", "heads.jsonl"),
}
#: ``decisions`` of people in the console; ``incidents``: their list; ``work``: the status of each incident.
AREAS: Final = frozenset({*_MARKS, "decisions", "incidents"})


@dataclass(frozen=True, slots=True)
class Browse(Service):
    """Reads data for pages."""

    def held(self, kind: str, facets: tuple[str, ...] = ()) -> HeldList:
        """Return a list in memory, to be read in parts; ``facets`` are columns that may be counted.

        Raises UsageError, NothingToDo.
        """
        return HeldList(self.home, kind, facets)

    def record(self, source: str, place: str, raw: str, number: int, *, is_log: bool) -> Opened:
        """Return one raw record, or one page of a listing. Raises KeyrollError if it is gone."""
        address = (source, place, raw, number)
        return (open_records if is_log else open_pages)(self.home, [address])[address]

    def marks(self) -> dict[str, str]:
        """Return a text for each area, which changes whenever the area's pages change."""
        known = {area: self._mark(patterns) for area, patterns in _MARKS.items()}
        decided, work = ConsoleRows(self.home.ledger).sizes()
        incidents = digest(*(one.name for one in self.home.ledger.incidents()))
        return known | {"decisions": decided, "incidents": incidents, "work": f"{known['work']} {work}"}

    def _mark(self, patterns: tuple[str, ...]) -> str:
        state = hashlib.blake2b(digest_size=16)
        for pattern in patterns:
            for path in sorted(self.home.path.glob(pattern)):
                state.update(f"{path} {path.stat().st_mtime_ns}".encode("utf-8", "surrogateescape"))
        return state.hexdigest()

    def scopes(self, source: str) -> tuple[str, ...]:
        """Return the scopes that keyroll needs to read a source live. Raises UsageError, ConfigError."""
        of = connecting.of(Source.parse(source), None)
        return tuple(dict.fromkeys(one.scope for one in of.pulls))

    def today(self) -> date:
        """Return the day by the home's clock."""
        return self.now().date()

    def called(self, identifiers: Collection[str], texts: Iterable[str] = ()) -> Subjects:
        """Return names and owners of these identifiers, and of identifiers in these texts. Raises NothingToDo."""
        with listing.reading(self.home) as session:
            return called(session, identifiers, texts)

    def names(self) -> dict[str, str]:
        """Return the name of each credential and principal by its id."""
        with listing.reading(self.home) as session:
            rows = session.tuples("SELECT principal, name FROM principals UNION ALL SELECT id, name FROM credentials")
        return {str(one): str(name) for one, name in rows if name}
