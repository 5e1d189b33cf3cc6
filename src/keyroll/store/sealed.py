"""A file of sealed pieces: each is encrypted and appended as a whole, and only the holder of the key can read one."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_MAGIC: Final = b"keyroll sealed piece\n"
_SIZE: Final = 4
_NONCE: Final = 12


class SealedFile:
    """A file of sealed pieces. A piece that a killed writer left unfinished, or of another key, is passed over."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._cipher = path, AESGCM(key)

    def pieces(self) -> Iterator[bytes]:
        """Yield the pieces that were appended, in order."""
        if not self._path.exists():
            return
        data = self._path.read_bytes()
        at = data.find(_MAGIC)
        while at >= 0:
            begin = at + len(_MAGIC) + _SIZE
            end = begin + int.from_bytes(data[begin - _SIZE : begin], "little")
            try:
                if end <= len(data):
                    yield self._cipher.decrypt(data[begin : begin + _NONCE], data[begin + _NONCE : end], _MAGIC)
                    at = end - 1
            except (InvalidTag, ValueError):
                pass
            at = data.find(_MAGIC, at + 1)

    def append(self, piece: bytes) -> None:
        """Append a piece; it is on disk when this returns."""
        nonce = secrets.token_bytes(_NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, piece, _MAGIC)
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "ab", buffering=0) as going:
            going.write(_MAGIC + len(sealed).to_bytes(_SIZE, "little") + sealed)
            os.fsync(going.fileno())
