"""Private keys in text: their plain form, and the fingerprint of the matching public key.

The OpenSSH fingerprint is SHA-256 over the public key's wire form, in base64 without padding (``ssh-keygen -l``; RFC
4253 section 6.6 gives the wire form). An OpenSSH private key holds its public key outside the encrypted part (OpenSSH,
PROTOCOL.key), so a passphrase does not hide it.
"""

import base64
import binascii
import hashlib
import re

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from keyroll.model.identifier import Identifier

_PEM = re.compile(r"-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----(.*?)-----END \1-----", re.DOTALL)
#: A line end as such, or as JSON, YAML and source code escape it.
_BREAK = re.compile(r"(?:\\+[rn]|&#1[03];|[\"']\s*\+\s*[\"']|\s|[\"',>|\\])+")
_HEADER = re.compile(r"^[A-Za-z-]+:[^\n]*$", re.MULTILINE)
_OPENSSH = b"openssh-key-v1\0"


def body_of(text: str) -> tuple[str, str]:
    """Return label and base64 of the first private key in a text, without line ends; empty texts for none."""
    found = _PEM.search(text)
    if found is None:
        return "", ""
    plain = re.sub(r"\\+r?\\*n", "\n", found[2])
    return found[1], _BREAK.sub("", _HEADER.sub("", plain))


def public_identifiers(label: str, body: str) -> tuple[Identifier, ...] | None:
    """Return the identifiers of a private key's public key, or an empty tuple if a passphrase hides it.

    Return None if the body is not a key.
    """
    try:
        raw = base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        return None
    if raw.startswith(_OPENSSH):
        return _of_openssh(raw)
    if len(raw) < 32 or raw[0] != 0x30:
        # An older key with a passphrase is encrypted: only its length can be checked.
        return () if len(raw) >= 32 and len(raw) % 8 == 0 and "ENCRYPTED" not in label else None
    if "ENCRYPTED" in label:
        return ()
    try:
        key = serialization.load_der_private_key(raw, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    public = key.public_key()
    written = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    identifiers = (Identifier.anywhere("x509", "public_key", hashlib.sha256(written).hexdigest()),)
    if isinstance(public, rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey):
        line = public.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
        return (*identifiers, ssh_identifier(base64.b64decode(line.split()[1])))
    return identifiers


def ssh_identifier(wire: bytes) -> Identifier:
    """Return the identifier of an SSH public key by its fingerprint."""
    digest = base64.b64encode(hashlib.sha256(wire).digest()).decode().rstrip("=")
    return Identifier.anywhere("ssh", "public_key", f"SHA256:{digest}")


def public_key_identifiers(line: str) -> tuple[Identifier, ...]:
    """Return the identifier of a public key line (``ssh-ed25519 AAAA… comment``); none for any other line."""
    parts = line.split()
    try:
        wire = base64.b64decode(parts[1], validate=True) if len(parts) > 1 else b""
    except (binascii.Error, ValueError):
        wire = b""
    return (ssh_identifier(wire),) if wire else ()


def _of_openssh(raw: bytes) -> tuple[Identifier, ...] | None:
    rest = raw[len(_OPENSSH) :]
    try:
        for _ in range(3):  # cipher, key derivation, its options
            _, rest = _counted(rest)
        keys, rest = int.from_bytes(rest[:4], "big"), rest[4:]
        wire, _ = _counted(rest)
    except ValueError:
        return None
    return (ssh_identifier(wire),) if keys == 1 and wire else None


def _counted(raw: bytes) -> tuple[bytes, bytes]:
    """Split off a string of the SSH wire form (RFC 4251 section 5). Raises ValueError if it is truncated."""
    size = int.from_bytes(raw[:4], "big")
    if len(raw) < 4 + size:
        raise ValueError("cut off")
    return raw[4 : 4 + size], raw[4 + size :]
