"""The pins from outside: public keys with their validity. A key without a validity is refused: it could never end."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

import orjson
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from keyroll.clock import iso
from keyroll.errors import EvidenceRefused, UsageError
from keyroll.proof.evidence.dsse import PublicKey, text_in, time_of

_HEX = 64
_REVOKED = "revoked_at"
_FORMS = (
    "give the file that keyroll report key printed, the key id in it (64 hex digits), or an X.509 certificate (PEM)"
)
#: The hint for a key that has expired.
LATER = (
    "if you received the bundle while the key was valid, check it as of that day (keyroll verify --now DAY), "
    "or with a time stamp (--tsa CERTIFICATE)"
)
_STAMPED = "only content that a time stamp shows to be older is valid: keyroll verify --tsa CERTIFICATE"


@dataclass(frozen=True, slots=True)
class Pin:
    """A key to trust: by its id, which is a hash over key and validity, or by a certificate's key and validity."""

    keyid: str = ""
    public: bytes = b""
    not_before: datetime | None = None
    not_after: datetime | None = None
    revoked_at: datetime | None = None

    @classmethod
    def read(cls, content: bytes) -> Self:
        """Read the pin that a person gives. Raises UsageError, and EvidenceRefused for a key without validity."""
        text = content.strip()
        try:
            if text.startswith(b"{"):
                return cls._of_form(orjson.loads(text))
            if text.startswith(b"-----BEGIN CERTIFICATE"):
                return cls._of_certificate(text)
            if text.startswith(b"-----BEGIN") and isinstance(load_pem_public_key(text), Ed25519PublicKey):
                raise without_validity("this PEM")
            if len(text) == _HEX:
                return cls(bytes.fromhex(text.decode()).hex())
        except (ValueError, UnsupportedAlgorithm):
            pass
        raise UsageError("that is not an ed25519 public key", hint=_FORMS)

    @classmethod
    def _of_form(cls, form: object) -> Self:
        if not isinstance(form, dict) or "public" not in form:
            raise UsageError("that is not an ed25519 public key", hint=_FORMS)
        if not {"not_before", "not_after"} <= set(form):
            raise without_validity("this key")
        revoked = time_of(text_in(form, _REVOKED, "key"), "key") if _REVOKED in form else None
        try:
            key = PublicKey.read({name: pin for name, pin in form.items() if name != _REVOKED}, "key")
        except EvidenceRefused as refused:
            raise UsageError(f"that is not a public key of keyroll: {refused.what}", hint=_FORMS) from None
        return cls(key.keyid, key.public, key.not_before, key.not_after, revoked)

    @classmethod
    def _of_certificate(cls, text: bytes) -> Self:
        certificate = x509.load_pem_x509_certificate(text)
        key = certificate.public_key()
        if not isinstance(key, Ed25519PublicKey):
            raise ValueError("another kind of key")  # noqa: TRY004 - told apart by nobody
        begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
        return cls("", key.public_bytes_raw(), begins, ends)

    def fits(self, key: PublicKey) -> bool:
        """Return whether a key is the pinned one. Raises EvidenceRefused if it was pinned without its validity."""
        if self.keyid and self.keyid == key.public.hex() != key.keyid:
            raise without_validity("the hex of the public key")
        return self.keyid == key.keyid if self.keyid else self.public == key.public

    def refused_at(self, moment: datetime) -> str:
        """Return the reason why a signature of a moment does not count, or an empty text."""
        if self.revoked_at and moment >= self.revoked_at:
            return f"the key was revoked on {iso(self.revoked_at)}"
        if self.not_before and moment < self.not_before:
            return f"the pinned key is valid only from {iso(self.not_before)}"
        if self.not_after and moment > self.not_after:
            return f"the pinned key expired on {iso(self.not_after)}"
        return ""

    def hint(self) -> str:
        """Return the hint for an expired key."""
        return _STAMPED if self.revoked_at else LATER


def without_validity(what: str) -> EvidenceRefused:
    """Return the error for a key without an end."""
    said = f"{what} does not give the validity of the key: an expired or stolen key would be accepted"
    return EvidenceRefused("key", said, hint=_FORMS)
