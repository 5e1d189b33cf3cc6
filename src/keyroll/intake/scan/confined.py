"""Limits itself and becomes the scanner: ``confined.py MEMORY PROGRAM SEEN OWN -- COMMAND…``, a separate program.

On every system: no core dump, limited memory, no new rights. If Linux has Landlock, the kernel then allows only this:
read the copies in SEEN and a few system files, write in OWN, start PROGRAM. It refuses connections and signals to other
processes. This program imports nothing of keyroll: it is run by its path, with the standard library alone.
Source: Linux, Documentation/userspace-api/landlock.rst, and include/uapi/linux/landlock.h.
"""

import ctypes
import os
import re
import struct
import sys
from collections.abc import Sequence

_NEW_RIGHTS = 38
#: The numbers of the three system calls are the same on every processor.
_RULESET, _RULE, _RESTRICT = 444, 445, 446
_EXECUTE, _WRITE, _READ_FILE, _READ_FOLDER = 1, 2, 4, 8
_IOCTL = 1 << 15
#: The number of file rights of each version, the first version first.
_RIGHTS = (13, 14, 15, 15, 16)
#: Files that any program reads of its system: processors, memory, times, names of the locale, the loader's libraries.
_SYSTEM = (
    "/proc/self", "/proc/meminfo", "/proc/stat", "/proc/cpuinfo", "/proc/sys/vm/overcommit_memory",
    "/sys/fs/cgroup", "/sys/devices/system", "/sys/kernel/mm", "/etc/localtime", "/etc/ld.so.cache",
    "/usr/share/zoneinfo", "/usr/share/locale", "/usr/lib", "/usr/lib64", "/lib", "/lib64", "/dev/urandom",
)  # fmt: skip


def limit(memory: int) -> None:
    """Remove core dumps and memory over a limit, as far as the system supports such limits."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # other systems ignore the limit, or also count mapped memory
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        memory = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def confine(program: str, seen: str, own: str) -> bool:
    """Make the kernel refuse everything else; return whether it can."""
    if sys.platform != "linux":
        return False
    system = ctypes.CDLL(None, use_errno=True)
    system.syscall.restype = ctypes.c_long
    version = system.syscall(_RULESET, None, ctypes.c_size_t(0), 1)
    if version < 1 or system.prctl(_NEW_RIGHTS, 1, 0, 0, 0):
        return False
    files = (1 << _RIGHTS[min(version, len(_RIGHTS)) - 1]) - 1
    network = 3 if version >= 4 else 0
    scoped = 3 if version >= 6 else 0
    rules = struct.pack("=QQQ", files, network, scoped)[: 8 if version < 4 else 16 if version < 6 else 24]
    ruleset = system.syscall(_RULESET, rules, ctypes.c_size_t(len(rules)), 0)
    if ruleset < 0:
        return False
    _allow(system, ruleset, program, _EXECUTE | _READ_FILE)
    _allow(system, ruleset, _loader(program), _EXECUTE | _READ_FILE)
    _allow(system, ruleset, seen, _READ_FILE | _READ_FOLDER)
    _allow(system, ruleset, own, files & ~(_EXECUTE | _IOCTL))
    _allow(system, ruleset, "/dev/null", _READ_FILE | _WRITE)
    for path in _SYSTEM:
        _allow(system, ruleset, path, _READ_FILE | _READ_FOLDER)
    return bool(system.syscall(_RESTRICT, ruleset, 0) == 0)


def _allow(system: ctypes.CDLL, ruleset: int, path: str, rights: int) -> None:
    """Allow some rights below a path; a missing path needs no rule."""
    try:
        found = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    if not os.path.isdir(path):  # noqa: PTH112 - the start of every run: no pathlib
        rights &= _EXECUTE | _WRITE | _READ_FILE | 1 << 14
    rule = struct.pack("=Qi", rights, found)
    system.syscall(_RULE, ruleset, 1, rule, 0)
    os.close(found)


def _loader(program: str) -> str:
    """Return the path of the loader that a program names in its header; empty if it needs none."""
    with open(program, "rb") as stream:  # noqa: PTH123 - no pathlib
        match = re.search(rb"(/(?:usr/)?lib[!-~]*/ld-[!-~]+)\x00", stream.read(1 << 14))
    return os.fsdecode(match[1]) if match else ""


def main(arguments: Sequence[str]) -> None:
    """Limit this process, then become the command."""
    memory, program, seen, own, _, *command = arguments
    limit(int(memory))
    confine(program, seen, own)
    os.execv(command[0], command)  # noqa: S606 - the scanner, by its path


if __name__ == "__main__":
    main(sys.argv[1:])
