"""Sends an Okta API token to the endpoint that names its owner.

Misleading and reliable responses (developer.okta.com/docs/reference/error-codes, read 2026-11; the rest is from memory
if marked):

- ``GET /api/v1/users/me`` returns 401 ``E0000011`` (invalid token) for a token that is invalid, revoked, or of a
  deactivated owner. 401 ``E0000005`` is an invalid session, ``E0000004`` a failed sign-in: neither is about the token.
- 403 is a policy: the owner lacks a right (``E0000006``), or the token may be used only from other networks: a token
  may have a condition on network zones (``network``, models of the vendor's library ``okta`` 3.4.6, read 2026-11-29).
  From memory: such a token is refused with 403. If it is ``E0000011``, the control "from the same place" applies.
- 429 ``E0000047`` is the quota. A token that is unused for its window expires; each use renews it, so keyroll's
  attempts prolong it (help.okta.com, *Manage Okta API tokens*, read 2026-11).
- A different organisation's host refuses a good token with ``E0000011``: the plane must be the token's own
  organisation.

The identity is the id of the token's owner. The token's id does not contain this identity: give it as ``old_as``.
Requests carry the token; only credentials that were made with it outlive it.
"""

from datetime import timedelta

from keyroll.model.probe import Limit, Outcome, Plane
from keyroll.providers._wire import Response, attempt_over_http, balanced
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.providers.shapes import never_issued_after
from keyroll.reveal import reveal

_MARK = b"00"
#: A random value with the prefix of all API tokens.
never_issued = never_issued_after(_MARK)


def attempt(plane: Plane, login: Login) -> ProbeAnswer:
    """Request the owner of a token."""
    with reveal(login.value) as raw:
        headers = {"Authorization": f"SSWS {raw.decode('latin-1')}", "User-Agent": login.mark}
    return attempt_over_http(plane, "GET", "/api/v1/users/me", _read, headers=headers | {"Accept": "application/json"})


def _read(response: Response) -> ProbeAnswer:
    code = response.text("errorCode")
    if response.status == 200 and response.text("id"):
        return ProbeAnswer(Outcome.ACCEPTED, response.text("id"))
    if (response.status, code) == (401, "E0000011"):
        return ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said=code)
    if response.status == 403 and code.startswith("E"):
        return ProbeAnswer(Outcome.REFUSED_POLICY, said=code[:8])
    return ProbeAnswer(Outcome.AMBIGUOUS, said=f"{response.status}")


PROBES = (
    Probe(
        kind="api_token",
        verb="GET /api/v1/users/me",
        place=balanced,
        attempt=attempt,
        never_issued=never_issued,
        no_sessions_because="each request carries the token",
        rate=Limit(6, timedelta(minutes=1)),  # keyroll's own limit: far below the vendor's quota of that path
    ),
)
