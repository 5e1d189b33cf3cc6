"""The facade: imports of files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from keyroll.api._home import Progress, Service
from keyroll.api._kept import publish
from keyroll.intake.scan import report as scanning
from keyroll.intake.summary import Summary
from keyroll.intake.sync import sync_folder, sync_found, sync_log, sync_scan
from keyroll.intake.tabular import guard
from keyroll.intake.tabular.look import ReadTable, look
from keyroll.model.source import Source
from keyroll.report import listing
from keyroll.store.ledger.lease import this_process


@dataclass(frozen=True, slots=True)
class Exports(Service):
    """Imports exports, logs and copies of secrets, and recomputes the inventory."""

    def sync(
        self, folder: Path, *, only: Sequence[Source] = (), accept: bool = False, progress: Progress | None = None
    ) -> Summary:
        """Import an export folder and recompute the inventory. Raises Busy, UsageError, NothingToDo.

        ``accept``: read tables although they have other columns than earlier ones, or lack most of their credentials.
        """
        with self.home.ledger.hold(this_process("sync")) as ledger:
            summary = sync_folder(self.home, ledger, folder, only=only, accept=accept, progress=progress)
            publish(self.home, ledger)
        return summary

    def sync_table(
        self,
        path: Path,
        *,
        given: Mapping[str, str],
        system: str = "",
        dates: str = "",
        partial: bool = False,
        accept: bool = False,
    ) -> tuple[Summary, ReadTable]:
        """Import a table of credentials of any system, and store how its columns were read.

        Return the reading of the columns, and the summary. ``given`` are titles of columns by role; ``partial``: it is
        not the whole list. Raises UsageError if it is not a table, Busy, and TableRefused, unless a person accepts it,
        if its columns are not those of an earlier table or most of that table's credentials are missing.
        """
        table = look(self.home.path, path, system=system, given=given, dates=dates, partial=partial)
        with self.home.ledger.hold(this_process("sync")) as ledger:
            if not accept:
                self._look_at(table)
            summary = sync_found(self.home, ledger, table.surveys())
            table.keep(self.home.path)
            publish(self.home, ledger)
        return summary, table

    def _look_at(self, table: ReadTable) -> None:
        """Raise TableRefused if a person has to look at a table first."""
        reasons = list(guard.strange_columns(self.home.path, table, table.sources))
        with self.home.session() as session:
            reasons += filter(None, (guard.missing_credentials(self.home, session, one) for one in table.surveys()))
        if reasons:
            raise guard.TableRefused(table, reasons)

    def sync_log(
        self, log: str, paths: Sequence[Path], *, progress: Progress | None = None, fold: bool = True
    ) -> Summary:
        """Import files of one named log (``aws.cloudtrail``, ``aws@123.cloudtrail``) and recompute the inventory.

        Without ``fold`` the next sync recomputes it. That suits a log that is read every few seconds during a rotation.
        """
        with self.home.ledger.hold(this_process("sync")) as ledger:
            summary = sync_log(self.home, ledger, log, paths, progress=progress)
            if fold:
                publish(self.home, ledger)
        return summary

    def scan(
        self, paths: Sequence[str], *, history: bool = True, progress: Progress | None = None
    ) -> tuple[Summary, int]:
        """Find copies of secrets under ``PATH`` or ``NAME=PATH``, and recompute the inventory.

        Return the summary, and the number of found values that are in the inventory by another source as well. Raises
        UsageError, Busy.
        """
        roots = scanning.roots(paths, history=history)
        with self.home.ledger.hold(this_process("sync")) as ledger:
            summary = sync_scan(self.home, ledger, roots, progress=progress)
            publish(self.home, ledger)
        met = sorted({identifier for one in summary.scans for identifier in one.identifiers})
        with listing.reading(self.home) as session:
            known = session.one(
                "SELECT count(DISTINCT identifier) FROM identifiers JOIN credentials USING (id) "
                "WHERE identifier IN (SELECT unnest($met)) AND known_from <> ['copies']",
                {"met": met},
            )
        return summary, int(str(known))
