"""Runs a query of a person in a process of its own, whose time, memory and files the operating system limits.

The engine ends a query only between two steps, and counts only a part of its memory: one call of a function may take
minutes and gigabytes. The process is a fork of this one, so the session's tables need no second load (ADR 77). It has
no descriptor except for the session's spilled tables and for its answer, an empty environment, and its own group.
"""

import ctypes
import json
import math
import os
import resource
import select
import shutil
import signal
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NoReturn

from keyroll.errors import BadQuery, KeyrollError
from keyroll.store.session import MORE_MEMORY, Session

#: The most bytes of an answer, and of one file of spilled rows.
ANSWER: Final = 512 << 20
_SPILL: Final = 8 << 30
#: Memory beyond the engine's own limit: for the parser and functions, and for each thread's stack and heap.
_ROOM, _EACH_THREAD = 512 << 20, 72 << 20
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_CHUNK: Final = 1 << 20
_UNITS: Final = {"bytes": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40}
#: Loaded before the fork: another thread may hold the lock of an import.
_LIBC: Final = ctypes.CDLL(None) if sys.platform == "linux" else None
_WHOLE: Final = b'{"whole":true}'
_SMALLER: Final = "narrow it, or request fewer rows and columns"


def apart(session: Session, work: Callable[[], Iterable[str]], *, seconds: float) -> list[str]:
    """Return the lines that ``work`` yields in another process. Raises BadQuery, also for a limit that is exceeded."""
    memory, threads = _memory(session), session.one_thread()
    with _kept(session) as spilled:
        return _forked(session, work, spilled, (memory, threads, seconds))


@contextmanager
def _kept(session: Session) -> Iterator[frozenset[Path]]:
    """Provide the files of rows that the session has spilled; one that the other process removes comes back."""
    files = frozenset(Path(str(path)) for (path,) in session.tuples("SELECT path FROM duckdb_temporary_files()"))
    second = {one: one.with_name(f"kept-{one.name}") for one in files}
    for one, other in second.items():
        other.unlink(missing_ok=True)
        other.hardlink_to(one)
    try:
        yield files
    finally:
        for one, other in second.items():
            one.unlink(missing_ok=True)  # two names of one file: a rename would leave both
            other.rename(one)


def _forked(
    session: Session, work: Callable[[], Iterable[str]], spilled: frozenset[Path], limits: tuple[int, int, float]
) -> list[str]:
    """Do the work in a fork of this process, and return its lines. Raises BadQuery."""
    seconds = limits[2]
    answer, to = os.pipe()
    with warnings.catch_warnings():  # Python warns of threads at a fork: the engine's are ended, others lack ours
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        _run(session, work, to, spilled, limits)
    os.close(to)
    ended = 0
    try:
        read = _read(answer, time.monotonic() + seconds, seconds)
    finally:
        os.close(answer)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)  # it may still run; one that has ended waits for the next call
        _, ended = os.waitpid(child, 0)
        for left in session.spill.glob(f"duckdb_temp_{child}_*"):
            left.unlink(missing_ok=True)
    return _lines(read, ended)


def _read(answer: int, until: float, seconds: float) -> bytes:
    """Return all bytes of an answer. Raises BadQuery if it is late or too large."""
    found: list[bytes] = []
    size = 0
    while True:
        left = until - time.monotonic()
        if left <= 0 or not select.select([answer], [], [], left)[0]:
            raise BadQuery(f"the query ran longer than {seconds:g} s", hint=_SMALLER)
        piece = os.read(answer, _CHUNK)
        if not piece:
            return b"".join(found)
        found.append(piece)
        size += len(piece)
        if size > ANSWER:
            raise BadQuery(f"the result has more than {ANSWER >> 20} MiB", hint=_SMALLER)


def _lines(read: bytes, ended: int) -> list[str]:
    """Return the lines of a whole answer. Raises the error that it ends with, or BadQuery if it does not end."""
    *lines, last = read.rstrip(b"\n").split(b"\n")
    if last == _WHOLE:
        return [line.decode() for line in lines]
    with suppress(ValueError):
        told = json.loads(last)
        raise BadQuery(str(told["error"]), hint=str(told["hint"]))
    how = f"signal {os.WTERMSIG(ended)}" if os.WIFSIGNALED(ended) else f"code {os.waitstatus_to_exitcode(ended)}"
    raise BadQuery(f"the query needed more time or memory than it may use ({how})", hint=_SMALLER)


def _run(
    session: Session,
    work: Callable[[], Iterable[str]],
    to: int,
    spilled: frozenset[Path],
    limits: tuple[int, int, float],
) -> NoReturn:
    """Do the work in the new process, and end it without a step of the program that it was forked from."""
    code = 1
    try:
        _isolate(to, spilled)
        memory, threads, seconds = limits
        session.run(f"SET threads={threads}; SET async_threads=1")
        _limit(memory + _ROOM + (threads + 1) * _EACH_THREAD, math.ceil(seconds * threads) + 1)
        with os.fdopen(to, "wb", _CHUNK) as out:
            try:
                out.writelines(line.encode() + b"\n" for line in work())
                out.write(_WHOLE)
            except KeyrollError as error:
                out.write(_told(str(error), error.hint))
            except (MemoryError, RecursionError):
                out.write(_told("a query needs more memory than it may use", MORE_MEMORY))
        code = 0
    finally:
        os._exit(code)


def _told(error: str, hint: str) -> bytes:
    return b"\n" + json.dumps({"error": error, "hint": hint}).encode()


def _isolate(to: int, spilled: frozenset[Path]) -> None:
    """Leave the group, signals, environment and descriptors of the program."""
    os.setpgid(0, 0)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        _LIBC.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    os.environ.clear()
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    keep = sorted({to, *_own_copies(spilled)})
    first = 3
    for one in keep:
        os.closerange(first, one)
        first = one + 1
    os.closerange(first, resource.getrlimit(resource.RLIMIT_NOFILE)[0] if first < 1 << 16 else first)


def _own_copies(spilled: frozenset[Path]) -> list[int]:
    """Replace the descriptors of spilled rows by copies: the engine reuses places in such a file, and shortens it."""
    copies = []
    for name in Path("/proc/self/fd").iterdir() if spilled else ():
        with suppress(OSError):  # the descriptor of this very folder is closed by now
            if (file := name.readlink()) in spilled:
                with tempfile.TemporaryFile(dir=file.parent) as copy, name.open("rb") as rows:
                    shutil.copyfileobj(rows, copy, _CHUNK)
                    copy.flush()
                    os.dup2(copy.fileno(), int(name.name))
                copies.append(int(name.name))
    return copies


def _limit(memory: int, seconds: int) -> None:
    """Set the limits of this process; memory is in addition to what it has."""
    with suppress(OSError):  # only Linux tells, and only Linux limits it
        has = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        _lower(resource.RLIMIT_AS, has + memory)
    _lower(resource.RLIMIT_CPU, seconds)
    _lower(resource.RLIMIT_FSIZE, _SPILL)
    _lower(resource.RLIMIT_CORE, 0)


def _lower(kind: int, wanted: int) -> None:
    _, most = resource.getrlimit(kind)
    value = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    resource.setrlimit(kind, (value, value))


def _memory(session: Session) -> int:
    number, unit = str(session.one("SELECT current_setting('memory_limit')")).split()
    return int(float(number) * _UNITS[unit])
