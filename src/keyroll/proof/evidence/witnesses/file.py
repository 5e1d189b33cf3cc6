"""A file to which heads are added, one a line: in the home, or better on another host's disk."""

import os
from pathlib import Path

from keyroll.errors import ConfigError
from keyroll.proof.evidence.state_folder import heads_folder
from keyroll.proof.evidence.witness import Witness

#: The longest line that is read.
_LARGEST = 1 << 20


def _last(home: Path, address: str) -> str:
    place = home / Path(address).expanduser()
    try:
        with os.fdopen(os.open(place, os.O_RDONLY | os.O_NOFOLLOW), "rb") as stream:
            stream.seek(max(0, os.fstat(stream.fileno()).st_size - _LARGEST))
            lines = stream.read(_LARGEST).splitlines()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise ConfigError(f"{place} cannot be read ({error.strerror})", hint="check path and rights") from None
    return lines[-1].decode("utf-8", "backslashreplace") if lines else ""


def _keep(home: Path, address: str, head: str) -> None:
    place = home / Path(address).expanduser()
    if place.parent == heads_folder():
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
    try:
        with os.fdopen(os.open(place, flags, 0o600), "ab") as stream:
            stream.write(head.encode() + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise ConfigError(f"{place} cannot be written ({error.strerror})", hint="check path and rights") from None


WITNESS = Witness("file", _last, _keep)
