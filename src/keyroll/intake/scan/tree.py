"""Opens files below a root, part by part and through no link, so that nothing outside is ever read.

Every part of a path is opened relative to the folder before it with ``O_NOFOLLOW``: a link that somebody creates
between a check and an opening is refused by the system, not by a check of this code. Pipes, sockets and devices are
never opened.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

#: A deeper folder is not read, and the scan reports it.
MOST_DEEP = 400
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK


@dataclass(frozen=True, slots=True)
class TreeFolder:
    """One folder: its folders, plain files with their sizes, and links; ``fault`` is the reason for a loss."""

    shown: str
    folders: tuple[str, ...] = ()
    files: tuple[tuple[str, int], ...] = ()
    links: frozenset[str] = frozenset()
    fault: str = ""

    def below(self, name: str) -> str:
        """Return the path of a name in this folder, from the root."""
        return f"{self.shown}/{name}" if self.shown else name


class Tree:
    """A root that is scanned. Paths are given from the root, with ``/``; the root itself is the empty path."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.is_file = root.is_file()

    def open(self, shown: str) -> int:
        """Return a descriptor of a plain file. Raises OSError for any other file, or if the path has a link."""
        if self.is_file:
            return _plain(os.open(self.root, _FILE))
        above, _, name = shown.rpartition("/")
        with self.folder(above) as folder:
            if not stat.S_ISREG(os.lstat(name, dir_fd=folder).st_mode):
                raise OSError(errno.EINVAL, "not a plain file", shown)
            return _plain(os.open(name, _FILE, dir_fd=folder))

    def read(self, shown: str, most: int) -> bytes:
        """Return the content of a file of at most so many bytes. Raises OSError."""
        with os.fdopen(self.open(shown), "rb") as stream:
            content = stream.read(most + 1)
        if len(content) > most:
            raise OSError(errno.EFBIG, f"over {most} bytes", shown)
        return content

    @contextmanager
    def folder(self, shown: str) -> Iterator[int]:
        """Provide a descriptor of a folder. Raises OSError."""
        found = os.open(self.root, _FOLDER)
        try:
            for name in shown.split("/") if shown else ():
                if name in ("", ".", ".."):
                    raise OSError(errno.EINVAL, "not a path below the root", shown)
                inner = os.open(name, _FOLDER, dir_fd=found)
                os.close(found)
                found = inner
            yield found
        finally:
            os.close(found)

    def list(self, shown: str) -> TreeFolder:
        """Return the content of a folder. Raises OSError."""
        folders, files, links = [], [], set()
        fault = ""
        with self.folder(shown) as folder, os.scandir(folder) as entries:
            for one in entries:
                try:
                    mode = one.stat(follow_symlinks=False)
                except OSError as error:
                    fault = f"{one.name}: {error.strerror}"
                    continue
                if stat.S_ISDIR(mode.st_mode):
                    folders.append(one.name)
                elif stat.S_ISREG(mode.st_mode):
                    files.append((one.name, mode.st_size))
                elif stat.S_ISLNK(mode.st_mode):
                    links.add(one.name)
        return TreeFolder(shown, tuple(sorted(folders)), tuple(sorted(files)), frozenset(links), fault)

    def walk(self) -> Iterator[TreeFolder]:
        """Yield every folder below the root, parents first; an unreadable folder is yielded with its fault."""
        left = [""]
        while left:
            shown = left.pop()
            if shown.count("/") >= MOST_DEEP:
                yield TreeFolder(shown, fault="folders are nested too deep")
                continue
            try:
                found = self.list(shown)
            except OSError as error:
                yield TreeFolder(shown, fault=error.strerror or "not readable")
                continue
            yield found
            left += [found.below(name) for name in reversed(found.folders)]


def _plain(descriptor: int) -> int:
    """Return the descriptor if it is a plain file's, else close it. Raises OSError."""
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise OSError(errno.EINVAL, "not a plain file")
