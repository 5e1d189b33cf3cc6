"""Sends an access token of a person, a project or a group to GitLab.

Misleading and reliable responses (docs.gitlab.com, *Personal access tokens API*, read 2026-11; the wording of refusals
in GitLab's source, ``lib/api/api_guard.rb`` and ``lib/api/helpers.rb``, read 2026-11-29):

- ``GET /personal_access_tokens/self`` accepts every token that may use the API, and returns the token's own id.
- An unknown token is 401 with ``message`` "401 Unauthorized". A revoked and an expired one are 401 ``invalid_token``,
  each with its own sentence. All three are about the token. A proxy's 401 has other texts.
- 403 is a policy: ``insufficient_scope``, or a blocked account, which may be unblocked again.
- A token that was rotated is revoked. Presented to ``POST …/access_tokens/:id/rotate`` (or ``self``), it ends the
  active token of its family (*Automatic reuse detection*); GitLab does that for the path of ``rotate`` only
  (``access_token_rotation_request?`` in ``lib/gitlab/auth/auth_finders.rb``, read 2026-11-28). The probe reads
  ``self``, so an old value can be probed after any rotation.

Requests carry the token; no session outlives it. gitlab.com has a load balancer. A self-managed server has none.
"""

from dataclasses import replace
from datetime import timedelta

from keyroll.model.probe import Limit, Outcome, Plane
from keyroll.providers._wire import Response, attempt_over_http, place
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.providers.shapes import never_issued_after
from keyroll.reveal import reveal

_MARK = b"glpat-"
_ENDED = ("Token was revoked.", "Token is expired.")
#: A random value with the same prefix.
never_issued = never_issued_after(_MARK)


def where(address: str) -> Plane:
    """Read the address of a server."""
    plane = place(address)
    return replace(plane, addressable=plane.name != "gitlab.com")


def attempt(plane: Plane, login: Login) -> ProbeAnswer:
    """Request the token's own record."""
    with reveal(login.value) as raw:
        headers = {"PRIVATE-TOKEN": raw.decode("latin-1"), "User-Agent": login.mark}
    return attempt_over_http(plane, "GET", "/api/v4/personal_access_tokens/self", _read, headers=headers)


def _read(response: Response) -> ProbeAnswer:
    said = f"{response.status}"
    if response.status == 200 and response.text("id"):
        return ProbeAnswer(Outcome.ACCEPTED, response.text("id"))
    if response.status == 401:
        ended = response.text("error") == "invalid_token" and response.text("error_description").startswith(_ENDED)
        if ended or response.text("message") == "401 Unauthorized":
            return ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said=said)
    policy = response.text("error") == "insufficient_scope" or response.text("message").startswith("403 Forbidden")
    if response.status == 403 and policy:
        return ProbeAnswer(Outcome.REFUSED_POLICY, said=said)
    return ProbeAnswer(Outcome.AMBIGUOUS, said=said)


PROBES = (
    Probe(
        kind="access_token",
        verb="GET /personal_access_tokens/self",
        place=where,
        attempt=attempt,
        never_issued=never_issued,
        no_sessions_because="each request carries the token",
        rate=Limit(
            10, timedelta(minutes=1)
        ),  # keyroll's own limit: the vendor's default is 10 for failed sign-ins of one address
    ),
)
