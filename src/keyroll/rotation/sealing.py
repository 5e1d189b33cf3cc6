"""Sealed values: the contents that must survive a crash of a rotation, encrypted outside the ledger until the end."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from keyroll.errors import ConfigError, EvidenceRefused
from keyroll.plugins import found
from keyroll.reveal import reveal
from keyroll.secret import Secret

_PURPOSE = b"keyroll: sealed values of rotations"
_MAGIC = b"keyroll sealed 1\n"
_NONCE = 12


@dataclass(frozen=True, slots=True)
class Slot:
    """The name of a value: its plan, its credential, and ``old``, ``new-1``, … It authenticates the value."""

    plan: str
    identifier: str
    value: str

    @property
    def name(self) -> str:
        """The slot as a file name, which does not reveal the credential."""
        return hashlib.sha256(self.aad).hexdigest()[:40]

    @property
    def aad(self) -> bytes:
        """The data that is bound to the sealed value: in another slot the value cannot be decrypted."""
        return "\0".join((self.plan, self.identifier, self.value)).encode()


class Vault(Protocol):
    """Keeps sealed values. A slot is sealed once: a second caller gets the value of the first."""

    def put(self, slot: Slot, value: Secret) -> Secret:
        """Seal a value durably. Return the value that the slot holds afterwards."""
        ...

    def get(self, slot: Slot) -> Secret | None:
        """Return the value of a slot, or None if nothing is sealed. Raises EvidenceRefused if it was changed."""
        ...

    def destroy(self, slot: Slot) -> bool:
        """Destroy the value of a slot; return whether there was one."""
        ...


class Place(Protocol):
    """Keeps encrypted contents by name."""

    def add(self, name: str, content: bytes) -> None:
        """Keep a content durably, unless the name has one. Raises OSError, KeyrollError."""
        ...

    def read(self, name: str) -> bytes | None:
        """Return a content, or None if there is none. Raises KeyrollError if it cannot be read."""
        ...

    def remove(self, name: str) -> bool:
        """Remove a content with all of its versions; return whether there was one."""
        ...


@dataclass(frozen=True, slots=True)
class PlaceKind:
    """One kind of place, one module of ``places``.

    ``open`` takes the address in the setting and the folder of the home.

    Raises ConfigError for an invalid address.
    """

    scheme: str
    open: Callable[[str, Path], Place]


def place_of(address: str, home: Path) -> Place:
    """Return the place of the sealed values of a home, by its setting ``sealed``. Raises ConfigError."""
    kinds = {kind.scheme: kind for kind in found("keyroll.rotation.places", "PLACE", PlaceKind).values()}
    kind = kinds.get(address.partition(":")[0])
    if kind is None:
        raise ConfigError(f"no kind of place has the address {address!r}", hint=f"known: {', '.join(sorted(kinds))}")
    place: Place = kind.open(address, home)
    return place


@dataclass(frozen=True, slots=True)
class SealedVault:
    """Encrypted values (AES-256-GCM) at a place. A key of the home, stored apart from them, encrypts them."""

    place: Place
    key: Callable[[], Secret]

    def put(self, slot: Slot, value: Secret) -> Secret:
        """Seal a value, durable after the return. Raises OSError if the disk is full, KeyrollError."""
        nonce = secrets.token_bytes(_NONCE)
        with reveal(value) as raw:
            content = _MAGIC + nonce + self._cipher().encrypt(nonce, raw, slot.aad)
        self.place.add(slot.name, content)
        there = self.get(slot)
        if there is None:
            raise EvidenceRefused(f"sealed value {slot.name}", "it was gone right after it was written")
        return there

    def get(self, slot: Slot) -> Secret | None:
        """Decrypt a sealed value. Raises EvidenceRefused if the content or the key was changed."""
        content = self.place.read(slot.name)
        if content is None:
            return None
        sealed = content.removeprefix(_MAGIC)
        try:
            return Secret(self._cipher().decrypt(sealed[:_NONCE], sealed[_NONCE:], slot.aad))
        except (InvalidTag, ValueError):
            raise EvidenceRefused(
                f"sealed value {slot.name}",
                "cannot be decrypted: the sealed value or the seal key was changed",
                hint="restore the sealed values and the seal key of this home",
            ) from None

    def destroy(self, slot: Slot) -> bool:
        """Remove the value of a slot."""
        return self.place.remove(slot.name)

    def _cipher(self) -> AESGCM:
        with reveal(self.key()) as raw:
            return AESGCM(HKDF(SHA256(), 32, None, _PURPOSE).derive(raw))
