"""Security event tokens: each is verified before its content is used.

A token (RFC 8417) is a signed JWT with ``iss``, ``iat``, ``jti`` and ``events``; the Shared Signals Framework 1.0
requires ``aud``, the type ``secevent+jwt`` and the subject in ``sub_id`` (RFC 9493), and no ``exp``. Its signature is
checked against configured keys of that issuer, never against a key or an address in the token itself.
"""

import base64
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from keyroll.clock import numeric_date
from keyroll.errors import SignalRefused, UsageError
from keyroll.jsontext import loads
from keyroll.model.ids import digest
from keyroll.model.json import Json, Record
from keyroll.security_events.events import harmless, title

if TYPE_CHECKING:
    # Imported on use: few commands read a token.
    from joserfc.jwk import KeySet

#: Signature algorithms with a private key. With a shared secret, the receiver could also have signed; "none" is no
#: signature.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519")
#: The largest difference by which the issuer's clock may be ahead of ours.
SKEW = timedelta(minutes=5)
#: The maximum age of a token: a receiver that polls may be offline for a long week-end.
MAX_AGE = timedelta(days=7)
#: The largest token that is read, in bytes.
LARGEST = 64 << 10

Seen = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its identifier, its title, and its time if the issuer gives one."""

    identifier: str
    title: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Signal:
    """A valid token: its issuer, its subjects, its events and its time.

    ``subjects`` are the issuer's names of its subject: mail addresses, ids, account names. ``claims`` is a hash of all
    its claims: the same claims with a new signature are the same token.
    """

    issuer: str
    jti: str
    issued_at: datetime
    events: tuple[Event, ...]
    subjects: tuple[str, ...]
    claims: str = ""

    @property
    def harmless(self) -> bool:
        """Whether the token exposes nothing: its events are about the stream, or of normal operation."""
        return all(harmless(one.identifier) for one in self.events)

    @property
    def happened_at(self) -> datetime | None:
        """The time of its first event, if the issuer gives one."""
        return min((one.at for one in self.events if one.at), default=None)

    @property
    def text(self) -> str:
        """A short text of the token."""
        said = ", ".join(one.title for one in self.events)
        about = f" of {', '.join(self.subjects)}" if self.subjects else ""
        return f"security event token {self.jti} of {self.issuer}: {said}{about}"


def read_keys(content: bytes) -> "KeySet":
    """Read the public keys of an issuer, a JSON Web Key Set (RFC 7517). Raises UsageError."""
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    hint = "give the file at the issuer's jwks_uri"
    try:
        body: Any = loads(content)
        if any(one["kty"] == "oct" for one in body["keys"]):
            raise UsageError("the set holds a shared secret, with which any receiver could sign", hint=hint)
        keys = KeySet.import_key_set(body)
    except (ValueError, KeyError, TypeError, RecursionError, JoseError):
        raise UsageError("this is not a set of keys (JWKS)", hint=hint) from None
    if not keys.keys:
        raise UsageError("the set holds no key", hint=hint)
    return keys


def read_set(
    token: bytes, keys: "KeySet", audience: Iterable[str], seen: Seen, now: datetime, *, issuer: str
) -> Signal:
    """Return the content of a valid security event token. Raises SignalRefused with the invalid part.

    ``keys`` are those of ``issuer``, ``audience`` the names that it may use for keyroll. ``seen(issuer, jti)`` says
    whether the token was received before: the caller stores the ``jti`` in the same transaction as its consequences.
    """
    signal = verified(token, keys, audience, issuer=issuer)
    check_age(signal, now)
    if seen(signal.issuer, signal.jti):
        raise SignalRefused("jti", f"{signal.jti} was received before: a token counts once")
    return signal


def verified(token: bytes, keys: "KeySet", audience: Iterable[str], *, issuer: str) -> Signal:
    """Return the content of a token that its issuer signed for keyroll, of any age. Raises SignalRefused."""
    claims = _verified(token, keys)
    found = claims.maybe("iss")
    if found != issuer:
        raise SignalRefused("issuer", f"it is of {found or 'nobody'!r}, not of {issuer!r}")
    _for_us(claims, set(audience))
    return _signal(claims)


def read_again(token: bytes) -> Signal:
    """Return the content of a token that was verified on receipt. Raises SignalRefused."""
    try:
        payload = token.split(b".")[1]
        body: Json = loads(base64.urlsafe_b64decode(payload + b"=" * (-len(payload) % 4)))
    except (ValueError, IndexError):
        body = None
    if not isinstance(body, dict):
        raise SignalRefused("token", "it is not a signed token")
    return _signal(Record(body, "claims"))


def check_age(signal: Signal, now: datetime) -> None:
    """Raise SignalRefused for a token that is too old, or from the future."""
    if not now - MAX_AGE <= signal.issued_at <= now + SKEW:
        raise SignalRefused("iat", f"issued on {signal.issued_at:%Y-%m-%d %H:%M}: too old, or from the future")


def _signal(claims: Record) -> Signal:
    issued_at, jti = _time(claims, "iat"), claims.maybe("jti")
    if issued_at is None:
        raise SignalRefused("iat", "it does not say when it was issued")
    if not jti.isprintable() or not jti:
        raise SignalRefused("jti", "it has no id, so it is unknown whether it was received before")
    hashed = digest(json.dumps(claims.body, sort_keys=True))
    return Signal(claims.maybe("iss"), jti, issued_at, _events(claims), tuple(sorted(_subjects(claims))), hashed)


def _verified(token: bytes, keys: "KeySet") -> Record:
    from joserfc import jws
    from joserfc.errors import DecodeError, ExceededSizeError, InvalidPayloadError, JoseError

    if len(token) > LARGEST:
        raise SignalRefused("token", f"it is larger than {LARGEST >> 10} KiB")
    try:
        # The library refuses any algorithm that is missing in this list, also "none", and any unknown header.
        signed = jws.deserialize_compact(token.strip(), keys, algorithms=list(ALGORITHMS))
    except (DecodeError, InvalidPayloadError, ExceededSizeError, UnicodeError) as error:
        raise SignalRefused("token", _said(error)) from None
    except (JoseError, ValueError) as error:
        raise SignalRefused("signature", _said(error)) from None
    kind = str(signed.headers().get("typ", "")).lower().removeprefix("application/")
    if kind != "secevent+jwt":
        raise SignalRefused("typ", f"it is a {kind or 'token without a type'}, not a secevent+jwt")
    try:
        claims: Json = loads(signed.payload)
    except ValueError:
        claims = None
    if not isinstance(claims, dict):
        raise SignalRefused("claims", "they are not a JSON object")
    if "exp" in claims or "sub" in claims:
        # A token that could be mistaken for an access token (RFC 8417, section 4).
        raise SignalRefused("claims", "exp and sub are not allowed in a security event token")
    return Record(claims, "claims")


def _said(error: Exception) -> str:
    """Return the library's message for a fault; it never holds a part of the token."""
    kind = type(error).__name__.removesuffix("Error")
    words = {"BadSignature": "it is not signed with one of the issuer's keys", "Decode": "it is not a signed token"}
    return words.get(kind, f"refused ({kind})")


def _for_us(claims: Record, audience: set[str]) -> None:
    audiences = claims.body.get("aud")
    listed = audiences if isinstance(audiences, list) else [audiences]
    names = {one for one in listed if isinstance(one, str)}
    if not names & audience:
        raise SignalRefused("aud", f"it is meant for {', '.join(sorted(names)) or 'nobody'}")


def _events(claims: Record) -> tuple[Event, ...]:
    events = claims.body.get("events")
    if not isinstance(events, dict) or not events or not all(isinstance(one, dict) for one in events.values()):
        raise SignalRefused("events", "it has no event")
    inner = [(name, Record(one, name)) for name, one in sorted(events.items()) if isinstance(one, dict)]
    return tuple(Event(name, title(name), _time(one, "event_timestamp") or _time(claims, "toe")) for name, one in inner)


def _time(record: Record, field: str) -> datetime | None:
    return numeric_date(record.body.get(field))


#: Members of a subject identifier that name a subject (RFC 9493, section 3); the others give its format.
_NAMES = ("email", "id", "sub", "uri", "phone_number", "url")


def _subjects(claims: Record) -> set[str]:
    """Return every name in ``sub_id``, and in the ``subject`` of an event, which older issuers use."""
    events = claims.body.get("events")
    inner = [one.get("subject") for one in events.values() if isinstance(one, dict)] if isinstance(events, dict) else []
    return {name for subject in (claims.body.get("sub_id"), *inner) for name in _names(subject)}


def _names(subject: Json) -> Iterable[str]:
    if isinstance(subject, list):
        for one in subject:
            yield from _names(one)
    elif isinstance(subject, dict):
        for member, value in subject.items():
            if member in _NAMES and isinstance(value, str) and value:
                yield value.removeprefix("acct:")
            elif isinstance(value, dict | list):
                yield from _names(value)
