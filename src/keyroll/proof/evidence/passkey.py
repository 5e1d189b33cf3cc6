"""Checks a passkey's signature over an approved content (WebAuthn level 2, 6.3.3 and 7.2), without a browser.

An authenticator signs its own data and the hash of the client's data, which contain the challenge. The challenge is the
hash of the approved content. The signature is therefore valid for that content only, and it can be checked again
whenever the approval is used.
"""

import hashlib
import json
from base64 import urlsafe_b64encode
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

#: The prefix of the public key of a passkey: ``passkey:HOST:KEY``, with the key as SubjectPublicKeyInfo in hex.
PREFIX: Final = "passkey:"
#: Flags of an authenticator: a person was present, and the person was verified.
_PRESENT, _VERIFIED = 0x01, 0x04
_HEAD: Final = 37


def public(host: str, key: bytes) -> str:
    """Return the public key of a passkey for a host name."""
    return f"{PREFIX}{host}:{key.hex()}"


def challenge(content: bytes) -> bytes:
    """Return the challenge for the approved content."""
    return hashlib.sha256(content).digest()


def signature(authenticator: bytes, client: bytes, signed: bytes) -> str:
    """Return the data of an authenticator as one text."""
    parts = {"authenticator": authenticator.hex(), "client": client.hex(), "signature": signed.hex()}
    return json.dumps(parts, sort_keys=True)


def verifies(known: str, given: str, content: bytes) -> bool:
    """Return whether a signature of a passkey, by a verified person, is valid for a content."""
    try:
        host, key = known.removeprefix(PREFIX).rsplit(":", 1)
        parts = {name: bytes.fromhex(text) for name, text in json.loads(given).items()}
        authenticator, client = parts["authenticator"], parts["client"]
        said = json.loads(client)
        meant = urlsafe_b64encode(challenge(content)).decode().rstrip("=")
        fits = (
            said["type"] == "webauthn.get"
            and said["challenge"] == meant
            and len(authenticator) >= _HEAD
            and authenticator[:32] == hashlib.sha256(host.encode()).digest()
            and authenticator[32] & _PRESENT
            and authenticator[32] & _VERIFIED
        )
        return bool(fits) and _signed(
            bytes.fromhex(key), parts["signature"], authenticator + hashlib.sha256(client).digest()
        )
    except (ValueError, KeyError, TypeError, AttributeError, UnsupportedAlgorithm):
        return False


def _signed(key: bytes, signed: bytes, content: bytes) -> bool:
    loaded = load_der_public_key(key)
    try:
        if isinstance(loaded, EllipticCurvePublicKey):
            loaded.verify(signed, content, ECDSA(hashes.SHA256()))
        elif isinstance(loaded, Ed25519PublicKey):
            loaded.verify(signed, content)
        elif isinstance(loaded, RSAPublicKey):
            loaded.verify(signed, content, PKCS1v15(), hashes.SHA256())
        else:
            return False
    except InvalidSignature:
        return False
    return True
