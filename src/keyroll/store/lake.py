"""The lake: append-only Delta tables on Parquet, in which each record is present once.

A *stream* is input that is read in order (one raw file of one log); its batches are numbered. The Delta log records the
last batch of each stream (an application transaction) in the same commit as the rows, so the lake's own commit is the
cursor. Delta records such a transaction but does not refuse a second one. So the version is checked on the snapshot
that the commit builds on, and again after a conflict.
"""

import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from deltalake import CommitProperties, DeltaTable, Schema, Transaction
from deltalake.exceptions import CommitFailedError, DeltaError
from deltalake.transaction import AddAction, RemoveAction, create_table_with_add_actions

from keyroll.errors import KeyrollError
from keyroll.model.ids import digest
from keyroll.store import patches
from keyroll.store.delta import (
    TRIES,
    Filters,
    add_action,
    arrow_schema,
    empty_relation,
    no_rows,
    nothing_left,
    of_day,
    of_days,
    remove_action,
    rows_by_day,
    same_schema,
)  # fmt: skip
from keyroll.store.faults import FaultHook, no_fault
from keyroll.store.session import Session
from keyroll.store.snapshots import Snapshots
from keyroll.store.sql import PARQUET, listed, quoted

if TYPE_CHECKING:
    from arro3.core import Schema as ArrowSchema

    from keyroll.store.known import KnownEventIds, WrittenPart
    from keyroll.store.sieve import Sieve


class Lake:
    """A folder of Delta tables. ``fault`` is called at named places, so that tests can end the process there."""

    def __init__(self, root: Path, *, fault: FaultHook = no_fault) -> None:
        self._root = root.absolute()
        self._fault = fault
        self._snapshots = Snapshots(self._root)
        self._batches: dict[tuple[str, str], tuple[int, int]] = {}
        self._known: dict[str, tuple[int, KnownEventIds]] = {}

    def names(self, prefix: str = "") -> list[str]:
        """Return the sorted names of the tables that exist, or of those under ``prefix``."""
        found = (path.parent.relative_to(self._root).as_posix() for path in self._root.glob("*/*/_delta_log"))
        return sorted(name for name in found if name.startswith(prefix) and self.newest_commit(name))

    def batches_done(self, table: str, stream: str) -> int:
        """Return the number of the last committed batch of a stream, 0 if there is none."""
        snapshot = self._snapshots.kept(table) or self._snapshots.newest(table)
        return self._done(snapshot, table, stream) if snapshot else 0

    def append(
        self, session: Session, relation: str, table: str, stream: str, batch: int, *, with_it: Sequence[str] = ()
    ) -> int:
        """Append the rows of ``relation`` whose ``event_id`` is new; return their number.

        ``relation`` has the envelope columns. Nothing happens if the batch is committed already. ``with_it`` are
        further streams whose batch of the same number is in the relation and in the same commit.
        """
        cause: Exception | None = None
        for attempt in range(TRIES):
            # A stale snapshot only costs a retry: the commit below refuses to build on it.
            snapshot = self._snapshots.newest(table) if attempt else self._snapshots.kept_or_newest(table)
            # If another writer added some of them meanwhile, only the rest is written.
            if snapshot and all(self._done(snapshot, table, one) >= batch for one in (stream, *with_it)):
                return 0
            actions, count = self._write(session, relation, table, snapshot)
            properties = CommitProperties(
                app_transactions=[Transaction(one, batch) for one in (stream, *with_it)], max_commit_retries=0
            )
            schema = session.schema(f"SELECT * FROM {relation}")
            self._fault("lake.before-commit")
            try:
                self._commit(table, snapshot, actions, schema, properties)
            except (CommitFailedError, DeltaError, FileExistsError) as error:
                self._discard(table, actions)
                cause = error
                continue
            self._fault("lake.after-commit")
            self._snapshots.newest(table)
            return count
        raise no_rows(table, cause)

    def fresh(self, table: str, prefix: str = "keyroll-") -> Path:
        """Return a path for a file that must be adopted. Until then no commit names it, and a sweep removes it."""
        folder = self._root / table
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{prefix}{uuid.uuid4().hex}.parquet"

    def adopt(self, session: Session, table: str, written: "Sequence[WrittenPart]", streams: Mapping[str, int]) -> int:
        """Commit files in the table's folder, without event ids that the table has already; return the number of rows.

        ``streams`` gives the number of the last batch of each stream in the files. Nothing happens, and the files are
        removed, if all these are committed already.
        """
        cause: Exception | None = None
        left = list(written)
        for attempt in range(TRIES):
            snapshot = self._snapshots.newest(table) if attempt else self._snapshots.kept_or_newest(table)
            if snapshot and streams and all(self._done(snapshot, table, one) >= at for one, at in streams.items()):
                self._discard(table, [add_action(one.path, one.rows) for one in left])
                return 0
            left = self._sieve(session, table, snapshot).sift(left)
            self._fault("lake.file-written")
            actions = [
                add_action(one.path, one.rows, {"source": one.source, "day": one.day.isoformat()}) for one in left
            ]
            marks = [Transaction(stream, batch) for stream, batch in streams.items()]
            properties = CommitProperties(app_transactions=marks, max_commit_retries=0)
            if left:
                schema = session.schema(f"SELECT * FROM read_parquet({quoted(left[0].path)})")
            elif snapshot:
                schema = arrow_schema(snapshot)
            else:
                return 0
            self._fault("lake.before-commit")
            try:
                self._commit(table, snapshot, actions, schema, properties)
            except (CommitFailedError, DeltaError, FileExistsError) as error:
                self._known.pop(table, None)
                cause = error
                continue
            self._fault("lake.after-commit")
            committed = self._snapshots.newest(table)
            if committed:
                known = self._known[table][1]
                known.trim()
                self._known[table] = (committed.version(), known)
            return sum(one.rows for one in left)
        raise no_rows(table, cause)

    def _sieve(self, session: Session, table: str, snapshot: DeltaTable | None) -> "Sieve":
        """Return the filter for event ids that a snapshot has; ids in memory are not read again."""
        from keyroll.store.known import KnownEventIds
        from keyroll.store.sieve import Sieve

        version = snapshot.version() if snapshot else -1
        at, known = self._known.get(table, (version, KnownEventIds()))
        self._known[table] = (version, known if at == version else KnownEventIds())

        def files(source: str, day: date) -> list[Path]:
            return self._files(table, snapshot, of_day(source, day)) if snapshot else []

        return Sieve(session, self._known[table][1], files, lambda: self.fresh(table))

    def publish(self, session: Session, query: str, table: str) -> bool:
        """Replace a derived table by the rows of ``query``; return False if they are unchanged."""
        session.run(f"CREATE OR REPLACE TEMP TABLE publishing AS {query}")
        return self.publish_table(session, "publishing", table)

    def publish_table(self, session: Session, relation: str, table: str) -> bool:
        """Replace a derived table by the rows of a relation, which is read twice; return False if unchanged."""
        # The hashes are added, not combined by exclusive or, in which two equal rows would cancel each other.
        rows = session.tuples(f"SELECT count(*), sum(hash(t)::HUGEINT) FROM {relation} AS t")
        mark = digest(json.dumps(session.columns(relation)), str(rows))
        snapshot = self._snapshots.newest(table)
        if snapshot is not None and snapshot.transaction_version(mark) == snapshot.version():
            return False
        self.put(session, relation, table, {mark: snapshot.version() + 1 if snapshot else 0}, anew=True)
        return True

    def put(
        self, session: Session, relation: str, table: str, streams: Mapping[str, int], *, anew: bool = False
    ) -> None:
        """Write the rows of ``relation`` as one file into a derived table, and commit ``streams`` with them.

        With ``anew`` they replace the table's rows. The caller holds the lease, so there is no other writer. Raises
        KeyrollError if there is one.
        """
        path = self.fresh(table)
        schema = session.schema(f"SELECT * FROM {relation}")
        self._add(session, relation, table, path, schema, streams, "overwrite" if anew else "append")

    def patch(self, session: Session, relation: str, table: str, key: str, touched: str) -> bool:
        """Replace the rows whose key has a hash in ``touched`` by those of ``relation``; return whether any were.

        Readers of the table name the ``key``. The caller holds the lease.
        """
        snapshot = self._snapshots.newest(table)
        if snapshot is None:
            return self.publish_table(session, relation, table)
        whole, before = self._parted(table, snapshot)
        schema = arrow_schema(snapshot)
        rows = self._relation(snapshot, whole)
        made = patches.patch(rows, patches.read(before) if before else "", relation, key, touched)
        session.run(f"CREATE OR REPLACE TEMP TABLE patching AS {made}")
        size = int(str(session.one("SELECT count(*) FROM patching")))
        if not (size or before):
            return False
        if size > patches.SHARE * int(str(session.one(f"SELECT count(*) FROM {rows}"))):
            self.put(session, f"({patches.patched(rows, 'patching', key)})", table, {}, anew=True)
            return True
        path = self.fresh(table, patches.PREFIX)
        self._add(session, "patching", table, path, schema, {}, "append", [remove_action(one) for one in before])
        return True

    def _add(
        self, session: Session, relation: str, table: str, path: Path, schema: "ArrowSchema",
        streams: Mapping[str, int], mode: str, removed: Sequence[RemoveAction] = (),
    ) -> None:  # fmt: skip
        snapshot = self._snapshots.newest(table)
        with nothing_left([path]):
            ((count,),) = session.tuples(f"COPY {relation} TO {quoted(path)} ({PARQUET})")
        self._fault("lake.before-publish")
        marks = [Transaction(stream, batch) for stream, batch in streams.items()]
        properties = CommitProperties(app_transactions=marks, max_commit_retries=0)
        actions = [add_action(path, int(str(count)))] if count else []
        try:
            if snapshot is None or (mode == "overwrite" and not same_schema(snapshot, schema)):
                place, made = self._place(table), Schema.from_arrow(schema)
                create_table_with_add_actions(place, made, actions, "overwrite", [], commit_properties=properties)
            else:
                done: list[AddAction | RemoveAction] = [*actions, *removed]
                snapshot.create_write_transaction(done, mode, schema, [], commit_properties=properties)
        except (CommitFailedError, DeltaError) as error:
            raise KeyrollError(f"{table} took no rows: {error}", hint="end other writers of this home") from error
        if not count:
            path.unlink()
        self._snapshots.forget(table)
        self._fault("lake.after-publish")

    def newest_commit(self, table: str) -> Path | None:
        """Return the file of a table's newest commit, without opening the table; None if there is no table."""
        return max((self._root / table / "_delta_log").glob("*.json"), default=None)

    def version(self, table: str) -> int:
        """Return the number of a table's newest commit, -1 if there is no table."""
        snapshot = self._snapshots.newest(table)
        return snapshot.version() if snapshot else -1

    def identity(self, table: str) -> str:
        """Return the table's unique id, which an earlier table of the same name does not have; empty for none."""
        snapshot = self._snapshots.newest(table)
        return str(snapshot.metadata().id) if snapshot else ""

    def files(self, table: str) -> int:
        """Return the number of a table's files, 0 if there is no table."""
        snapshot = self._snapshots.newest(table)
        return len(snapshot.file_uris()) if snapshot else 0

    def arrived(self, session: Session, table: str, name: str, since: int) -> bool:
        """Make a view of the rows that were added to a table after its version ``since`` (-1: of all).

        Return False, and make no view, if the version, or a file of it, no longer exists.
        """
        snapshot = self._snapshots.newest(table)
        if snapshot is None:
            return False
        files = self._files(table, snapshot)
        if since >= 0:
            try:
                before = set(self._files(table, DeltaTable(self._place(table), version=since)))
            except DeltaError:
                return False
            if not before <= set(files):
                return False
            files = [path for path in files if path not in before]
        rows = self._relation(snapshot, files)
        session.run(f'CREATE OR REPLACE TEMP VIEW "{name}" AS SELECT * FROM {rows}')
        return True

    def days(self, table: str) -> dict[date, int]:
        """Return the number of rows of each day in a table of events."""
        snapshot = self._snapshots.newest(table)
        return rows_by_day(snapshot) if snapshot else {}

    def view(
        self, session: Session, table: str, name: str, key: str = "", *, days: Collection[date] | None = None
    ) -> bool:
        """Make a view over a table's current rows; return False, and make none, if there is no such table.

        A table that may have been patched is read by its ``key``; a table of events may be read for some ``days`` only.
        """
        snapshot = self._snapshots.newest(table)
        if snapshot is None:
            return False
        whole, patch = self._parted(table, snapshot, days)
        rows = self._relation(snapshot, whole)
        shown = patches.patched(rows, patches.read(patch), key) if patch else f"SELECT * FROM {rows}"
        session.run(f'CREATE OR REPLACE TEMP VIEW "{name}" AS {shown}')
        return True

    def columns(self, table: str) -> frozenset[str]:
        """Return the names of a table's columns; none if there is no such table."""
        snapshot = self._snapshots.newest(table)
        return frozenset() if snapshot is None else frozenset(field.name for field in snapshot.schema().fields)

    def _parted(
        self, table: str, snapshot: DeltaTable, days: Collection[date] | None = None
    ) -> tuple[list[Path], list[Path]]:
        """Return the files of the whole table, and of its patch."""
        files = self._files(table, snapshot, None if days is None else of_days(days))
        patch = [path for path in files if path.name.startswith(patches.PREFIX)]
        return [path for path in files if path not in patch], patch

    def _relation(self, snapshot: DeltaTable, files: Sequence[Path]) -> str:
        """Return the relation of files' rows."""
        return patches.read(files) if files else empty_relation(snapshot)

    def sweep(self) -> int:
        """Remove files that no commit names (left by a killed writer); the caller holds the lease."""
        removed = 0
        for name in self.names():
            snapshot = self._snapshots.newest(name)
            named = set(self._files(name, snapshot)) if snapshot else set()
            for path in (self._root / name).glob("keyroll-*.parquet"):
                if path not in named:
                    path.unlink()
                    removed += 1
        return removed

    def _place(self, table: str) -> str:
        return str(self._root / table)

    def _files(self, table: str, snapshot: DeltaTable, only: Filters | None = None) -> list[Path]:
        """Return a snapshot's files, sorted. All are in the table's folder itself, under plain names."""
        # The library gives them as addresses, with the folder's own characters escaped: only the name is taken.
        uris = snapshot.file_uris(list(only) if only else None)
        return sorted(self._root / table / uri.rpartition("/")[2] for uri in uris)

    def _done(self, snapshot: DeltaTable, table: str, stream: str) -> int:
        """Return a stream's last batch on a snapshot; the answer for one version is cached."""
        version, done = self._batches.get((table, stream), (-1, 0))
        if version != snapshot.version():
            done = snapshot.transaction_version(stream) or 0
            self._batches[table, stream] = (snapshot.version(), done)
        return done

    def _write(
        self, session: Session, relation: str, table: str, snapshot: DeltaTable | None
    ) -> tuple[list[AddAction], int]:
        actions: list[AddAction] = []
        total = 0
        for source, day in session.tuples(f"SELECT DISTINCT source, day FROM {relation} ORDER BY ALL"):
            assert isinstance(source, str)  # noqa: S101 - narrows the type; the envelope declares VARCHAR
            assert isinstance(day, date)  # noqa: S101
            path = self.fresh(table)
            known = self._known_ids(table, snapshot, source, day)
            with nothing_left([path, *(self._root / table / one.path for one in actions)]):
                ((count,),) = session.tuples(
                    f"COPY (SELECT * FROM {relation} AS new WHERE source = $source AND day = $day {known} "
                    "QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY record) = 1 "
                    f"ORDER BY happened_at, record) TO {quoted(path)} ({PARQUET})",
                    {"source": source, "day": day},
                )
            assert isinstance(count, int)  # noqa: S101
            self._fault("lake.file-written")
            if count == 0:
                path.unlink()
                continue
            total += count
            actions.append(add_action(path, count, {"source": source, "day": day.isoformat()}))
        return actions, total

    def _known_ids(self, table: str, snapshot: DeltaTable | None, source: str, day: date) -> str:
        files = self._files(table, snapshot, of_day(source, day)) if snapshot else []
        if not files:
            return ""
        return (
            f"AND NOT EXISTS (SELECT 1 FROM read_parquet([{listed(files)}]) AS old WHERE old.event_id = new.event_id)"
        )

    def _commit(
        self, table: str, snapshot: DeltaTable | None, actions: list[AddAction],
        schema: "ArrowSchema", properties: CommitProperties,
    ) -> None:  # fmt: skip
        partitions = ["source", "day"]
        if snapshot is None:
            place, made = self._place(table), Schema.from_arrow(schema)
            create_table_with_add_actions(place, made, actions, "error", partitions, commit_properties=properties)
        else:
            snapshot.create_write_transaction(list(actions), "append", schema, partitions, commit_properties=properties)

    def _discard(self, table: str, actions: list[AddAction]) -> None:
        for action in actions:
            (self._root / table / action.path).unlink(missing_ok=True)
