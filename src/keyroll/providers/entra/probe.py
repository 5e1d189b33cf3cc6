"""Sends a client secret of an application to the token endpoint of its tenant.

Misleading and reliable responses (learn.microsoft.com, *Microsoft Entra authentication and authorization error codes*,
read 2026-11: numbers may change, so an unknown one is ambiguous. 7000215 and 7000222 were seen in threads,
Azure-Samples/ms-identity-python-webapp#67 and liprec/vsts-release-aas#119; the others are from memory: re-check):

- A wrong, a removed and a never-issued secret all get 7000215. An expired secret gets 7000222, and no other value does.
- 700016 means that the tenant does not have the application: it was deleted (and may be restored with its secrets for
  30 days), or the tenant is wrong. 7000112 means that it is disabled: its secrets are valid again when it is enabled.
- The application is looked up before the secret (from memory: re-check), so a never-issued secret of a deleted
  application gets the same response.
- Conditional access for workloads (53003) refuses a good secret: a policy.
- Access tokens that were fetched before stay valid for 60 to 90 minutes (*Access tokens*, read 2026-11-29), with
  continuous access evaluation for up to 28 hours (*Configurable token lifetimes*, read 2026-11-28): these are probed as
  derived values, or waited out.
- A token names application and tenant, never the secret: the identity counts as read back if both are the value's own.

A value is ``CLIENT_ID:SECRET``, a plane ``https://login.microsoftonline.com/TENANT``. Certificates of applications are
not probed. An attempt fetches a token and discards it, because no request reads less.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from keyroll import addresses
from keyroll.errors import UsageError
from keyroll.model.probe import Limit, Outcome, Plane
from keyroll.providers._oauth import claims
from keyroll.providers._wire import Response, attempt_over_http, balanced
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.providers.shapes import never_issued_bytes
from keyroll.reveal import reveal
from keyroll.secret import Secret

_CODES: Final = {
    "7000215": Outcome.REFUSED_CREDENTIAL,
    "7000222": Outcome.REFUSED_DISABLED,
    "700016": Outcome.REFUSED_CREDENTIAL,
    "7000112": Outcome.REFUSED_DISABLED,
    "53003": Outcome.REFUSED_POLICY,
    "7000229": Outcome.REFUSED_POLICY,
    "50196": Outcome.THROTTLED,
    "90033": Outcome.UNREACHABLE,
}
#: The longest lifetime of an access token (*Continuous access evaluation*).
LONGEST: Final = timedelta(hours=28)
_SCOPE: Final = "https://graph.microsoft.com/.default"


def place(address: str) -> Plane:
    """Read the plane ``https://HOST/TENANT``; a public cloud's replicas cannot be addressed."""
    plane, path = balanced(address), addresses.parts(address).path.strip("/")
    if not path or "/" in path:
        raise UsageError("no tenant is named", hint="write it as https://login.microsoftonline.com/TENANT")
    return replace(plane, name=f"{plane.name}/{path}")


def attempt(plane: Plane, login: Login) -> ProbeAnswer:
    """Request a token, read the identity from it, and discard it."""
    with reveal(login.value) as raw:
        client, _, secret = raw.decode("utf-8", "replace").strip().partition(":")
    if not secret:
        return ProbeAnswer(Outcome.AMBIGUOUS, said="no CLIENT_ID:SECRET")
    form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret, "scope": _SCOPE}
    headers = {"User-Agent": login.mark, "Accept": "application/json"}

    def read(response: Response) -> ProbeAnswer:
        if response.status == 200:
            return _accepted(response, client, login.who)
        numbers = response.body.get("error_codes") if isinstance(response.body, dict) else None
        number = str(numbers[0]) if isinstance(numbers, list) and numbers else ""
        return ProbeAnswer(_CODES.get(number, Outcome.AMBIGUOUS), said=number[:20] or f"{response.status}")

    return attempt_over_http(plane, "POST", "/oauth2/v2.0/token", read, headers=headers, form=form)


def _accepted(response: Response, client: str, who: str) -> ProbeAnswer:
    payload = claims(response.text("access_token"))
    app = payload.get("appid") or payload.get("azp")
    if not isinstance(app, str):
        return ProbeAnswer(Outcome.AMBIGUOUS, said="no identity")
    return ProbeAnswer(Outcome.ACCEPTED, who if app.lower() == client.lower() else app)


def never_issued(value: Secret) -> Secret:
    """Return another secret of the same application."""
    with reveal(value) as raw:
        return Secret(never_issued_bytes(raw, keep=raw.find(b":") + 1))


PROBES = (
    Probe(
        kind="app_credential",
        verb="POST oauth2/v2.0/token",
        place=place,
        attempt=attempt,
        never_issued=never_issued,
        no_sessions_because="none except the tokens that were fetched with it",
        derives="access tokens",
        derived_life=LONGEST,
        rate=Limit(30, timedelta(minutes=1)),
    ),
)
