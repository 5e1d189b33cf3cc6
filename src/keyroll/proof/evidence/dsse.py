"""Envelopes after DSSE 1.0, checked with ed25519 keys; this module cannot sign."""

import hashlib
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Final, Self

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from keyroll.clock import iso, parse_time
from keyroll.errors import EvidenceRefused, UsageError

ALGORITHM = "ed25519"
#: The type of a signed content other than a statement: the head of the log.
HEAD_TYPE = "application/vnd.keyroll.tree-head+json"
#: The version of a bundle's form.
BUNDLE = "keyroll-evidence/2"
#: The hint for a ledger with content that its home never signed.
CHANGED = "the ledger was changed from outside: restore it from a backup, and find out who had write access to it"
_PUBLIC_BYTES, _SIGNATURE_BYTES = 32, 64
_P: Final = 2**255 - 19
_ORDER_8: Final = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
#: The y coordinates of the points whose order divides 8, as a key may encode them (curve of RFC 8032).
_SMALL_ORDER: Final = frozenset({0, 1, _P - 1, _P, _P + 1, _ORDER_8, _P - _ORDER_8})


def canonical(value: object) -> bytes:
    """Return the canonical form in which a value is signed, hashed and compared: JSON with sorted names, no spaces."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def pae(kind: str, payload: bytes) -> bytes:
    """Return the bytes that a signature covers: DSSE's pre-authentication encoding of a type and a payload."""
    return b"DSSEv1 %d %s %d %s" % (len(kind.encode()), kind.encode(), len(payload), payload)


def written(bundle: object) -> bytes:
    """Return the only form in which a bundle is written, byte for byte."""
    return orjson.dumps(bundle, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key and its validity; its id is a hash over both, so that neither can be exchanged alone."""

    public: bytes
    not_before: datetime | None = None
    not_after: datetime | None = None
    keyid: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keyid", hashlib.sha256(canonical(self._named())).hexdigest())

    def _named(self) -> dict[str, str]:
        begins, ends = (iso(bound) if bound else "" for bound in (self.not_before, self.not_after))
        return {"algorithm": ALGORITHM, "public": self.public.hex(), "not_before": begins, "not_after": ends}

    def form(self) -> dict[str, str]:
        """Return the key in the form of a bundle."""
        return self._named() | {"keyid": self.keyid}

    @classmethod
    def read(cls, form: object, where: str) -> Self:
        """Read a key from the form of a bundle. Raises EvidenceRefused."""
        begins, ends, public = (text_in(form, name, where) for name in ("not_before", "not_after", "public"))
        times = (time_of(bound, where) if bound else None for bound in (begins, ends))
        try:
            key = cls(raw := bytes.fromhex(public), *times)
        except ValueError:
            raise EvidenceRefused(where, "is not a key") from None
        if len(raw) != _PUBLIC_BYTES or key.form() != form:
            raise EvidenceRefused(where, "the key id is not the hash of the key and its times")
        return key

    def verifies(self, signature: bytes, content: bytes) -> bool:
        """Return whether this key made a signature over a content. Anybody can sign for a key of small order."""
        if int.from_bytes(self.public, "little") % 2**255 in _SMALL_ORDER:
            return False
        try:
            _loaded(self.public).verify(signature, content)
        except (InvalidSignature, ValueError):
            return False
        return True

    def refused_at(self, moment: datetime) -> str:
        """Return the reason why the key may not sign at a moment, or an empty text."""
        if self.not_before and moment < self.not_before:
            return f"the key {self.keyid[:16]} is valid only from {iso(self.not_before)}"
        if self.not_after and moment > self.not_after:
            return f"the key {self.keyid[:16]} expired on {iso(self.not_after)}"
        return ""


@lru_cache(maxsize=64)
def _loaded(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A payload with its type and one signature."""

    kind: str
    payload: bytes
    keyid: str
    signature: bytes

    def form(self) -> dict[str, object]:
        """Return the envelope in DSSE's JSON form."""
        return {
            "payload": b64encode(self.payload).decode(),
            "payloadType": self.kind,
            "signatures": [{"keyid": self.keyid, "sig": b64encode(self.signature).decode()}],
        }

    def text(self) -> bytes:
        """Return the bytes of the log's leaf: the canonical form."""
        kind, keyid = orjson.dumps(self.kind), orjson.dumps(self.keyid)
        parts = b64encode(self.payload), kind, keyid, b64encode(self.signature)
        return b'{"payload":"%s","payloadType":%s,"signatures":[{"keyid":%s,"sig":"%s"}]}' % parts

    @classmethod
    def read(cls, form: object, where: str) -> Self:
        """Read an envelope in exactly the form in which envelopes are written. Raises EvidenceRefused."""
        signatures = form.get("signatures") if isinstance(form, dict) else None
        if not isinstance(signatures, list) or len(signatures) != 1:
            raise EvidenceRefused(where, "does not have exactly one signature")
        keyid, signature = (text_in(signatures[0], name, f"{where} signature") for name in ("keyid", "sig"))
        kind, payload = (text_in(form, name, where) for name in ("payloadType", "payload"))
        envelope = cls(kind, _decoded(payload, f"{where} payload"), keyid, _decoded(signature, f"{where} signature"))
        if envelope.form() != form:
            raise EvidenceRefused(where, "is not in the form in which envelopes are written")
        return envelope

    def open(self, kind: str, key: PublicKey, where: str) -> object:
        """Return the content that a key has signed. Raises EvidenceRefused."""
        if self.kind != kind:
            raise EvidenceRefused(where, f"is of type {self.kind!r}, not {kind!r}")
        if len(self.signature) != _SIGNATURE_BYTES or not key.verifies(self.signature, pae(kind, self.payload)):
            raise EvidenceRefused(where, f"the signature does not match the content and the key {key.keyid[:16]}")
        try:
            return orjson.loads(self.payload)
        except orjson.JSONDecodeError:
            raise EvidenceRefused(where, "the payload is not JSON") from None


def stored(text: str, where: str) -> Envelope:
    """Read an envelope in the form of the ledger. Raises EvidenceRefused."""
    try:
        form = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise EvidenceRefused(where, "is not JSON", hint=CHANGED) from None
    return Envelope.read(form, where)


def time_of(text: str, where: str) -> datetime:
    """Read a time. Raises EvidenceRefused."""
    try:
        return parse_time(text)
    except (UsageError, OverflowError):
        raise EvidenceRefused(where, f"names {text!r}, which is not a time") from None


def text_in(form: object, name: str, where: str) -> str:
    """Return a text of an object. Raises EvidenceRefused."""
    value = form.get(name) if isinstance(form, dict) else None
    if not isinstance(value, str):
        raise EvidenceRefused(where, f"{name} is missing or not a text")
    return value


def _decoded(text: str, where: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (NotBase64, ValueError):
        raise EvidenceRefused(where, "is not base64") from None
