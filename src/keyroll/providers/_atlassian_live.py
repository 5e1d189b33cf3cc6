"""The account behind a credential at Jira, Confluence and Bitbucket Data Center, and the probe of their tokens.

Misleading and reliable responses (from memory, if no page is named: re-check on a server; none was tested):

- Every response names the account of the request, or ``anonymous``, in ``X-AUSERNAME`` (developer.atlassian.com/server/
  jira-servicedesk, *Special headers*, read 2026-11-29). **Status 200 alone proves nothing**: public content is also
  returned to ``anonymous``, even if a token came in a misspelt header. Confluence with anonymous access lets a wrong
  token pass as ``anonymous`` in place of a 401 (jira.atlassian.com, CONFSERVER-98199: 7.9 and 9.0, read 2026-11-29).
- 401 is a refusal if the product itself sends it (``X-AREQUESTID`` is present). A proxy's 401 has no such header.
- ``X-Seraph-LoginReason: AUTHENTICATION_DENIED`` and ``X-Authentication-Denied-Reason: CAPTCHA_CHALLENGE`` mean that
  the account is locked until a CAPTCHA is solved, after three failures by default ("Maximum Authentication Attempts
  Allowed", confluence.atlassian.com/adminjiraserver): the value may be good.
- A token of a deactivated account is refused like a revoked token.

The identity in the response is the account's name: give it as ``old_as``, because a token's id does not contain it. No
further credential can be made with a token (tokens are made with a password or a session). From memory: a token opens
no session.

Tokens that were made with a password are credentials of their own: the probe of a password proves nothing about them.
"""

import http.client
from datetime import timedelta
from typing import Final
from urllib.parse import unquote

from keyroll.errors import CredentialRefused
from keyroll.http import Authorise, Http, basic, bearer
from keyroll.model.json import single
from keyroll.model.probe import Limit, Outcome, Plane
from keyroll.providers._rest import RestCall, without
from keyroll.providers._wire import Response, attempt_over_http, place
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.providers.live import Me, Pull
from keyroll.providers.shapes import never_issued

_NAME, _OURS = "x-ausername", "x-arequestid"
_NOBODY = ("", "anonymous")
#: Failed sign-ins before the product requires a CAPTCHA.
LOCKOUT: Final = Limit(3, timedelta(minutes=10))
#: The calls of the two lists.
LET_IN: Final = {
    "application_links": RestCall("/rest/applinks/3.0/applinks"),
    "plugins": RestCall(
        "/rest/plugins/1.0/",
        headers={"Accept": "application/vnd.atl.plugins.installed+json"},
        shown=without("links"),
        forbidden=(401,),
    ),
}


def data_center_me(path: str, field: str, http: Http) -> Me:
    """Call a path whose response always has a field; return the account of the request. Raises CredentialRefused."""
    reply = http.get(path)
    single(reply.json(), reply.where).text(field)
    name = unquote(reply.headers.get(_NAME, ""))
    if name in _NOBODY:
        raise CredentialRefused(
            f"{reply.where}: the request has no account", hint="the token is not accepted: make a new one"
        )
    return Me(name)


def pulls_of_let_in(scope: str) -> tuple[Pull, ...]:
    """Return the pulls of both lists, with the scope to name in a refusal."""
    return tuple(Pull(name, scope) for name in LET_IN)


def token_probe(kind: str, path: str) -> Probe:
    """Return the probe of a token, which calls a path that names its account."""

    def attempt(plane: Plane, login: Login) -> ProbeAnswer:
        return _attempt(plane, login, path, bearer(login.value))

    return Probe(
        kind=kind,
        verb=f"GET {path}",
        place=place,
        attempt=attempt,
        never_issued=never_issued,
        no_sessions_because="each request carries the token",
        lockout=LOCKOUT,
    )


def password_probe(
    path: str, *, no_sessions_because: str, derives: str = "", derived_life: timedelta | None = None
) -> Probe:
    """Return the probe of an account's password: one request with Basic authentication; its cookie is not kept."""

    def attempt(plane: Plane, login: Login) -> ProbeAnswer:
        return _attempt(plane, login, path, basic(login.who, login.value))

    return Probe(
        kind="account",
        verb=f"GET {path}",
        place=place,
        attempt=attempt,
        never_issued=never_issued,
        no_sessions_because=no_sessions_because,
        derives=derives,
        derived_life=derived_life,
        lockout=LOCKOUT,
    )


def _attempt(plane: Plane, login: Login, path: str, authorise: Authorise) -> ProbeAnswer:
    headers = {**authorise(), "User-Agent": login.mark, "Accept": "application/json"}
    return attempt_over_http(plane, "GET", path, _answered, headers=headers)


def _answered(response: Response) -> ProbeAnswer:
    said, headers = f"{response.status}", response.headers
    locked = "AUTHENTICATION_DENIED" in headers.get("x-seraph-loginreason", "")
    name = unquote(headers.get(_NAME, ""))
    if locked or "x-authentication-denied-reason" in headers:
        return ProbeAnswer(Outcome.REFUSED_POLICY, said=f"{said} locked")
    if response.status == http.client.OK:
        return ProbeAnswer(Outcome.AMBIGUOUS, said=said) if name in _NOBODY else ProbeAnswer(Outcome.ACCEPTED, name)
    if _OURS not in headers:
        return ProbeAnswer(Outcome.AMBIGUOUS, said=said)
    if response.status == http.client.UNAUTHORIZED:
        return ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said=said)
    known = response.status == http.client.FORBIDDEN and name not in _NOBODY
    return ProbeAnswer(Outcome.REFUSED_POLICY if known else Outcome.AMBIGUOUS, said=said)
