"""Who one is at Jira, Confluence and Bitbucket Data Center, and how a token of theirs is tried.

What lies, and what does not (from memory, where no page is named: re-check on a server; none was run):

- Every answer of the products names in ``X-AUSERNAME`` whom they take us for. **200 alone lies**: what everybody may
  read is answered to ``anonymous`` as well, also where the token came with a spelling mistake in its header.
- 401 is a refusal where the product itself gives it (``X-AREQUESTID`` is there); a proxy's 401 has none.
- ``X-Seraph-LoginReason: AUTHENTICATION_DENIED`` and ``X-Authentication-Denied-Reason: CAPTCHA_CHALLENGE`` say that the
  account is locked until somebody solves a CAPTCHA, after three failures by default ("Maximum Authentication Attempts
  Allowed", confluence.atlassian.com/adminjiraserver): the value may be good.
- A token of a deactivated account is refused like one that was revoked.

Who one is, is the account's name: give it as ``old_as``, for a token's id does not say it. Nothing can be minted with a
token (tokens are made with a password or a session). That a token opens no session is from memory.
"""

import http.client
from datetime import timedelta
from typing import Final
from urllib.parse import unquote

from keyroll.errors import CredentialRefused
from keyroll.http import Http
from keyroll.model.json import single
from keyroll.model.probe import Limit, Outcome, Plane
from keyroll.providers._rest import Call, without
from keyroll.providers._wire import Response, place, tried
from keyroll.providers.contracts.probe import Answer, Login, Probe
from keyroll.providers.live import Me, Pull
from keyroll.providers.shapes import never_issued
from keyroll.reveal import reveal

_NAME, _OURS = "x-ausername", "x-arequestid"
_NOBODY = ("", "anonymous")
#: How the lists of what is let in are asked for.
LET_IN: Final = {
    "application_links": Call("/rest/applinks/3.0/applinks"),
    "plugins": Call(
        "/rest/plugins/1.0/",
        headers={"Accept": "application/vnd.atl.plugins.installed+json"},
        shown=without("links"),
        forbidden=(401,),
    ),
}


def data_center_me(path: str, field: str, http: Http) -> Me:
    """Ask a path whose answer always has a field, and read whom the server takes us for. Raises CredentialRefused."""
    reply = http.get(path)
    single(reply.json(), reply.where).text(field)
    name = unquote(reply.headers.get(_NAME, ""))
    if name in _NOBODY:
        raise CredentialRefused(f"{reply.where}: we are nobody", hint="the token is not taken: make a new one")
    return Me(name)


def pulls_of_let_in(scope: str) -> tuple[Pull, ...]:
    """Return how both lists are got, with the scope that a refusal is to name."""
    return tuple(Pull(name, scope) for name in LET_IN)


def token_probe(kind: str, path: str) -> Probe:
    """Return how a token is tried, by asking a path that names its account."""

    def attempt(plane: Plane, login: Login) -> Answer:
        with reveal(login.value) as raw:
            headers = {"Authorization": f"Bearer {raw.decode('latin-1')}"}
        headers |= {"User-Agent": login.mark, "Accept": "application/json"}
        return tried(plane, "GET", path, _answered, headers=headers)

    return Probe(
        kind=kind,
        verb=f"GET {path}",
        place=place,
        attempt=attempt,
        never_issued=never_issued,
        no_sessions_because="each request carries the token",
        lockout=Limit(3, timedelta(minutes=10)),
    )


def _answered(response: Response) -> Answer:
    said, headers = f"{response.status}", response.headers
    locked = "AUTHENTICATION_DENIED" in headers.get("x-seraph-loginreason", "")
    name = unquote(headers.get(_NAME, ""))
    if locked or "x-authentication-denied-reason" in headers:
        return Answer(Outcome.REFUSED_POLICY, said=f"{said} locked")
    if response.status == http.client.OK:
        return Answer(Outcome.AMBIGUOUS, said=said) if name in _NOBODY else Answer(Outcome.ACCEPTED, name)
    if _OURS not in headers:
        return Answer(Outcome.AMBIGUOUS, said=said)
    if response.status == http.client.UNAUTHORIZED:
        return Answer(Outcome.REFUSED_CREDENTIAL, said=said)
    known = response.status == http.client.FORBIDDEN and name not in _NOBODY
    return Answer(Outcome.REFUSED_POLICY if known else Outcome.AMBIGUOUS, said=said)
