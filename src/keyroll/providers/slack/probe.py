"""Sends a Slack token to ``auth.test``.

Misleading and reliable responses (docs.slack.dev, *auth.test*, read 2026-11):

- Every response is 200 except 429 (``ratelimited``, with ``Retry-After``); ``ok`` and ``error`` have the meaning.
- ``invalid_auth`` is an invalid token, **or** a token that is used from an address that is not allowed: the controls
  "from the same place" and "the new value accepted" distinguish the two.
- ``token_revoked`` and ``account_inactive`` (its user or workspace was deleted, or its app removed) are about a token
  that Slack issued, ``token_expired`` is about a rotated one. An invalid value gets a different response.
- ``access_denied``, ``ekm_access_denied``, ``enterprise_is_restricted``, ``org_login_required``,
  ``team_access_not_granted`` are policies. An ``ok`` without a user has no identity.

The identity of a token is ``TEAM/USER``, which its app's id does not contain: give it as ``old_as``. An app that
rotates its tokens also has a refresh token, which makes new ones: its value is written ``ACCESS:REFRESH``, and only the
access token is sent. The probe never calls ``auth.revoke``.
"""

from datetime import timedelta

from keyroll.model.json import Record
from keyroll.model.probe import Limit, Outcome, Plane
from keyroll.providers._wire import Response, attempt_over_http, balanced
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.providers.shapes import never_issued_bytes
from keyroll.reveal import reveal
from keyroll.secret import Secret

_OUTCOMES = {
    "invalid_auth": Outcome.REFUSED_CREDENTIAL,
    **dict.fromkeys(("token_revoked", "token_expired", "account_inactive"), Outcome.REFUSED_DISABLED),
    **dict.fromkeys(
        ("access_denied", "ekm_access_denied", "enterprise_is_restricted", "org_login_required",
         "team_access_not_granted", "missing_scope", "not_allowed_token_type"),
        Outcome.REFUSED_POLICY,
    ),
    **dict.fromkeys(("ratelimited", "rate_limited", "accesslimited"), Outcome.THROTTLED),
    **dict.fromkeys(("internal_error", "fatal_error", "service_unavailable", "request_timeout"), Outcome.UNREACHABLE),
}  # fmt: skip


#: keyroll's own limit: auth.test accepts hundreds per minute ("Rate limits").
SLOW = Limit(20, timedelta(minutes=1))


def never_issued(value: Secret) -> Secret:
    """Return a random value of the same kind, which Slack reads from its prefix."""
    with reveal(value) as raw:
        return Secret(never_issued_bytes(raw, raw.find(b"-") + 1 if raw.startswith(b"xox") else 0))


def attempt(plane: Plane, login: Login) -> ProbeAnswer:
    """Request the identity of a token: team and user."""
    with reveal(login.value) as raw:
        access = raw.partition(b":")[0].decode("latin-1")
        headers = {"Authorization": f"Bearer {access}", "User-Agent": login.mark}
    return attempt_over_http(plane, "POST", "/auth.test", _read, headers=headers)


def _read(response: Response) -> ProbeAnswer:
    if response.status != 200 or not isinstance(response.body, dict):
        return ProbeAnswer(Outcome.AMBIGUOUS, said=f"{response.status}")
    ok, code = Record(response.body, "").flag("ok"), response.text("error")
    if ok and response.text("user_id"):
        return ProbeAnswer(Outcome.ACCEPTED, f"{response.text('team_id')}/{response.text('user_id')}")
    if ok is False and code in _OUTCOMES:
        return ProbeAnswer(_OUTCOMES[code], said=code)
    return ProbeAnswer(Outcome.AMBIGUOUS, said=f"{response.status}")


PROBES = tuple(
    Probe(
        kind=kind,
        verb="auth.test",
        place=balanced,
        attempt=attempt,
        never_issued=never_issued,
        no_sessions_because="each request carries the token",
        rate=SLOW,
    )
    for kind in ("app_token", "bot_token", "user_token")
)
