"""A signed claim of identity (RFC 7515, 7519; RS256), for vendors that accept it in place of a token."""

import base64
import json
from collections.abc import Mapping

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa


def private_key(pem: bytes) -> rsa.RSAPrivateKey | None:
    """Read an RSA private key; None if the text is not one, or is protected by a passphrase."""
    try:
        # The signature of an altered key is refused anyway. A check of its primes would cost more than everything else.
        key = serialization.load_pem_private_key(pem, None, unsafe_skip_rsa_key_validation=True)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, rsa.RSAPrivateKey) else None


def signed(key: rsa.RSAPrivateKey, claims: Mapping[str, str | int], key_id: str = "") -> str:
    """Return the claims with a signature."""
    head = {"alg": "RS256", "typ": "JWT"} | ({"kid": key_id} if key_id else {})
    text = b".".join(_plain(json.dumps(part).encode()) for part in (head, dict(claims)))
    return b".".join((text, _plain(key.sign(text, padding.PKCS1v15(), hashes.SHA256())))).decode()


def _plain(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")
