"""Protection of a home: files that others could read become private, files that others could change are refused."""

import logging
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from keyroll import config
from keyroll.errors import ConfigError

#: The entries at the top of a home; other entries in the same folder stay unchanged.
_OURS: Final = (
    config.FILE,
    "ledger.sqlite",
    "connections.toml",
    "lake",
    "raw",
    "tmp",
    "install.key",
    "signing.key",
    "known.values",
)


def secure(home: Path) -> None:
    """Make an existing home private. Raises ConfigError if others can change it or a folder above it."""
    if os.name != "posix" or not home.exists():
        return
    _links(home)
    real = home.resolve()
    for above in real.parents:
        about = above.stat()
        # In a folder with the sticky bit (/tmp), only the owner of an entry can rename or remove it.
        if _others_write(about) and not about.st_mode & stat.S_ISVTX:
            raise ConfigError(
                f"others can write to {above}, which holds the home", hint=f"chmod go-w {above}, or name another --home"
            )
    if _others_write(real.stat()) and any((real / name).exists() for name in _OURS):
        raise ConfigError(
            f"others can write to the home {real}: its content may be forged",
            hint=f"check that nobody changed it, then: chmod -R go-rwx {real}",
        )
    entered = real.stat().st_mode & 0o077
    found = [path for path in _open_to_others(real) if _closed(path)]
    # Others cannot read a file in a folder that they cannot enter, whatever the file's mode.
    if found and entered:
        logging.getLogger(__name__).warning(
            "others could read %s until now; it is private again. If others use this machine, "
            "replace the credentials and keys in it",
            ", ".join(map(str, found)),
        )


def _links(home: Path) -> None:
    """Refuse a home whose path contains a link of another user, who could redirect it later."""
    if home.is_symlink() and home.lstat().st_uid not in (0, os.geteuid()):
        raise ConfigError(f"{home} is a link that belongs to another user", hint="name the folder itself with --home")


def _others_write(about: os.stat_result) -> bool:
    """Return whether others can write there; the primary group of the process does not count as others."""
    group = about.st_mode & stat.S_IWGRP and about.st_gid != os.getegid()
    return bool(group or about.st_mode & stat.S_IWOTH)


def _open_to_others(home: Path) -> Iterator[Path]:
    if home.stat().st_mode & 0o077:
        yield home
    for entry in os.scandir(home):
        ours = entry.name in _OURS or entry.name.startswith("ledger.sqlite")
        if ours and not entry.is_symlink() and entry.stat(follow_symlinks=False).st_mode & 0o077:
            yield Path(entry)


def _closed(path: Path) -> bool:
    """Remove the rights of others; return False if that is not allowed: such a home is only read."""
    with suppress(OSError):
        path.chmod(path.stat().st_mode & 0o700)
        return True
    return False
