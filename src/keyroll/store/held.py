"""Input files: opened once and never through a link, so that the checked bytes are the kept bytes."""

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

#: A file changed within this time may change again and keep its time of change: file system clocks are coarse.
_SETTLED_NS = 2_000_000_000
#: Nearly all lines are shorter; a piece may end within a longer line.
_LINE = 1 << 16


@dataclass(frozen=True, slots=True)
class Held:
    """An open plain file: reads use the opened file, even if its path is replaced later."""

    path: Path
    descriptor: int

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator["Held"]:
        """Provide an open file whose path has no link. Raises Unreadable."""
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
        """The system's status of the file."""
        return os.fstat(self.descriptor)

    def pieces(self) -> Iterator[bytes]:
        """Yield the file's bytes from the beginning, unchanged."""
        at = 0
        while piece := os.pread(self.descriptor, CHUNK, at):
            yield piece
            at += len(piece)


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A plain input file, with its state when it was hashed: device, inode, size, and time of change in ns."""

    path: Path
    state: tuple[int, int, int, int]

    @classmethod
    def of(cls, file: Held) -> Self | None:
        """Return a file's current state; None if a later change could go unnoticed."""
        found = file.stat
        # The system's time, not the home's clock: it is compared with times that the system writes.
        return cls(file.path, _state(found)) if found.st_ctime_ns < time.time_ns() - _SETTLED_NS else None

    def pieces(self, size: int) -> Iterator[bytes]:
        """Yield its bytes in pieces of about a size that end with a line; stop if the file has changed."""
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
    """Yield a file's bytes unchanged. Raises Unreadable."""
    try:
        if isinstance(file, Held):
            yield from file.pieces()
            return
        with Held.open(file) as opened:
            yield from opened.pieces()
    except OSError as error:
        raise unreadable(error) from None


def first_pieces(file: Path | Held) -> tuple[str, Iterator[bytes]]:
    """Return a file's packing, determined by its first bytes, and its bytes unchanged."""
    return packing_of(pieces(file))


def hashed(file: Path | Held) -> tuple[str, int]:
    """Return the SHA-256 and the size of a file on disk."""
    digest, size = hashlib.sha256(), 0
    for chunk in pieces(file):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def unreadable(error: OSError) -> Unreadable:
    """Return the error for a file that the system does not allow to be read."""
    return Unreadable(f"the file cannot be read: {error.strerror}")


def _state(found: os.stat_result) -> tuple[int, int, int, int]:
    return (found.st_dev, found.st_ino, found.st_size, found.st_ctime_ns)
