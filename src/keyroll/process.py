"""Protection of this process: its files are readable by its owner only, and its memory is in no core dump."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

#: Others have no permission on the files of this process.
_MASK: Final = 0o077
_PR_SET_DUMPABLE: Final = 4


@contextmanager
def private() -> Iterator[None]:
    """Run a block in which new files are readable by their owner only; core dumps are off from then on."""
    no_core_dumps()
    before = os.umask(_MASK)
    os.umask(before | _MASK)
    try:
        yield
    finally:
        os.umask(before)


def no_core_dumps() -> None:
    """Keep the memory of this process, which may hold secrets, out of core files and crash collectors."""
    try:
        import resource
    except ImportError:  # Windows
        return
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))
    if sys.platform == "linux":
        import ctypes

        # A limit of 0 has no effect if the kernel pipes cores to a program. This setting also covers that case, and it
        # keeps other processes of the same user from reading the memory.
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
