"""Lists the plain files below a folder, by descriptors: no link is followed, however quickly somebody creates one.

A file of another kind is reported and not opened. Only the names in each folder are in memory, not every path.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from keyroll.intake import limits
from keyroll.store import plain

_NUMBER: Final = re.compile("[0-9]+")


@dataclass(frozen=True, slots=True)
class Met:
    """A file below the folder, by its path from there; ``reason`` says why it is not read."""

    shown: str
    reason: str = ""
    is_folder: bool = False


def walk(root: Path, without: tuple[int, int] | None = None) -> Iterator[Met]:
    """Yield the content of a folder in order. Names that begin with a dot are left out, as is the folder ``without``.

    Raises OSError if the folder itself cannot be read.
    """
    left = limits.FILES
    with plain.folder(root) as top:
        for one in _below(top, "", without, limits.DEPTH):
            left -= 1
            if left < 0:
                reason = f"there are more than {limits.FILES:,} files: the rest was not read"
                yield Met(one.shown, reason, is_folder=True)
                return
            yield one


def in_order(name: str) -> str:
    """Return the sort key of a name: page 10 follows page 9."""
    # The prefix sorts before all other characters of a name, so that a number ends the text before it.
    return _NUMBER.sub(_number, name)


def _number(found: re.Match[str]) -> str:
    digits = found[0].lstrip("0")
    return f"\0{len(digits):04}{digits}"


def _below(folder: int, before: str, without: tuple[int, int] | None, depth: int) -> Iterator[Met]:
    names = []
    with os.scandir(folder) as found:
        for one in found:
            is_folder = one.is_dir(follow_symlinks=False)
            if is_folder or not one.name.startswith("."):
                names.append(one.name + "/" if is_folder else one.name)
    names.sort(key=lambda name: (in_order(name), name))
    for name in names:
        if name.endswith("/"):
            yield from _folder(folder, name[:-1], before, without, depth)
            continue
        try:
            mode = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
        except OSError as error:
            yield Met(before + name, f"it cannot be read: {error.strerror}")
            continue
        yield Met(before + name, plain.why_not(mode))


def _folder(parent: int, name: str, before: str, without: tuple[int, int] | None, depth: int) -> Iterator[Met]:
    shown = before + name
    if depth <= 0:
        yield Met(
            shown,
            f"folders are nested more than {limits.DEPTH} deep: the content of this one was not read",
            is_folder=True,
        )
        return
    try:
        inner = plain.folder_in(parent, name)
    except OSError as error:
        reason = plain.why_link(error, name, parent)
        yield Met(shown, f"the folder cannot be read: {reason}", is_folder=True)
        return
    try:
        state = os.fstat(inner)
        if (state.st_dev, state.st_ino) != without:
            yield from _below(inner, f"{before}{name}/", without, depth - 1)
    finally:
        os.close(inner)
