"""The newest states of Delta tables that a process has open."""

from pathlib import Path

from deltalake import DeltaTable


class Snapshots:
    """Opens tables of a folder; an open one is read again only if its log has changed."""

    def __init__(self, root: Path) -> None:
        self._root = root
        #: By table: its state, and the time of its log's folder (ns) from before the state was read.
        self._open: dict[str, tuple[DeltaTable, int]] = {}

    def kept(self, table: str) -> DeltaTable | None:
        """Return a table as last read here, or None if it is not open."""
        kept = self._open.get(table)
        return kept[0] if kept else None

    def kept_or_newest(self, table: str) -> DeltaTable | None:
        """Return a table as last read here, or else as of its newest commit; None if there is no table."""
        return self.kept(table) or self.newest(table)

    def newest(self, table: str) -> DeltaTable | None:
        """Return a table as of its newest commit, or None if there is no table."""
        log = self._root / table / "_delta_log"
        if not log.is_dir():
            self.forget(table)
            return None
        changed = log.stat().st_mtime_ns
        kept = self._open.get(table)
        if kept is not None:
            snapshot, before = kept
            # Listing a log takes milliseconds. Two changes within one tick of the clock have one time: the file of the
            # next commit tells them apart.
            if changed == before and not (log / f"{snapshot.version() + 1:020}.json").exists():
                return snapshot
            snapshot.update_incremental()
        elif DeltaTable.is_deltatable(str(self._root / table)):
            snapshot = DeltaTable(str(self._root / table))
        else:
            return None
        self._open[table] = snapshot, changed
        return snapshot

    def forget(self, table: str) -> None:
        """Close a table, so that it is read again."""
        self._open.pop(table, None)
