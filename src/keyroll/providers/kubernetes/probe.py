"""Sends a token of a Kubernetes service account, from a token secret or a bound one, to the API server.

Misleading and reliable responses (kubernetes.io, *Authenticating*, read 2026-11, if no other source is named):

- A token that no authenticator accepts is 401 ``Unauthorized``: it was never signed, has expired, or its secret, pod or
  account was deleted. A rejected token does not fall back to anonymous.
- If a proxy removes the header, the request is ``system:anonymous``, which may have access: that proves nothing about
  the token.
- 403 names a known user without the permission. Every account may request its identity (``system:basic-user``), unless
  that binding was removed.
- 404 is a server before 1.28, which does not know the request in v1.
- Tokens are looked up through a cache of ten seconds (``TokenSuccessCacheTTL``, read 2026-11): the window covers it.
- A new account of the same name is a different account: tokens of the old one stay refused.

The identity is ``system:serviceaccount:NAMESPACE:NAME``. A secret's name does not contain its account: give it as
``old_as``. The request creates nothing (a ``SelfSubjectReview`` is not stored). An account that may create
``serviceaccounts/token`` can make bound tokens that outlive the secret, with no maximum lifetime. They end with the
account. Give their values, or the verdict stays unknown. Tokens bound to the secret itself end with it.

No API server was run: the test server is checked against the published schemas.
"""

import http.client

from keyroll.model.probe import Outcome, Plane
from keyroll.providers._wire import Response, attempt_over_http, place
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.providers.kubernetes.connection import ACCOUNT, REVIEW, REVIEWS
from keyroll.providers.shapes import never_issued_bytes
from keyroll.reveal import reveal
from keyroll.secret import Secret


def attempt(plane: Plane, login: Login) -> ProbeAnswer:
    """Request the identity of a token."""
    with reveal(login.value) as raw:
        headers = {"Authorization": f"Bearer {raw.decode('latin-1')}"}
    headers |= {"User-Agent": login.mark, "Content-Type": "application/json", "Accept": "application/json"}
    return attempt_over_http(plane, "POST", REVIEWS, _reviewed, headers=headers, body=REVIEW)


def _reviewed(response: Response) -> ProbeAnswer:
    said = f"{response.status}"
    who = response.text("status", "userInfo", "username")
    if response.status in (http.client.OK, http.client.CREATED) and who and who != "system:anonymous":
        return ProbeAnswer(Outcome.ACCEPTED, who)
    status = response.text("kind") == "Status"
    if response.status == http.client.UNAUTHORIZED and status and response.text("reason") == "Unauthorized":
        return ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said=said)
    forbidden = response.status == http.client.FORBIDDEN and status
    return ProbeAnswer(Outcome.REFUSED_POLICY if forbidden else Outcome.AMBIGUOUS, said=said)


def never_issued(value: Secret) -> Secret:
    """Return the same claims with a forged signature."""
    with reveal(value) as raw:
        return Secret(never_issued_bytes(raw, raw.rfind(b".") + 1))


def _who(name: str) -> str:
    return ACCOUNT + name.replace("/", ":", 1)


def _probe(kind: str) -> Probe:
    return Probe(
        kind=kind,
        verb="POST selfsubjectreviews",
        place=place,
        attempt=attempt,
        never_issued=never_issued,
        who=_who,
        no_sessions_because="each request carries the token",
        derives="bound tokens of its account (where it may create serviceaccounts/token)",
    )


PROBES = (_probe("token_secret"), _probe("service_account"))
