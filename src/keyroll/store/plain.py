"""Opens plain files, never through a link: a path in an export folder must not lead out of it.

The caller resolves a folder or file that a person named once; from there on, no part of a path may be a link. Pipes,
devices and sockets are not opened, because opening one may block or have side effects.
"""

import ctypes
import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

#: Linux's flag that refers to a file without opening it. On other systems, a path is opened without waiting.
_PATH_ONLY = getattr(os, "O_PATH", 0)
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_FOLDER = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_DIRECTORY
#: openat2(2): its number is the same on every processor; RESOLVE_NO_MAGICLINKS and RESOLVE_NO_SYMLINKS.
_OPENAT2, _NO_LINKS = 437, 0x02 | 0x04
_KINDS = (
    (stat.S_ISLNK, "a link is not followed"),
    (stat.S_ISFIFO, "a pipe is not read"),
    (stat.S_ISSOCK, "a socket is not read"),
    (stat.S_ISCHR, "a device is not read"),
    (stat.S_ISBLK, "a device is not read"),
    (stat.S_ISDIR, "a folder is not a file"),
)


class NotPlain(OSError):  # noqa: N818 - reads as a state
    """A path that is not a plain file, or contains a link; ``strerror`` gives the reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(errno.EINVAL, reason)


def why_not(mode: int) -> str:
    """Return why a file of a mode is not read; empty for a plain file."""
    if stat.S_ISREG(mode):
        return ""
    return next((reason for is_kind, reason in _KINDS if is_kind(mode)), "it is not a plain file")


def open_plain(path: Path) -> int:
    """Return a descriptor of a plain file whose path has no link. Raises OSError, also NotPlain."""
    found = _open(path, _PATH_ONLY | os.O_NOFOLLOW | os.O_CLOEXEC if _PATH_ONLY else _FLAGS)
    try:
        # The checked file is the file that is read, even if the path changes meanwhile.
        reason = why_not(os.fstat(found).st_mode)
        if reason:
            raise NotPlain(reason)
        return os.open(f"/proc/self/fd/{found}", os.O_RDONLY | os.O_CLOEXEC) if _PATH_ONLY else os.dup(found)
    finally:
        os.close(found)


@contextmanager
def folder(path: Path) -> Iterator[int]:
    """Provide a descriptor of a folder whose path has no link. Raises OSError."""
    found = _open(path, _FOLDER)
    try:
        yield found
    finally:
        os.close(found)


def folder_in(parent: int, name: str) -> int:
    """Return a descriptor of a folder in another folder, if it is not a link. Raises OSError."""
    return os.open(name, _FOLDER, dir_fd=parent)


def why_link(error: OSError, name: str, parent: int) -> str:
    """Return the text of the reason why a folder in another folder was not opened."""
    return str(_link_error(error, name, parent).strerror)


def _open(path: Path, flags: int) -> int:
    path = path.absolute()
    if openat2 := _openat2():
        found = openat2(path, flags)
        if found is not None:
            return found
    return _by_steps(path, flags)


def _by_steps(path: Path, flags: int) -> int:
    """Open a path part by part; no part may be a link."""
    *parents, name = path.parts[1:] or (".",)
    here = os.open(path.parts[0], _FOLDER)
    try:
        for part in parents:
            try:
                below = os.open(part, _FOLDER, dir_fd=here)
            except OSError as error:
                raise _link_error(error, part, here) from None
            os.close(here)
            here = below
        try:
            return os.open(name, flags, dir_fd=here)
        except OSError as error:
            raise _link_error(error, name, here) from None
    finally:
        os.close(here)


def _link_error(error: OSError, name: str, where: int) -> OSError:
    """Return the error itself, or that a link is not followed: systems report a link differently."""
    with suppress(OSError):
        if stat.S_ISLNK(os.stat(name, dir_fd=where, follow_symlinks=False).st_mode):
            return NotPlain("a link is not followed")
    return NotPlain("a link is not followed") if error.errno == errno.ELOOP else error


class _How(ctypes.Structure):
    _fields_ = (("flags", ctypes.c_uint64), ("mode", ctypes.c_uint64), ("resolve", ctypes.c_uint64))


class _Openat2:
    def __init__(self) -> None:
        self._call = ctypes.CDLL(None, use_errno=True).syscall

    def __call__(self, path: Path, flags: int) -> int | None:
        """Return a descriptor, or None if the kernel lacks this call, or returns EAGAIN."""
        how = _How(flags, 0, _NO_LINKS)
        name = ctypes.c_char_p(os.fsencode(path))
        found = int(self._call(_OPENAT2, -100, name, ctypes.byref(how), ctypes.sizeof(how)))
        if found >= 0:
            return found
        failed = ctypes.get_errno()
        if failed in (errno.ENOSYS, errno.EPERM, errno.EAGAIN, errno.EINVAL, errno.E2BIG):
            return None
        raise NotPlain("a link is not followed") if failed == errno.ELOOP else OSError(failed, os.strerror(failed))


@cache
def _openat2() -> _Openat2 | None:
    return _Openat2() if sys.platform == "linux" else None
