"""Deterministic ids: the same facts give the same id on every run and machine."""

import hashlib


def digest(*parts: str) -> str:
    """Return 32 hex digits of SHA-256 over the parts; different lists of parts give different digests."""
    mixed = hashlib.sha256()
    for part in parts:
        raw = part.encode()
        mixed.update(len(raw).to_bytes(8, "big"))
        mixed.update(raw)
    return mixed.hexdigest()[:32]
