"""Sends a Cloudflare API token or an Access service token to the endpoint that verifies it.

Misleading and reliable responses (developers.cloudflare.com, read 2026-11, if no other source is named):

- ``tokens/verify`` also returns 200 for a token that is ``disabled`` or ``expired`` ("Verify Token"): the status in the
  body counts, not the HTTP status. An invalid value is 401 with code 1000 (users' reports, 2026).
- A live token of an account gets 1000 at the user endpoint, and the other way round (users' reports). The
  plane therefore names the owner of the token, and only an endpoint that accepted the value before can refuse it.
- Code 9109 means that the token may not be used from this address, not that it is invalid (users' reports). The same is
  true of 10000.
- Access treats a refused service token like an unknown caller: 302 to the sign-in page, or 401 or 403 if the
  application admits only services. The redirect's ``meta`` has ``service_token_status``; users report it as false also
  if no policy names a good token. A refusal therefore also needs the account's list, which is read if the plane has
  replicas. 401 and 403 are not about the token and prove nothing. Probe it at an application that has a sign-in page
  and a policy with "Any Access Service Token".
- A token counts as accepted only if the response has the application's token (cookie ``CF_Authorization``) with the
  client id as ``common_name`` ("Application token", *Service token authentication*). The application's own response
  does not matter.

The value of a service token is given as one text, ``CLIENT_ID:CLIENT_SECRET``. The identity in the response is the
client id: give it as ``old_as``. After a rotation in place the old secret is accepted until
``previous_client_secret_expires_at``. The cookie stays valid for the session of the application, a month at most
("Session management"). A user may make 1,200 requests in five minutes ("Rate limits"); keyroll's limit is far below.
Tokens that were made with an API token are separate credentials in the same lists.
"""

import http.client
from dataclasses import replace
from datetime import timedelta
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from keyroll import addresses
from keyroll.errors import UsageError
from keyroll.model.json import Json
from keyroll.model.probe import Limit, Outcome, Plane
from keyroll.providers._oauth import claims
from keyroll.providers._rest import at
from keyroll.providers._wire import Response, attempt_over_http, balanced
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.providers.shapes import never_issued_after, never_issued_bytes
from keyroll.reveal import reveal
from keyroll.secret import Secret

_PREFIXES = (b"cfut_", b"cfat_")
_API = "/client/v4"
_RATE = Limit(30, timedelta(minutes=1))
_ENDED = {"disabled", "expired"}
#: Codes in the vendor's errors.
_INVALID, _WRONG_PLACE = 1000, 9109
_COOKIE = "CF_Authorization"
_LOGIN = ".cloudflareaccess.com"
#: A random token of the same kind, with the same prefix.
never_issued = never_issued_after(*_PREFIXES)


def account_place(address: str) -> Plane:
    """Read the plane ``https://api.cloudflare.com/ACCOUNT_ID``. Raises UsageError."""
    parts = addresses.parts(balanced(address).address)
    account = parts.path.strip("/")
    if not account.isalnum():
        raise UsageError(
            "a token of an account is probed at its account", hint="write https://api.cloudflare.com/ACCOUNT_ID"
        )
    origin = f"{parts.scheme}://{parts.netloc}"
    return replace(balanced(origin), name=f"{parts.netloc}/{account}", address=f"{origin}{_API}/accounts/{account}")


def user_place(address: str) -> Plane:
    """Read the plane ``https://api.cloudflare.com``."""
    plane = balanced(address)
    return replace(plane, address=f"{plane.address}{_API}/user")


def attempt(plane: Plane, login: Login) -> ProbeAnswer:
    """Call the endpoint that verifies a token; the identity is its id."""
    with reveal(login.value) as raw:
        headers = {"Authorization": f"Bearer {raw.decode('latin-1')}", "User-Agent": login.mark}
    return attempt_over_http(plane, "GET", "/tokens/verify", _verified, headers=headers)


def _verified(response: Response) -> ProbeAnswer:
    status, code = response.text("result", "status"), _code(response.body)
    if response.status == http.client.OK and at(response.body, "success") is True:
        if status == "active":
            return ProbeAnswer(Outcome.ACCEPTED, response.text("result", "id"))
        return ProbeAnswer(Outcome.REFUSED_DISABLED if status in _ENDED else Outcome.AMBIGUOUS, said=status[:20])
    if response.status == http.client.UNAUTHORIZED and code == _INVALID:
        return ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said=f"401 {code}")
    outcome = Outcome.REFUSED_POLICY if code == _WRONG_PLACE else Outcome.AMBIGUOUS
    return ProbeAnswer(outcome, said=f"{response.status} {code}".rstrip(" 0"))


def _code(body: Json) -> int:
    errors = at(body, "errors")
    code = at(errors[0], "code") if isinstance(errors, list) and errors else None
    return code if isinstance(code, int) else 0


def attempt_service(plane: Plane, login: Login) -> ProbeAnswer:
    """Request an application's front page; the identity is the client id in the token that Access returns."""
    with reveal(login.value) as raw:
        name, _, secret = raw.decode("latin-1").partition(":")
    headers = {"CF-Access-Client-Id": name, "CF-Access-Client-Secret": secret, "User-Agent": login.mark}
    return attempt_over_http(plane, "GET", "" if addresses.parts(plane.address).path else "/", _passed, headers=headers)


def _passed(response: Response) -> ProbeAnswer:
    said = f"{response.status}"
    who = at(claims(_cookie(response)), "common_name")
    if isinstance(who, str) and who:
        return ProbeAnswer(Outcome.ACCEPTED, who)
    target = addresses.parts(response.headers.get("location", ""))
    if response.status == http.client.FOUND and (target.hostname or "").endswith(_LOGIN):
        known = at(claims("".join(parse_qs(target.query).get("meta", [])[:1])), "service_token_status")
        outcomes = {False: Outcome.REFUSED_CREDENTIAL, True: Outcome.REFUSED_POLICY}
        return ProbeAnswer(outcomes[known] if isinstance(known, bool) else Outcome.AMBIGUOUS, said=said)
    refused = response.status in (http.client.UNAUTHORIZED, http.client.FORBIDDEN)
    return ProbeAnswer(Outcome.REFUSED_POLICY if refused else Outcome.AMBIGUOUS, said=said)


def _cookie(response: Response) -> str:
    found: SimpleCookie = SimpleCookie()
    try:
        found.load(response.headers.get("set-cookie", ""))
    except CookieError:
        return ""
    return found[_COOKIE].value if _COOKIE in found else ""


def never_issued_service(value: Secret) -> Secret:
    """Return the same client id with a random secret."""
    with reveal(value) as raw:
        return Secret(never_issued_bytes(raw, raw.find(b":") + 1))


def _of_token(kind: str, verb: str) -> Probe:
    return Probe(
        kind=kind,
        verb=f"GET {verb}/tokens/verify",
        place=account_place if kind == "account_token" else user_place,
        attempt=attempt,
        never_issued=never_issued,
        no_sessions_because="each request carries the token",
        rate=_RATE,
    )


PROBES = (
    _of_token("account_token", "accounts/ID"),
    _of_token("user_token", "user"),
    Probe(
        kind="access_service_token",
        verb="GET / of an application behind Access",
        place=balanced,
        attempt=attempt_service,
        never_issued=never_issued_service,
        no_sessions_because="Access keeps none: its cookie is the application's own token",
        derives="session of an application (cookie CF_Authorization)",
        derived_life=timedelta(days=31),
        rate=_RATE,
    ),
)
