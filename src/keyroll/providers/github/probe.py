"""Sends a GitHub token, or a claim signed with an app's private key, to the endpoint that names the caller.

Misleading and reliable responses (docs.github.com, read 2026-11, if no other source is named):

- ``GET /user`` returns 401 "Bad credentials" for an invalid, expired, revoked or deleted token. 401 "Requires
  authentication" means that no token arrived: a proxy removed it, and nothing was refused.
- 403 is never about the value: rate limits (``x-ratelimit-remaining: 0``, ``retry-after``, "rate limit" in its text),
  single sign-on (``x-github-sso``), a list of allowed addresses, a suspended account (from memory), or a token without
  this permission ("Troubleshooting the REST API").
- After several invalid values from one network GitHub refuses **every** value for a while, with 403 ("Authenticating to
  the REST API", *Failed login limit*). That is the reason for keyroll's own rate limit below.
- Many paths accept unauthenticated requests; ``/user`` does not.
- An app's key signs a claim. 401 "A JSON web token could not be decoded" means that the key is not the app's, 404
  "Integration not found" that the app was deleted (both texts from memory: re-check). Any other 401 may be a wrong
  clock of keyroll's machine. Its value is given as one text, ``CLIENT_ID:PEM``. Tokens of the app's installations stay
  valid for up to an hour.
- An installation token (``ghs_``) does not name its account: the response has no identity, and the verdict stays
  unknown.

The identity of a token is its account's login, which its id does not contain: give it as ``old_as``. Requests carry the
token, so no session outlives it. A user's token can make further tokens only in the browser. An OAuth app's refresh
token makes new ones and is a separate credential.
"""

import time
from datetime import timedelta
from functools import cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from keyroll.model.probe import Limit, Outcome, Plane
from keyroll.providers._jwt import private_key
from keyroll.providers._wire import Response, attempt_over_http, balanced
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.providers.github.app import claim
from keyroll.providers.shapes import never_issued_bytes
from keyroll.reveal import reveal
from keyroll.secret import Secret

_PREFIXES = (b"github_pat_", b"ghp_", b"gho_", b"ghu_", b"ghs_", b"ghr_")
#: keyroll's own limit, well below the number after which GitHub refuses every value from one network.
_RATE = Limit(4, timedelta(minutes=1))


def never_issued(value: Secret) -> Secret:
    """Return a random value of the same kind, which GitHub reads from its prefix."""
    with reveal(value) as raw:
        keep = next((len(one) for one in _PREFIXES if raw.startswith(one)), 0)
        return Secret(never_issued_bytes(raw, keep))


def attempt(plane: Plane, login: Login) -> ProbeAnswer:
    """Request the owner of a token; the identity is the account's login."""
    with reveal(login.value) as raw:
        token = raw.decode("latin-1")
    path = "/installation/repositories?per_page=1" if token.startswith("ghs_") else "/user"
    return attempt_over_http(plane, "GET", path, _of_token, headers=_headers(token, login.mark))


def _of_token(response: Response) -> ProbeAnswer:
    if response.status == 200 and isinstance(response.body, dict):
        return ProbeAnswer(Outcome.ACCEPTED, response.text("login"))
    if response.status == 401 and response.text("message") == "Bad credentials":
        return ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said="401")
    return _otherwise(response)


def _otherwise(response: Response) -> ProbeAnswer:
    said = f"{response.status}"
    if response.status != 403 or not response.text("message"):
        return ProbeAnswer(Outcome.AMBIGUOUS, said=said)
    waits = response.headers.get("x-ratelimit-remaining") == "0" or "retry-after" in response.headers
    if waits or "rate limit" in response.text("message").lower():
        return ProbeAnswer(Outcome.THROTTLED, said=said)
    return ProbeAnswer(Outcome.REFUSED_POLICY, said=said)


def attempt_key(plane: Plane, login: Login) -> ProbeAnswer:
    """Request the app that a key signs for; the identity is the app's slug."""
    with reveal(login.value) as raw:
        client_id, _, pem = raw.partition(b":")
    key = private_key(pem)
    if key is None:
        return ProbeAnswer(Outcome.AMBIGUOUS, said="no key")
    token = claim(key, client_id.decode("latin-1"), time.time())
    return attempt_over_http(plane, "GET", "/app", _of_key, headers=_headers(token, login.mark))


def _of_key(response: Response) -> ProbeAnswer:
    words = response.status, response.text("message")
    if response.status == 200 and response.text("slug"):
        return ProbeAnswer(Outcome.ACCEPTED, response.text("slug"))
    if words == (401, "A JSON web token could not be decoded"):
        return ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said="401")
    if words == (404, "Integration not found"):
        return ProbeAnswer(Outcome.REFUSED_DISABLED, said="404")
    return _otherwise(response)


def never_issued_key(value: Secret) -> Secret:
    """Return a new private key of the same length, for the same app."""
    with reveal(value) as raw:
        client_id, _, pem = raw.partition(b":")
    known = private_key(pem)
    return Secret(client_id + b":" + _fresh(known.key_size if known else 2048))


@cache
def _fresh(size: int) -> bytes:
    """Return a key that was never issued: one for each length is enough for a process, and costs a second."""
    kind, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return rsa.generate_private_key(65537, size).private_bytes(serialization.Encoding.PEM, kind, plain)


def _headers(token: str, mark: str) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {token}",
        "User-Agent": mark,
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
    }


PROBES = (
    *(
        Probe(
            kind=kind,
            verb="GET /user",
            place=balanced,
            attempt=attempt,
            never_issued=never_issued,
            no_sessions_because="each request carries the token",
            rate=_RATE,
        )
        for kind in ("fine_grained_token", "personal_access_token", "authorized_credential")
    ),
    Probe(
        kind="app_key",
        verb="GET /app",
        place=balanced,
        attempt=attempt_key,
        never_issued=never_issued_key,
        no_sessions_because="each claim is signed separately",
        derives="installation token",
        derived_life=timedelta(hours=1),
        rate=_RATE,
    ),
)
