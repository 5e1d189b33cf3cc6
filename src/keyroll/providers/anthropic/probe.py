"""Sends an Anthropic API key to a list endpoint.

Misleading and reliable responses (docs.anthropic.com, *Errors* and *API overview*, read 2026-11; the wording of the
refusal is that of responses in public threads, as abi/screenshot-to-code#272, read 2026-11-29):

- ``GET /v1/models`` returns 401 ``authentication_error`` for an invalid, deactivated or deleted key, "invalid
  x-api-key". An inactive key gets the same response, and may be made active again: only the vendor's list distinguishes
  the two.
- 403 ``permission_error`` is a policy. 429 is a quota, 529 means that the vendor is overloaded. 400 may mean a closed
  organisation or one without credit: the key is alive.
- The header ``anthropic-organization-id`` names the organisation, which is the same for all its keys. The key's id does
  not contain this identity: give it as ``old_as``. An admin key may read ``/v1/organizations/me``, but no models.

Requests carry the key; no further credential can be made with it.
"""

from datetime import timedelta

from keyroll.model.probe import Limit, Outcome, Plane
from keyroll.providers._wire import Response, attempt_over_http, balanced
from keyroll.providers.anthropic.connection import VERSION
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.providers.shapes import never_issued_bytes
from keyroll.reveal import reveal
from keyroll.secret import Secret

#: ``sk-ant-api03-``, ``sk-ant-admin01-``.
_PARTS = 4


def never_issued(value: Secret) -> Secret:
    """Return a random value of the same kind, which Anthropic reads from its prefix."""
    with reveal(value) as raw:
        parts = raw.split(b"-", _PARTS - 1)
        known = raw.startswith(b"sk-ant-") and len(parts) == _PARTS
        return Secret(never_issued_bytes(raw, len(raw) - len(parts[-1]) if known else 0))


def attempt(plane: Plane, login: Login) -> ProbeAnswer:
    """Request a list; the identity is the organisation."""
    with reveal(login.value) as raw:
        key = raw.decode("latin-1")
    path = "/v1/organizations/me" if key.startswith("sk-ant-admin") else "/v1/models?limit=1"
    return attempt_over_http(plane, "GET", path, _read, headers={"x-api-key": key, "User-Agent": login.mark, **VERSION})


def _read(response: Response) -> ProbeAnswer:
    kind = response.text("error", "type")
    if response.status == 200 and isinstance(response.body, dict):
        return ProbeAnswer(Outcome.ACCEPTED, response.headers.get("anthropic-organization-id", ""))
    if (response.status, kind) == (401, "authentication_error"):
        if response.text("error", "message") == "invalid x-api-key":
            return ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said=kind)
    elif (response.status, kind) == (403, "permission_error"):
        return ProbeAnswer(Outcome.REFUSED_POLICY, said=kind)
    return ProbeAnswer(Outcome.AMBIGUOUS, said=f"{response.status}")


PROBES = tuple(
    Probe(
        kind=kind,
        verb="GET /v1/models, GET /v1/organizations/me",
        place=balanced,
        attempt=attempt,
        never_issued=never_issued,
        no_sessions_because="each request carries the key",
        rate=Limit(10, timedelta(minutes=1)),  # keyroll's own limit
    )
    for kind in ("api_key", "admin_key")
)
