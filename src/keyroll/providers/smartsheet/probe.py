"""Tries a Smartsheet access token.

What lies, and what does not (Smartsheet API, *Error codes*, read 2026-11, where no other source is named):

- 401 with errorCode 1002 is a token that is invalid: revoked and unknown ones look the same. 1003 is one that has
  expired: its refresh token, a credential of its own, may make a new one.
- 401 is also 1001 (no token came: a proxy took it away), 1005 (single sign-on is wanted) and 1030 (no such user may be
  assumed): none is a word on the token. 403 with 1004 is a good token that may not ask this.
- The regions are apart: a token of smartsheet.com is 1002 at smartsheet.eu and at smartsheetgov.com, and alive
  (*Authentication*). Only a place at which it was accepted before can refuse it.
- 429 is errorCode 4003. 300 requests a minute and token are the limit (*Scalability options*); ours stays far below.

Who one is, is the user's id (the identifier has it before the token's name). A token is a user's: deactivating the user
ends it. Nothing can be minted with a token that was made by hand.
"""

import http.client
from datetime import timedelta

from keyroll.model.probe import Limit, Outcome, Plane
from keyroll.providers._wire import Response, balanced, tried
from keyroll.providers.contracts.probe import Answer, Login, Probe
from keyroll.providers.shapes import never_issued
from keyroll.reveal import reveal

_REFUSED = {"1002": Outcome.REFUSED_CREDENTIAL, "1003": Outcome.REFUSED_DISABLED}


def attempt(plane: Plane, login: Login) -> Answer:
    """Ask whose a token is; who one is, is the user's id."""
    with reveal(login.value) as raw:
        headers = {"Authorization": f"Bearer {raw.decode('latin-1')}", "User-Agent": login.mark}
    return tried(plane, "GET", "/2.0/users/me", _asked, headers=headers)


def _asked(response: Response) -> Answer:
    code = response.text("errorCode")
    if response.status == http.client.OK and response.text("id"):
        return Answer(Outcome.ACCEPTED, response.text("id"))
    said = f"{response.status} {code}".strip()
    if response.status == http.client.UNAUTHORIZED:
        return Answer(_REFUSED.get(code, Outcome.AMBIGUOUS), said=said)
    forbidden = response.status == http.client.FORBIDDEN and code
    return Answer(Outcome.REFUSED_POLICY if forbidden else Outcome.AMBIGUOUS, said=said)


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
