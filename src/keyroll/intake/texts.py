"""Reads the small text files of a folder that a person names: rules and saved hunts. No link below it is followed."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from keyroll.intake.walk import walk
from keyroll.store import plain

#: The most bytes of one file.
MOST: Final = 4 << 20


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file and its text, or the ``reason`` why it was not read, which never repeats what a file holds."""

    path: Path
    text: str = ""
    reason: str = ""


def text_files(named: Path, suffixes: tuple[str, ...]) -> Iterator[TextFile]:
    """Yield the files with one of the suffixes below a folder, in order; or the named file itself.

    The named path may be reached through a link. Raises OSError if the folder cannot be read.
    """
    root = named.resolve()
    if not root.is_dir():
        yield read_text(root)
        return
    for met in walk(root):
        path = root / met.shown
        if met.is_folder or path.suffix in suffixes:
            yield TextFile(path, reason=met.reason) if met.reason else read_text(path)


def read_text(path: Path) -> TextFile:
    """Read one file whose path has no link."""
    try:
        with os.fdopen(plain.open_plain(path), "rb") as stream:
            content = stream.read(MOST + 1)
        if len(content) > MOST:
            return TextFile(path, reason=f"it has more than {MOST >> 20} MiB")
        return TextFile(path, content.decode())
    except UnicodeDecodeError as error:
        return TextFile(path, reason=f"it is not UTF-8 (byte {error.start + 1:,})")
    except OSError as error:
        return TextFile(path, reason=str(error.strerror))
