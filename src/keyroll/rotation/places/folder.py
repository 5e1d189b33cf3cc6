"""Sealed values as files: ``file:sealed``. A relative path is inside the home."""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from keyroll.rotation.sealing import PlaceKind


@dataclass(frozen=True, slots=True)
class LocalFolder:
    """A folder of this machine that only its owner can read."""

    path: Path

    def add(self, name: str, content: bytes) -> None:
        """Write a file and sync it before the return. Raises OSError if the disk is full."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self.path / f"{name}.{os.getpid()}.{secrets.token_hex(4)}.part"
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            with suppress(FileExistsError):
                os.link(part, self.path / name)
        finally:
            part.unlink(missing_ok=True)
        self._sync()

    def read(self, name: str) -> bytes | None:
        """Read a file."""
        try:
            return (self.path / name).read_bytes()
        except FileNotFoundError:
            return None

    def remove(self, name: str) -> bool:
        """Overwrite and remove a file."""
        place = self.path / name
        try:
            with place.open("r+b") as stream:
                stream.write(bytes(place.stat().st_size))
                stream.flush()
                os.fsync(stream.fileno())
            place.unlink()
        except FileNotFoundError:
            return False
        self._sync()
        return True

    def _sync(self) -> None:
        handle = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


PLACE = PlaceKind("file", lambda address, home: LocalFolder(home / (address.partition(":")[2] or "sealed")))
