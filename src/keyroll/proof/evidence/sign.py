"""Signs envelopes with an ed25519 key that is opened only here, or with a key that never leaves its keeper."""

from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from keyroll.errors import ConfigError, EvidenceRefused
from keyroll.proof.evidence.dsse import Envelope, PublicKey, pae
from keyroll.proof.evidence.keeper import Sign, keepers
from keyroll.reveal import reveal
from keyroll.secret import Secret

_PEM = b"-----BEGIN"
_SEED_BYTES = 32
_RENEW = "give the home another signing key: move the old key away, or name another key with signing_key"


@dataclass(frozen=True, slots=True, repr=False)
class Signer:
    """A signing key, opened."""

    public: PublicKey
    _sign: Sign

    @classmethod
    def open(cls, secret: Secret, *, not_before: datetime | None = None, not_after: datetime | None = None) -> Self:
        """Open a key: 32 bytes in hex or base64, or PEM (PKCS#8). Raises ConfigError, which never shows the value."""
        with reveal(secret) as raw:
            private = _private(raw)
        return cls(PublicKey(private.public_key().public_bytes_raw(), not_before, not_after), private.sign)

    @classmethod
    def kept(cls, address: str, *, not_before: datetime | None = None, not_after: datetime | None = None) -> Self:
        """Use a key that never leaves its keeper (``pkcs11:…``, …). Raises ConfigError, SecretUnavailable."""
        key = keepers()[address.partition(":")[0]].open(address)
        return cls(PublicKey(key.public, not_before, not_after), key.sign)

    def sign(self, kind: str, payload: bytes, at: datetime) -> Envelope:
        """Return a signed envelope. Raises EvidenceRefused outside the time in which the key may sign."""
        refused = self.public.refused_at(at)
        if refused:
            raise EvidenceRefused("signing", refused, hint=_RENEW)
        return Envelope(kind, payload, self.public.keyid, self._sign(pae(kind, payload)))


def _private(raw: bytes) -> Ed25519PrivateKey:
    try:
        if raw.lstrip().startswith(_PEM):
            key = load_pem_private_key(raw, password=None)
            if isinstance(key, Ed25519PrivateKey):
                return key
        else:
            return Ed25519PrivateKey.from_private_bytes(_seed(raw.strip()))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        pass  # The causes may quote the value.
    raise ConfigError(
        "the signing key is not an ed25519 key",
        hint="make one with: openssl genpkey -algorithm ed25519 -out signing.pem, and set signing_key = file:…",
    )


def _seed(raw: bytes) -> bytes:
    return bytes.fromhex(raw.decode()) if len(raw) == 2 * _SEED_BYTES else b64decode(raw, validate=True)
