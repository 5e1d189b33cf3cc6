"""Sealed values: what must survive a crash during a rotation, encrypted outside of the ledger until it is destroyed."""

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
        """Return the value of a slot, or None if nothing is sealed. Raises EvidenceRefused if it was changed."""
        ...

    def destroy(self, slot: Slot) -> bool:
        """Destroy the value of a slot; return whether there was one."""
        ...


class Place(Protocol):
    """What keeps encrypted contents by name."""

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
    """One kind of place, one file of ``places``: ``open`` gets the setting's address and the folder of the home.

    Raises ConfigError for an address that is none.
    """

    scheme: str
    open: Callable[[str, Path], Place]


def place_of(address: str, home: Path) -> Place:
    """Return where a home keeps sealed values, by its setting ``sealed``. Raises ConfigError."""
    kinds = {kind.scheme: kind for kind in found("keyroll.rotation.places", "PLACE", PlaceKind).values()}
    kind = kinds.get(address.partition(":")[0])
    if kind is None:
        raise ConfigError(f"nothing keeps sealed values at {address!r}", hint=f"known: {', '.join(sorted(kinds))}")
    place: Place = kind.open(address, home)
    return place


@dataclass(frozen=True, slots=True)
class SealedVault:
    """Encrypted values (AES-256-GCM) at a place, under a key of the home that is kept apart from them."""

    place: Place
    key: Callable[[], Secret]

    def put(self, slot: Slot, value: Secret) -> Secret:
        """Seal a value, which is durable when this returns. Raises OSError if the disk is full, KeyrollError."""
        nonce = secrets.token_bytes(_NONCE)
        with reveal(value) as raw:
            content = _MAGIC + nonce + self._cipher().encrypt(nonce, raw, slot.aad)
        self.place.add(slot.name, content)
        there = self.get(slot)
        if there is None:
            raise EvidenceRefused(f"sealed value {slot.name}", "it is gone as soon as it was written")
        return there

    def get(self, slot: Slot) -> Secret | None:
        """Open a sealed value. Raises EvidenceRefused if the content or the key was changed."""
        content = self.place.read(slot.name)
        if content is None:
            return None
        sealed = content.removeprefix(_MAGIC)
        try:
            return Secret(self._cipher().decrypt(sealed[:_NONCE], sealed[_NONCE:], slot.aad))
        except (InvalidTag, ValueError):
            raise EvidenceRefused(
                f"sealed value {slot.name}",
                "does not open: the sealed value or the seal key was changed",
                hint="restore the sealed values and the seal key of this home",
            ) from None

    def destroy(self, slot: Slot) -> bool:
        """Remove the value of a slot."""
        return self.place.remove(slot.name)

    def _cipher(self) -> AESGCM:
        with reveal(self.key()) as raw:
            return AESGCM(HKDF(SHA256(), 32, None, _PURPOSE).derive(raw))
