"""The signatures of a client: its assertion (RFC 7523), and the proof that it holds the key (DPoP, RFC 9449)."""

import time
from secrets import token_urlsafe

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

_LIFE = 60


def key_of(pem: bytes) -> ECKey | None:
    """Read a private key (P-256, PEM); None if the text is not one."""
    try:
        key = ECKey.import_key(pem)
    except (ValueError, TypeError, JoseError):
        return None
    return key if key.is_private and key.curve_name == "P-256" else None


def assertion(key: ECKey, client: str, audience: str) -> str:
    """Return the assertion of a client for an audience: it is valid for a minute and accepted once."""
    now = int(time.time())
    claims = {"iss": client, "sub": client, "aud": audience, "iat": now, "exp": now + _LIFE, "jti": token_urlsafe(16)}
    return jwt.encode({"alg": "ES256", "kid": key.thumbprint()}, claims, key)


def proof(key: ECKey, method: str, address: str, nonce: str = "") -> str:
    """Return a proof for one request, with the server's nonce if it gave one."""
    head = {"alg": "ES256", "typ": "dpop+jwt", "jwk": key.as_dict(private=False)}
    claims = {"jti": token_urlsafe(16), "htm": method, "htu": address, "iat": int(time.time())}
    return jwt.encode(head, claims | ({"nonce": nonce} if nonce else {}), key)
