"""A read-only ledger: on a read-only file system, or for a user without write access."""

import shutil
import sqlite3
import tempfile
import weakref
from pathlib import Path
from urllib.parse import quote


class LedgerReader:
    """Opens read-only connections. The engine calls it for each."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._copy: Path | None = None

    def __call__(self) -> sqlite3.Connection:
        """Return a connection that reads all committed data."""
        wal, index = (self._path.with_name(self._path.name + ending) for ending in ("-wal", "-shm"))
        left = wal.exists() and wal.stat().st_size > 0
        if left and not index.exists():
            return self._connect(self._copied(wal), "mode=rw")
        # With the index of a running writer, its log is also read. Without a log the file is complete.
        return self._connect(self._path, "mode=ro" if left else "mode=ro&immutable=1")

    def _copied(self, wal: Path) -> Path:
        """Return a private copy: the log of a killed writer can only be read after an index is created."""
        if self._copy is None:
            self._copy = Path(tempfile.mkdtemp(prefix="keyroll-"))  # its mode is 0700
            weakref.finalize(self, shutil.rmtree, self._copy, ignore_errors=True)
            for one in (self._path, wal):
                shutil.copyfile(one, self._copy / one.name)
        return self._copy / self._path.name

    def _connect(self, path: Path, how: str) -> sqlite3.Connection:
        address = f"file:{quote(str(path))}?{how}"
        return sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
