"""Sealed values: what must survive a crash during a rotation, encrypted outside of the ledger until it is destroyed."""

import hashlib
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from keyroll.errors import EvidenceRefused
from keyroll.reveal import reveal
from keyroll.secret import Secret

_PURPOSE = b"keyroll: sealed values of rotations"
_MAGIC = b"keyroll sealed 1\n"
_NONCE = 12


@dataclass(frozen=True, slots=True)
class Slot:
    """Which value: of which plan and credential, and ``old`` or ``new-1``, ``new-2``, … It authenticates the value."""

    plan: str
    identifier: str
    value: str

    @property
    def name(self) -> str:
        """The slot as a file name, which says nothing of the credential."""
        return hashlib.sha256(self.aad).hexdigest()[:40]

    @property
    def aad(self) -> bytes:
        """What is bound to the sealed value: in another slot it does not open."""
        return "\0".join((self.plan, self.identifier, self.value)).encode()


class Vault(Protocol):
    """Where sealed values are kept. A slot is sealed once: whoever comes second gets the value that is there."""

    def put(self, slot: Slot, value: Secret) -> Secret:
        """Seal a value durably, and return the one that the slot holds from now on."""
        ...

    def get(self, slot: Slot) -> Secret | None:
        """Return the value of a slot, or None where nothing is sealed. Raises EvidenceRefused where it was changed."""
        ...

    def destroy(self, slot: Slot) -> bool:
        """Destroy the value of a slot; return whether there was one."""
        ...


@dataclass(frozen=True, slots=True)
class FileVault:
    """Sealed values as files (AES-256-GCM), under a key of the home that is kept apart from them."""

    folder: Path
    key: Callable[[], Secret]

    def put(self, slot: Slot, value: Secret) -> Secret:
        """Seal a value in a file that is synced before this returns. Raises OSError where the disk is full."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        nonce = secrets.token_bytes(_NONCE)
        with reveal(value) as raw:
            content = _MAGIC + nonce + self._cipher().encrypt(nonce, raw, slot.aad)
        place = self.folder / slot.name
        part = place.with_name(f"{slot.name}.{os.getpid()}.{secrets.token_hex(4)}.part")
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            with suppress(FileExistsError):
                os.link(part, place)
        finally:
            part.unlink(missing_ok=True)
        self._sync()
        there = self.get(slot)
        if there is None:
            raise EvidenceRefused(f"sealed value {slot.name}", "it is gone as soon as it was written")
        return there

    def get(self, slot: Slot) -> Secret | None:
        """Open a sealed value. Raises EvidenceRefused where the file or the key was changed."""
        try:
            content = (self.folder / slot.name).read_bytes()
        except FileNotFoundError:
            return None
        sealed = content.removeprefix(_MAGIC)
        try:
            return Secret(self._cipher().decrypt(sealed[:_NONCE], sealed[_NONCE:], slot.aad))
        except (InvalidTag, ValueError):
            raise EvidenceRefused(
                f"sealed value {slot.name}",
                "does not open: the file or the seal key was changed",
                hint="restore the folder sealed and the seal key of this home",
            ) from None

    def destroy(self, slot: Slot) -> bool:
        """Overwrite and remove the file."""
        place = self.folder / slot.name
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

    def _cipher(self) -> AESGCM:
        with reveal(self.key()) as raw:
            return AESGCM(HKDF(SHA256(), 32, None, _PURPOSE).derive(raw))

    def _sync(self) -> None:
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
