"""SSH public keys, known everywhere by the SHA-256 of their wire form, as ssh-keygen prints it."""

import base64
import binascii
import hashlib

from keyroll.model.handle import Handle


def public_key_handles(line: str) -> tuple[Handle, ...]:
    """Return the handle of a public key line (``ssh-ed25519 AAAA… comment``); none where it is no such line."""
    parts = line.split()
    try:
        wire = base64.b64decode(parts[1], validate=True) if len(parts) > 1 else b""
    except (binascii.Error, ValueError):
        wire = b""
    digest = base64.b64encode(hashlib.sha256(wire).digest()).decode().rstrip("=")
    return (Handle.anywhere("ssh", "public_key", f"SHA256:{digest}"),) if wire else ()
