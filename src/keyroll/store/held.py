"""Files that come in: opened once and through no link, so that what is looked at is what is kept."""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from keyroll.store.plain import open_plain
from keyroll.store.unpacking import CHUNK, Unreadable, packing_of

#: A file that changed so short ago may change once more and keep its time of change: clocks of files tick slowly.
_SETTLED_NS = 2_000_000_000
#: Nearly all lines are shorter; a piece may end within one that is longer.
_LINE = 1 << 16


@dataclass(frozen=True, slots=True)
class Held:
    """A plain file that is open: what is looked at is what is kept, whatever its path leads to by then."""

    path: Path
    descriptor: int

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator["Held"]:
        """Lend an open file, no part of whose path is a link. Raises Unreadable."""
        try:
            descriptor = open_plain(path)
        except OSError as error:
            raise unreadable(error) from None
        try:
            yield cls(path, descriptor)
        finally:
            os.close(descriptor)

    @property
    def stat(self) -> os.stat_result:
        """What the system says of it."""
        return os.fstat(self.descriptor)

    def pieces(self) -> Iterator[bytes]:
        """Yield its bytes from the beginning, as they are."""
        at = 0
        while piece := os.pread(self.descriptor, CHUNK, at):
            yield piece
            at += len(piece)


@dataclass(frozen=True, slots=True)
class Origin:
    """A plain file that came in, in the state in which it was hashed: device, inode, size, and time of change in ns."""

    path: Path
    state: tuple[int, int, int, int]

    @classmethod
    def of(cls, file: Held) -> Self | None:
        """Return a file as it is now; None where it cannot be told whether it changes after this."""
        found = file.stat
        # The system's time, not the home's clock: it is compared with what the system writes.
        return cls(file.path, _state(found)) if found.st_ctime_ns < time.time_ns() - _SETTLED_NS else None

    def pieces(self, size: int) -> Iterator[bytes]:
        """Yield its bytes in pieces of about a size that end with a line; stop where it is no longer as it was."""
        with suppress(OSError, Unreadable), Held.open(self.path) as file:
            at = 0
            while at < self.state[2]:
                tail = os.pread(file.descriptor, _LINE, at + size - 1)
                piece = os.pread(file.descriptor, size + max(0, tail.find(b"\n")), at)
                if not piece or _state(file.stat) != self.state:
                    return
                yield piece
                at += len(piece)


def pieces(file: Path | Held) -> Iterator[bytes]:
    """Yield a file's bytes as they are. Raises Unreadable."""
    try:
        if isinstance(file, Held):
            yield from file.pieces()
            return
        with Held.open(file) as opened:
            yield from opened.pieces()
    except OSError as error:
        raise unreadable(error) from None


def first_pieces(file: Path | Held) -> tuple[str, Iterator[bytes]]:
    """Return a file's packing, judged by its first bytes, and its bytes as they are."""
    return packing_of(pieces(file))


def hashed(file: Path | Held) -> tuple[str, int]:
    """Return the SHA-256 and the size of a file as it is."""
    digest, size = hashlib.sha256(), 0
    for chunk in pieces(file):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def unreadable(error: OSError) -> Unreadable:
    """Return the error for a file that the system does not let us read."""
    return Unreadable(f"the file cannot be read: {error.strerror}")


def _state(found: os.stat_result) -> tuple[int, int, int, int]:
    return (found.st_dev, found.st_ino, found.st_size, found.st_ctime_ns)
