"""Changes tokens of Slack apps with token rotation: the refresh token is exchanged for a new pair.

docs.slack.dev, *Using token rotation*, *oauth.v2.access*, *auth.revoke*, read 2026-11-28:

- The value is ``ACCESS:REFRESH``. ``oauth.v2.access`` with ``grant_type=refresh_token``, the client id and the client
  secret of the app returns a new pair. **The refresh token is revoked by that**: there is one at a time, so it is a
  declared outage. A consumer that refreshes with the old one is refused until it reads the new pair.
- The old access token stays valid until its end (12 hours: *Using token rotation*, read 2026-11-29) and is revoked by
  ``auth.revoke``, which only the token itself can request.
- That response (``revoked``), or that for a revoked token (``token_revoked``), is Slack's own confirmation that the old
  access token is gone: Slack does not list tokens. ``invalid_auth`` is no such proof: a wrong address gets it, too.
- No list shows the token of a lost reply, and the refresh token is used up: the rotation is left to a person, who
  installs the app again. The old access token works until its end.
- The app itself is the administrator: ``CLIENT_ID`` and its client secret. The refusal of a never-issued refresh token
  shows that they are correct (``invalid_refresh_token``).
- A token of an app without token rotation never ends, and nothing exchanges it in place: a person installs the app
  again (``oauth.v2.exchange`` begins with token rotation). ``tooling.tokens.rotate`` is for tokens of app
  configurations, which are a person's and last 12 hours: no kind of credential here.
"""

import http.client
import secrets
from collections.abc import Mapping

from keyroll.http import basic
from keyroll.model.probe import Outcome, Plane
from keyroll.providers._wire import Response, balanced, request
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import Login, ProbeAnswer
from keyroll.providers.contracts.rotate import (
    ChosenBy,
    Created,
    EffectResult,
    Ended,
    Generation,
    ListedGenerations,
    NewValue,
    Rotator,
    Slots,
    Subject,
)
from keyroll.providers.slack.probe import SLOW
from keyroll.reveal import reveal
from keyroll.secret import Secret

_UNKNOWN_REFRESH = "invalid_refresh_token"
#: "It's possible some aspect of the operation succeeded before the error was raised": oauth.v2.access, *Errors*.
_DOUBTFUL = {"internal_error", "fatal_error", "service_unavailable", "request_timeout"}
_THROTTLED = {"ratelimited", "rate_limited"}
#: The longest code that is recorded.
_LONGEST = 60
_REVOKED = "revoked"
_ENDED = frozenset({"token_revoked", "token_expired", "account_inactive"})


def administrator(plane: Plane, login: Login) -> ProbeAnswer:
    """Present a never-issued refresh token: its refusal shows that the app's own credentials are correct."""
    answer = _call(plane, "/oauth.v2.access", _app(login), _exchange(f"xoxe-1-{secrets.token_hex(40)}"))
    if isinstance(answer, Ended):
        return ProbeAnswer(Outcome.UNREACHABLE)
    code = _code(answer)
    if code == _UNKNOWN_REFRESH:
        return ProbeAnswer(Outcome.ACCEPTED, login.who)
    if code in ("invalid_client_id", "bad_client_secret"):
        return ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said=code)
    return ProbeAnswer(Outcome.THROTTLED if code in _THROTTLED else Outcome.AMBIGUOUS, said=code)


def generations(_plane: Plane, _login: Login, _subject: Subject) -> ListedGenerations:
    """Return that Slack does not list the tokens of an app."""
    return ListedGenerations(None, "Slack does not list them")


def create(plane: Plane, login: Login, _subject: Subject, new: NewValue) -> Created:
    """Exchange the old refresh token for a new pair."""
    if new.old is None:
        return Created(Ended.REFUSED, "no refresh token")
    with reveal(new.old) as raw:
        refresh = raw.partition(b":")[2].decode("latin-1")
    if not refresh:
        return Created(Ended.REFUSED, "no refresh token")
    answer = _call(plane, "/oauth.v2.access", _app(login), _exchange(refresh))
    if isinstance(answer, Ended):
        return Created(answer, "no answer")
    access, again = answer.text("access_token"), answer.text("refresh_token")
    if answer.status == http.client.OK and access and again:
        return Created(Ended.DONE, value=Secret(f"{access}:{again}".encode()))
    return Created(_ended(answer), _code(answer))


def revoke(plane: Plane, login: Login, _subject: Subject, _generation: Generation) -> EffectResult:
    """Revoke the old access token, signed in with it; a token that is already refused counts as done."""
    with reveal(login.value) as raw:
        access = raw.partition(b":")[0].decode("latin-1")
    answer = _call(plane, "/auth.revoke", {"Authorization": f"Bearer {access}", "User-Agent": login.mark}, {})
    if isinstance(answer, Ended):
        return EffectResult(answer, "no answer")
    code = _code(answer)
    if code in (*_ENDED, "invalid_auth"):
        return EffectResult(Ended.DONE, code)
    body = answer.body if isinstance(answer.body, dict) else {}
    return EffectResult(Ended.DONE, _REVOKED) if body.get("revoked") is True else EffectResult(_ended(answer), code)


def _call(plane: Plane, path: str, headers: Mapping[str, str], form: Mapping[str, str]) -> Response | Ended:
    """Make one request; without arrival nothing was changed, and without a reply the result is unknown."""
    try:
        return request(plane, "POST", path, headers=headers, form=form)
    except ConnectionRefusedError:
        return Ended.THROTTLED
    except (OSError, http.client.HTTPException, ValueError):
        return Ended.UNKNOWN


def _ended(answer: Response) -> Ended:
    code = _code(answer)
    if answer.status == http.client.TOO_MANY_REQUESTS or code in _THROTTLED:
        return Ended.THROTTLED
    certain = answer.status == http.client.OK and answer.text("error") and code not in _DOUBTFUL
    return Ended.REFUSED if certain else Ended.UNKNOWN


def _code(answer: Response) -> str:
    """Return the vendor's code if it has the form of a code, else the status."""
    code = answer.text("error")
    return code if code.replace("_", "").isalnum() and len(code) <= _LONGEST else f"{answer.status}"


def _app(login: Login) -> dict[str, str]:
    return {**basic(login.who, login.value)(), "User-Agent": login.mark}


def _exchange(refresh: str) -> dict[str, str]:
    return {"grant_type": "refresh_token", "refresh_token": refresh}


ROTATORS = tuple(
    Rotator(
        kind=kind,
        parts=("access", "refresh"),
        way="refresh",
        chosen_by=ChosenBy.PROVIDER,
        slots=Slots.ONE,
        place=balanced,
        administrator=administrator,
        generations=generations,
        scopes=(LeastScope("the app's client id and client secret", "exchange its refresh token for a new pair"),),
        create=create,
        no_sessions_because="each request carries the token",
        unchecked_because="only the exchange itself shows whether the client id and secret fit",
        derives="the access token of the old pair",
        end_derived=revoke,
        needs_old=True,
        confirms_end=_ENDED | {_REVOKED},
        pace=SLOW,
        unlisted_because="Slack lists apps, never their tokens",
    )
    for kind in ("bot_token", "user_token")
)
