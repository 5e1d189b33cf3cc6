"""Sends a Smartsheet access token to the endpoint that names its owner.

Misleading and reliable responses (Smartsheet API, *Error codes*, read 2026-11, if no other source is named):

- 401 with errorCode 1002 is an invalid token: revoked and unknown ones look the same. 1003 is an expired one: its
  refresh token, a separate credential, may make a new one.
- 401 is also 1001 (no token arrived: a proxy removed it), 1005 (single sign-on is required) and 1030 (no such user may
  be assumed): none of them is about the token. 403 with 1004 is a good token without this permission.
- The regions are separate: a live token of smartsheet.com is 1002 at smartsheet.eu and at smartsheetgov.com
  (*Authentication*). Only a region that accepted it before can refuse it.
- 429 is errorCode 4003. The limit is 300 requests per minute and token (*Scalability options*); keyroll's limit is far
  below.

The identity is the user's id (the identifier has it before the token's name). A token belongs to a user: deactivating
the user ends it. No further credential can be made with a token that was made by hand.
"""

import http.client
from datetime import timedelta

from keyroll.model.probe import Limit, Outcome, Plane
from keyroll.providers._wire import Response, attempt_over_http, balanced
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.providers.shapes import never_issued
from keyroll.reveal import reveal

_REFUSED = {"1002": Outcome.REFUSED_CREDENTIAL, "1003": Outcome.REFUSED_DISABLED}


def attempt(plane: Plane, login: Login) -> ProbeAnswer:
    """Request the owner of a token; the identity is the user's id."""
    with reveal(login.value) as raw:
        headers = {"Authorization": f"Bearer {raw.decode('latin-1')}", "User-Agent": login.mark}
    return attempt_over_http(plane, "GET", "/2.0/users/me", _identity, headers=headers)


def _identity(response: Response) -> ProbeAnswer:
    code = response.text("errorCode")
    if response.status == http.client.OK and response.text("id"):
        return ProbeAnswer(Outcome.ACCEPTED, response.text("id"))
    said = f"{response.status} {code}".strip()
    if response.status == http.client.UNAUTHORIZED:
        return ProbeAnswer(_REFUSED.get(code, Outcome.AMBIGUOUS), said=said)
    forbidden = response.status == http.client.FORBIDDEN and code
    return ProbeAnswer(Outcome.REFUSED_POLICY if forbidden else Outcome.AMBIGUOUS, said=said)


PROBES = (
    Probe(
        kind="access_token",
        verb="GET users/me",
        place=balanced,
        attempt=attempt,
        never_issued=never_issued,
        who=lambda name: name.partition("/")[0],
        no_sessions_because="each request carries the token",
        rate=Limit(30, timedelta(minutes=1)),
    ),
)
