"""The facade: what a browser pages through: parts of lists, use by day, one raw record, whether anything changed."""

import hashlib
from dataclasses import dataclass
from datetime import date

from keyroll.api._home import Service
from keyroll.intake import connecting
from keyroll.intake.opening import Opened, open_pages, open_records
from keyroll.model.source import Source
from keyroll.report import listing
from keyroll.report.listing.browsing import Part, PartRequest, part
from keyroll.report.use import DayOfUse, days_of_use

__all__ = ["Browse", "DayOfUse", "Opened", "Part", "PartRequest"]

#: What changes when something that pages show has changed: the logs of the lake's tables, the signed heads, settings.
_MARKS = ("lake/*/_delta_log", "lake/*/*/_delta_log", "lake/*/*/*/_delta_log", "heads.jsonl", "keyroll.toml", "*.toml")


@dataclass(frozen=True, slots=True)
class Browse(Service):
    """Answers for pages."""

    def part(self, kind: str, wanted: PartRequest) -> Part:
        """Return a part of a list. Raises UsageError, BadQuery, NothingToDo."""
        return part(self.home, kind, wanted)

    def use(self, credential: str) -> tuple[DayOfUse, ...]:
        """Return the days on which a credential was used or refused. Raises NothingToDo."""
        with listing.reading(self.home, events=False) as session:
            return days_of_use(session, credential)

    def record(self, source: str, place: str, raw: str, number: int, *, is_log: bool) -> Opened:
        """Return one raw record, or one page of a listing. Raises KeyrollError where it is gone."""
        address = (source, place, raw, number)
        return (open_records if is_log else open_pages)(self.home, [address])[address]

    def mark(self) -> str:
        """Return a text that changes whenever the inventory, a hunt, the evidence or the settings have changed."""
        state = hashlib.blake2b(digest_size=16)
        for pattern in _MARKS:
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
