"""Checks signed tokens (RFC 7519, RFC 8725) by the keys that ``gate.toml`` names, never by a key within the token."""

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from keyroll.errors import KeyrollError
from keyroll.gate.settings import TokenIssuer
from keyroll.security_events.keys import Keys
from keyroll.security_events.token import ALGORITHMS

if TYPE_CHECKING:
    from joserfc.jws import CompactSignature

#: The accepted difference of clocks, in seconds.
SKEW: Final = 60
#: The most tokens with ``once`` that are remembered until they expire; beyond it, such tokens are refused.
MOST_SEEN: Final = 1_000_000
_CLAIM = re.compile(r"\{([A-Za-z_]+)\}")
_SAFE = re.compile(r"[\x21-\x7e]{1,256}")


class SignedTokenRefused(Exception):  # noqa: N818 - it never leaves the gate
    """A signed token that is refused; the text is the reason code."""


@dataclass
class SignedTokens:
    """The issuers whose tokens are accepted, their keys, and the tokens that were used once."""

    issuers: Mapping[str, TokenIssuer]
    keys: Keys = field(default_factory=Keys)
    _seen: dict[tuple[str, str], float] = field(default_factory=dict)

    def credential(self, token: bytes, now: datetime) -> str:
        """Return the identifier of the credential that a token names. Raises SignedTokenRefused."""
        issuer = self.issuers.get(_text(_payload(token), "iss"))
        if issuer is None:
            raise SignedTokenRefused("token_issuer")
        signed = self._signed(token, issuer)
        if signed.headers().get("typ", "JWT").lower().removeprefix("application/") not in ("jwt", "at+jwt"):
            raise SignedTokenRefused("token_type")
        claims = _claims(signed.payload)
        if _text(claims, "iss") != issuer.name:
            raise SignedTokenRefused("token_issuer")
        _check_audience(claims, issuer)
        expires = _check_times(claims, now.timestamp())
        identifier = _CLAIM.sub(_filled(claims), issuer.credential)
        if issuer.once:
            self._use(issuer, _text(claims, "jti"), expires, now.timestamp())
        return identifier

    def _signed(self, token: bytes, issuer: TokenIssuer) -> "CompactSignature":
        from joserfc import jws
        from joserfc.errors import JoseError

        for unknown in (False, True):
            try:
                # The library refuses any algorithm that is missing in this list, also "none", and any unknown header.
                keys = self.keys.of(issuer.keys, unknown=unknown)
                return jws.deserialize_compact(token, keys, algorithms=list(ALGORITHMS))
            except KeyrollError:
                raise SignedTokenRefused("issuer_keys_unavailable") from None
            except (JoseError, ValueError, TypeError, KeyError):
                continue
        raise SignedTokenRefused("token_signature")

    def _use(self, issuer: TokenIssuer, jti: str, expires: float, now: float) -> None:
        if len(self._seen) >= MOST_SEEN:
            self._seen = {one: end for one, end in self._seen.items() if end > now}
        if not jti or (issuer.name, jti) in self._seen or len(self._seen) >= MOST_SEEN:
            raise SignedTokenRefused("token_replayed")
        self._seen[issuer.name, jti] = expires + SKEW


def _payload(token: bytes) -> Mapping[str, Any]:
    """Return the claims of a token that is not verified yet: they only choose the issuer."""
    parts = token.split(b".")
    if len(parts) != 3 or not all(re.fullmatch(rb"[A-Za-z0-9_-]+", one) for one in parts):
        raise SignedTokenRefused("token_form")
    try:
        return _claims(base64.urlsafe_b64decode(parts[1] + b"=" * (-len(parts[1]) % 4)))
    except ValueError:
        raise SignedTokenRefused("token_form") from None


def _claims(payload: bytes) -> Mapping[str, Any]:
    """Return claims; a member that is there twice could be read as either and is refused."""
    try:
        body = json.loads(payload.decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise SignedTokenRefused("token_claims") from None
    if not isinstance(body, dict):
        raise SignedTokenRefused("token_claims")
    return body


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member is there twice")
    return found


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return value if isinstance(value, str) else ""


def _check_audience(claims: Mapping[str, Any], issuer: TokenIssuer) -> None:
    given = claims.get("aud")
    names = given if isinstance(given, list) else [given]
    if not all(isinstance(one, str) for one in names) or not issuer.audience & set(names):
        raise SignedTokenRefused("token_audience")


def _check_times(claims: Mapping[str, Any], now: float) -> float:
    times = {}
    for name in ("exp", "nbf", "iat"):
        value = claims.get(name)
        if value is None and name != "exp":
            continue
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e11:
            raise SignedTokenRefused("token_times")
        times[name] = float(value)
    if now >= times["exp"] + SKEW:
        raise SignedTokenRefused("token_expired")
    if any(times.get(name, 0.0) > now + SKEW for name in ("nbf", "iat")):
        raise SignedTokenRefused("token_not_yet")
    return times["exp"]


def _filled(claims: Mapping[str, Any]) -> Callable[[re.Match[str]], str]:
    def fill(found: re.Match[str]) -> str:
        value = _text(claims, found[1])
        if not _SAFE.fullmatch(value):
            raise SignedTokenRefused("token_names_nobody")
        return value

    return fill
