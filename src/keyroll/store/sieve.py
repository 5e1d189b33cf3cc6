"""Filters files before their commit: rows with a known event id are removed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from keyroll.store.known import NONE, Hashes, KnownEventIds, WrittenPart
from keyroll.store.session import Session
from keyroll.store.sql import PARQUET, listed, quoted


@dataclass(frozen=True, slots=True)
class Sieve:
    """A filter; ``files`` gives the committed files of a source's day, ``fresh`` the path of a new one."""

    session: Session
    known: KnownEventIds
    files: Callable[[str, date], list[Path]]
    fresh: Callable[[], Path]

    def sift(self, written: Sequence[WrittenPart]) -> list[WrittenPart]:
        """Return files without event ids that are known or in an earlier file; files that lose rows are rewritten."""
        kept: list[WrittenPart] = []
        for one in written:
            if not self.known.has_day(one.source, one.day):
                self.known.add(one.source, one.day, self._committed(one))
            made: WrittenPart | None = one
            if self.known.met(one.source, one.day, one.ids):
                before = [other.path for other in kept if (other.source, other.day) == (one.source, one.day)]
                made = self._without(one, [*self.files(one.source, one.day), *before])
            if made:
                kept.append(made)
                self.known.add(one.source, one.day, made.ids)
        return kept

    def _committed(self, one: WrittenPart) -> Hashes:
        files = self.files(one.source, one.day)
        return self._hashes(files) if files else NONE

    def _hashes(self, files: Sequence[Path]) -> Hashes:
        return self.session.hashes(f"SELECT hash(event_id) FROM read_parquet([{listed(files)}])")

    def _without(self, one: WrittenPart, before: Sequence[Path]) -> WrittenPart | None:
        """Rewrite a file without the event ids of other files, and remove the original."""
        path = self.fresh()
        old = f"SELECT 1 FROM read_parquet([{listed(before)}]) AS old WHERE old.event_id = new.event_id"
        new = f"SELECT * FROM read_parquet({quoted(one.path)}) AS new WHERE NOT EXISTS ({old})"
        ((rows,),) = self.session.tuples(f"COPY ({new}) TO {quoted(path)} ({PARQUET})")
        one.path.unlink()
        if not rows:
            path.unlink()
            return None
        return WrittenPart(path, one.source, one.day, int(str(rows)), self._hashes([path]))
