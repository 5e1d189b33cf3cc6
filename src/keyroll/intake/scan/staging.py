"""Private folders for the scanner's input: copies that keyroll made, and nothing from the root itself.

A folder belongs to this user alone (0700) and is removed when its work is done. If this process is killed, a small
helper process removes it at once; the next scan removes the folders that a crash of the whole machine left.
"""

import errno
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

#: Small copies are in memory if the system has a place for that, so that they are never on a disk.
_MEMORY = Path("/dev/shm")  # noqa: S108 - each folder in it is made by mkdtemp, 0700
MOST_IN_MEMORY = 1 << 30
_MOST_ON_DISK = 128 << 20
_SPARE = 1 << 30
_CHUNK = 1 << 20
_REMOVE = "import shutil, sys\nsys.stdin.read()\nfor one in sys.argv[1:]:\n    shutil.rmtree(one, ignore_errors=True)\n"


class Staging:
    """Places for copies during one scan: one in memory, if possible, and one in a folder of the home."""

    def __init__(self, disk: Path, memory: Path | None) -> None:
        self._disk = disk
        self._memory = memory

    @property
    def most(self) -> int:
        """The number of bytes to copy at once: each start of the scanner takes half a second."""
        return MOST_IN_MEMORY if self._memory and _has_room(self._memory, MOST_IN_MEMORY) else _MOST_ON_DISK

    @contextmanager
    def folder(self, size: int) -> Iterator[Path]:
        """Provide a new empty folder for copies of about this many bytes. Raises OSError if there is no room."""
        parent = self._disk
        if self._memory and size <= MOST_IN_MEMORY and _has_room(self._memory, size):
            parent = self._memory
        elif _free(parent) < size + _SPARE:
            raise OSError(errno.ENOSPC, f"{size >> 20} MB do not fit on the disk of the home")
        found = Path(tempfile.mkdtemp(dir=parent))
        try:
            yield found
        finally:
            shutil.rmtree(found, ignore_errors=True)


@contextmanager
def staging(folder: Path) -> Iterator[Staging]:
    """Provide places for copies below a folder, which is created if necessary. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with ExitStack() as stack:
        disk = stack.enter_context(_claimed(folder, "stage-"))
        memory = None
        with suppress(OSError):  # there is no such place, or it is not writable
            memory = stack.enter_context(_claimed(_MEMORY, f"keyroll-{os.getuid()}-"))
        stack.enter_context(_removal(disk, memory))
        yield Staging(disk, memory)


@contextmanager
def _claimed(parent: Path, prefix: str) -> Iterator[Path]:
    """Provide a new folder that is locked while it is in use; folders of ended processes beside it are removed."""
    _sweep(parent, prefix)
    found = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    lock = os.open(found, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield found
    finally:
        shutil.rmtree(found, ignore_errors=True)
        os.close(lock)


def _sweep(parent: Path, prefix: str) -> None:
    for one in parent.glob(f"{prefix}*"):
        with suppress(OSError):
            lock = os.open(one, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if os.fstat(lock).st_uid == os.getuid():
                    shutil.rmtree(one, ignore_errors=True)
            finally:
                os.close(lock)


@contextmanager
def _removal(*folders: Path | None) -> Iterator[None]:
    """Start a process that removes the folders as soon as this one ends, for any reason."""
    names = [str(one) for one in folders if one]
    process = subprocess.Popen(  # noqa: S603 - this interpreter with a fixed program
        [sys.executable, "-I", "-S", "-c", _REMOVE, *names],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={"PATH": os.defpath}, cwd="/", start_new_session=True,
    )  # fmt: skip
    assert process.stdin is not None  # noqa: S101 - narrows the type
    try:
        yield
    finally:
        process.stdin.close()
        process.wait()


def _has_room(folder: Path, size: int) -> bool:
    """Return whether copies take at most half of the free memory, and leave some."""
    return _free(folder) > 2 * size + _SPARE


def _free(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0


def copy(source: int, target: Path | str, most: int) -> int:
    """Copy at most a number of bytes of a descriptor into a new private file; return the number of bytes copied.

    More than ``most`` means that the file is larger; nothing over it was written. Raises OSError.
    """
    made = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    done = 0
    with os.fdopen(made, "wb", buffering=0) as stream:
        while piece := os.read(source, _CHUNK):
            done += len(piece)
            if done > most:
                return done
            _write(stream.fileno(), piece)
    return done


def _write(target: int, piece: bytes) -> None:
    view = memoryview(piece)
    while view:
        view = view[os.write(target, view) :]
