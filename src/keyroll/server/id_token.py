"""ID tokens of OpenID Connect: each is fully verified before any claim is used (OpenID Connect Core, 3.1.3.7)."""

import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet

from keyroll.clock import numeric_date
from keyroll.errors import NotApproved
from keyroll.jsontext import Value, loads
from keyroll.server.issuer_settings import IssuerSettings

#: Signature algorithms with a private key of the issuer. "none" is no signature; with a shared secret we could also
#: have signed.
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519")
#: The largest difference of the clocks, and the largest age of a token: it is issued while we wait for it.
SKEW: Final = timedelta(minutes=1)
AGE: Final = timedelta(minutes=10)
LARGEST: Final = 64 << 10
Claims = dict[str, Value]


class TokenRefused(NotApproved):
    """An id token, or a step before it, is not valid; the message names the invalid part."""

    def __init__(self, what: str) -> None:
        super().__init__(what, hint="sign in again; if it fails again, ask the administrator of the issuer")


def read_keys(body: Mapping[str, Value]) -> KeySet:
    """Return the public keys of an issuer (JWKS); unusable keys are left out. Raises TokenRefused."""
    listed = body.get("keys")
    keys = [key for one in (listed if isinstance(listed, list) else []) for key in _key(one)]
    if not keys:
        raise TokenRefused("the issuer has no key that can be used")
    return KeySet(keys)


def _key(one: Value) -> Sequence[Key]:
    if not isinstance(one, dict) or one.get("kty") == "oct":  # with a shared secret we could have signed, too
        return ()
    try:
        return KeySet.import_key_set({"keys": [one]}).keys  # type: ignore[list-item]  # the library checks it
    except (ValueError, KeyError, TypeError, JoseError):
        return ()


def key_id(token: str) -> str:
    """Return the name of the key in a token's header; empty if there is none. The header is not verified yet."""
    try:
        return str(jws.extract_compact(token.encode()).headers().get("kid", ""))
    except (JoseError, ValueError):
        return ""


def verified(token: str, keys: KeySet, known: IssuerSettings, nonce: str, now: datetime) -> Claims:
    """Return the claims of a token that the issuer signed for this server and this sign-in, and that is valid now.
    Raises TokenRefused."""
    claims = _signed(token, keys)
    if claims.get("iss") != known.issuer:
        raise TokenRefused("the token is of another issuer")
    audience = claims.get("aud")
    if audience not in (known.client_id, [known.client_id]):
        raise TokenRefused("the token is for another client, or not for this one only")
    if claims.get("azp", known.client_id) != known.client_id:
        raise TokenRefused("the token was issued to somebody else")
    _in_time(claims, now)
    said = claims.get("nonce")
    if not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce.encode()):
        raise TokenRefused("the token belongs to another sign-in")
    return claims


def named(claims: Claims, claim: str) -> str:
    """Return the value of the claim with a person's name. Raises TokenRefused."""
    value = claims.get(claim)
    if not isinstance(value, str) or not value:
        raise TokenRefused(f"the token has no {claim}")
    if claim == "email" and claims.get("email_verified") is not True:
        raise TokenRefused("the issuer has not verified the mail address")
    return value


def _signed(token: str, keys: KeySet) -> Claims:
    if len(token) > LARGEST:
        raise TokenRefused("the token is too large")
    try:
        # The library refuses every algorithm that is missing in this list, and every unknown critical header.
        found = jws.deserialize_compact(token.encode(), keys, algorithms=list(ALGORITHMS))
        claims = loads(found.payload)
    except (JoseError, ValueError):
        raise TokenRefused("the token is not signed with a key of the issuer") from None
    if not isinstance(claims, dict):
        raise TokenRefused("the token holds no claims")
    return claims


def _in_time(claims: Claims, now: datetime) -> None:
    issued, ends = numeric_date(claims.get("iat")), numeric_date(claims.get("exp"))
    if issued is None or ends is None:
        raise TokenRefused("the token has no period of validity")
    begins = numeric_date(claims.get("nbf", claims.get("iat")))
    if now > ends + SKEW:
        raise TokenRefused("the token has expired")
    if begins is None or max(issued, begins) > now + SKEW:
        raise TokenRefused("the time of the token is in the future: compare the clocks")
    if now - issued > AGE + SKEW:
        raise TokenRefused("the token was issued too long ago")
