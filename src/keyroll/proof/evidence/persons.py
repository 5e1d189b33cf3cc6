"""Keys of people and their signatures, checked without a home: whose key it is, and who registered and confirmed it."""

import hashlib
import struct
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from keyroll.clock import iso
from keyroll.errors import EvidenceRefused
from keyroll.model.text import printable
from keyroll.proof.evidence import passkey
from keyroll.proof.evidence.dsse import PublicKey, canonical, pae, text_in, time_of

REGISTRATION_TYPE: Final = "application/vnd.keyroll.rotation-key+json"
APPROVAL_TYPE: Final = "application/vnd.keyroll.rotation-approval+json"
PLAN_DECISION_TYPE: Final = "application/vnd.keyroll.rotation-decision+json"
_SSH: Final = b"ssh-ed25519"


def valid(public: str, signature: str, content: bytes) -> bool:
    """Return whether a signature by a key, or by a passkey, is valid for a content."""
    if public.startswith(passkey.PREFIX):
        return passkey.verifies(public, signature, content)
    try:
        return PublicKey(bytes.fromhex(public)).verifies(bytes.fromhex(signature), content)
    except ValueError:
        return False


def registration(public: str, person: str) -> bytes:
    """Return the content that a person signs to confirm that a key is a person's."""
    return pae(REGISTRATION_TYPE, canonical({"public": public, "person": person}))


def approval_content(plan: str, approved_at: datetime, expires_at: datetime) -> bytes:
    """Return the content that an approver signs; ``plan`` is the plan's hash."""
    said = {"plan": plan, "approved_at": iso(approved_at), "expires_at": iso(expires_at)}
    return pae(APPROVAL_TYPE, canonical(said))


def plan_decision_content(said: Mapping[str, object]) -> bytes:
    """Return the content that a person signs to decide about a plan."""
    return pae(PLAN_DECISION_TYPE, canonical(said))


def fingerprint(public: str) -> str:
    """Return the fingerprint of a key as ``ssh-keygen -l`` prints it; of a passkey that of its public key."""
    if public.startswith(passkey.PREFIX):
        host, _, key = public.removeprefix(passkey.PREFIX).rpartition(":")
        return f"passkey of {host} {_sha256(bytes.fromhex(key))}"
    return _sha256(b"".join(struct.pack(">I", len(one)) + one for one in (_SSH, bytes.fromhex(public))))


def _sha256(content: bytes) -> str:
    return f"SHA256:{b64encode(hashlib.sha256(content).digest()).decode().rstrip('=')}"


@dataclass(frozen=True, slots=True)
class Confirmer:
    """A person who confirmed a key, with the key and its signature."""

    person: str
    public: str
    signature: str


@dataclass(frozen=True, slots=True)
class KeyOrigin:
    """Whose key a public key is, who registered it and when, and who confirmed it; nobody confirms the first keys."""

    person: str
    public: str
    registered_at: datetime
    registered_by: str
    confirmations: tuple[Confirmer, ...] = ()

    @property
    def fingerprint(self) -> str:
        """The fingerprint, for a comparison with the person's own."""
        return fingerprint(self.public)

    @property
    def confirmed_by(self) -> tuple[str, ...]:
        """The persons who confirmed the key, by name."""
        return tuple(sorted({one.person for one in self.confirmations}))

    @property
    def said(self) -> str:
        """One line for a screen."""
        by = f"confirmed by {' and '.join(self.confirmed_by)}" if self.confirmations else "confirmed by nobody"
        registered = f"registered {iso(self.registered_at)} by {self.registered_by}"
        return f"key {self.fingerprint} of {self.person}, {registered}, {by}"

    def form(self) -> dict[str, object]:
        """Return the key in the form of a statement."""
        texts = {name: printable(getattr(self, name)) for name in ("person", "public", "registered_by")}
        by = [
            {name: printable(getattr(one, name)) for name in ("person", "public", "signature")}
            for one in self.confirmations
        ]
        return texts | {"registered_at": iso(self.registered_at), "fingerprint": self.fingerprint, "confirmations": by}

    @classmethod
    def read(cls, form: object, where: str) -> Self:
        """Read a key from a statement and check each confirmation. Raises EvidenceRefused."""
        texts = {name: text_in(form, name, where) for name in ("person", "public", "registered_by")}
        at = time_of(text_in(form, "registered_at", where), where)
        given = form.get("confirmations") if isinstance(form, Mapping) else None
        if not isinstance(given, list):
            raise EvidenceRefused(where, "does not say who confirmed the key")
        by = tuple(
            Confirmer(*(text_in(one, name, where) for name in ("person", "public", "signature"))) for one in given
        )
        content = registration(texts["public"], texts["person"])
        for one in by:
            if not valid(one.public, one.signature, content):
                raise EvidenceRefused(where, f"{one.person} did not confirm this key of {texts['person']}")
        try:
            found = cls(**texts, registered_at=at, confirmations=by)
            if form == found.form():
                return found
        except ValueError:
            pass
        raise EvidenceRefused(where, "has another form than a person's key")
