"""The user's state folder, in which the heads of each home are kept by default, outside the home.

XDG Base Directory Specification 0.8: ``$XDG_STATE_HOME``, else ``~/.local/state``; a relative path is ignored.
"""

import os
from pathlib import Path
from typing import Final

from keyroll.model.ids import digest
from keyroll.secret import Secret

#: The address of a witness that stands for this folder.
STATE: Final = "state:"


def heads_folder() -> Path | None:
    """Return the folder with the heads of homes, which may not exist yet; None if there is no place for it."""
    given = os.environ.get("XDG_STATE_HOME", "")
    try:
        base = Path(given) if Path(given).is_absolute() else Path.home() / ".local" / "state"
    except RuntimeError:  # the user has no home
        return None
    folder = base / "keyroll" / "heads"
    there = next((one for one in (folder, *folder.parents) if one.exists()), None)
    return folder if there is not None and there.is_dir() and os.access(there, os.W_OK) else None


def witnesses(text: str, home: Path, key: Secret) -> list[str]:
    """Return the addresses of a setting; ``state:`` becomes the file of this home, or is left out if it has no place.

    The file's name depends on the home's path and install key: a copy elsewhere, and a new home at the same place, have
    files of their own.
    """
    found = []
    for one in text.split():
        if one != STATE:
            found.append(one)
        elif (folder := heads_folder()) is not None and not folder.resolve().is_relative_to(home.resolve()):
            mark = Secret(str(home.resolve()).encode()).fingerprint(key, "install").rpartition(":")[2]
            found.append(f"file:{folder / digest(mark)}.jsonl")
    return found
