"""Sends a token of OpenBao, or a secret id of an AppRole, to the server.

Misleading responses, tested on OpenBao 2.7.2 on 2026-11-25:

- A revoked token and an unknown one are 403 with only "permission denied"; a good token without the right to look up
  itself is 403 with a longer text: that is a policy.
- A wrong role id and a wrong secret id are both 400 "invalid role or secret ID". Their value is given as one text,
  ``ROLE_ID:SECRET_ID``.
- A login with a secret id issues a token, which is revoked within the attempt.
- A sealed server (503) and a standby (429, 472, 473 of its health page) refuse nothing.

Tokens that were issued for a secret id count as its sessions, because they outlive it. An orphan child token outlives
the token that made it and cannot be listed from it. An orphan batch token has no accessor and is in no list (tested on
2.7.2 on 2026-11-28), so the list of accessors never shows that nothing was made. The audit log records each creation
with the accessor of the token that made it. If it covers the token's whole life, nobody has to name the children.
"""

import http.client
from collections.abc import Iterator, Mapping
from datetime import timedelta

from keyroll.model.json import Json
from keyroll.model.probe import Outcome, Plane
from keyroll.providers._sessions import left
from keyroll.providers._wire import Response, place, request
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.providers.shapes import never_issued
from keyroll.reveal import reveal

#: Refusals of the credential: status and exact first error.
_REFUSALS = {(403, "permission denied"), (400, "invalid role or secret ID")}
_STATUSES = {
    403: Outcome.REFUSED_POLICY,
    429: Outcome.THROTTLED,
    500: Outcome.UNREACHABLE,
    502: Outcome.UNREACHABLE,
    503: Outcome.UNREACHABLE,
}
_FAULTS = (OSError, http.client.HTTPException)


def attempt_token(plane: Plane, login: Login) -> ProbeAnswer:
    """Request a token's own record; the identity is its accessor."""
    with reveal(login.value) as raw:
        token = raw.decode("latin-1")
    try:
        return _lookup(plane, token, login.mark, "accessor")
    except _FAULTS:
        return ProbeAnswer(Outcome.UNREACHABLE)
    except ValueError:
        return ProbeAnswer(Outcome.AMBIGUOUS)


def attempt_approle(plane: Plane, login: Login) -> ProbeAnswer:
    """Sign in, request the identity, and revoke the token that was issued for it."""
    try:
        answer = _login(plane, login)
        token = _text(answer.body, "auth", "client_token")
        if answer.status != http.client.OK or not token:
            return _refused(answer)
        try:
            return _lookup(plane, token, login.mark, "meta", "role_name")
        finally:
            request(plane, "POST", "/v1/auth/token/revoke-self", headers=_headers(token, login.mark))
    except _FAULTS:
        return ProbeAnswer(Outcome.UNREACHABLE)
    except ValueError:
        return ProbeAnswer(Outcome.AMBIGUOUS)


def issued(plane: Plane, login: Login, who: str, age: timedelta) -> ProbeAnswer:
    """Count the tokens issued for a role of at least this age; ``login`` is a token that may list accessors."""
    with reveal(login.value) as raw:
        token = raw.decode("latin-1")
    try:
        listed = request(plane, "LIST", "/v1/auth/token/accessors", headers=_headers(token, login.mark))
        accessors = _at(listed.body, "data", "keys")
        if listed.status != http.client.OK or not isinstance(accessors, list):
            return ProbeAnswer(Outcome.AMBIGUOUS, said=f"{listed.status}")
        old = sum(1 for made in _made(plane, token, login.mark, accessors, who) if made >= age)
    except _FAULTS:
        return ProbeAnswer(Outcome.UNREACHABLE)
    return left(old, "token", login.who)


def _made(plane: Plane, token: str, mark: str, accessors: list[Json], role: str) -> Iterator[timedelta]:
    """Yield the age of each token of a role, by the server's clock in whole seconds, rounded up."""
    for accessor in accessors:
        answer = request(
            plane,
            "POST",
            "/v1/auth/token/lookup-accessor",
            headers=_headers(token, mark),
            body={"accessor": str(accessor)},
        )
        created = _at(answer.body, "data", "creation_time")
        if _text(answer.body, "data", "meta", "role_name") == role and isinstance(created, int):
            # Without the server's own time, any token may be an old one.
            yield timedelta(seconds=answer.date.timestamp() - created + 1) if answer.date else timedelta.max


def _login(plane: Plane, login: Login) -> Response:
    with reveal(login.value) as raw:
        role_id, _, secret_id = raw.decode("latin-1").partition(":")
    body = {"role_id": role_id, "secret_id": secret_id}
    return request(plane, "POST", "/v1/auth/approle/login", headers={"User-Agent": login.mark}, body=body)


def _lookup(plane: Plane, token: str, mark: str, *who: str) -> ProbeAnswer:
    answer = request(plane, "GET", "/v1/auth/token/lookup-self", headers=_headers(token, mark))
    if answer.status == http.client.OK and isinstance(_at(answer.body, "data"), dict):
        return ProbeAnswer(Outcome.ACCEPTED, _text(answer.body, "data", *who))
    return _refused(answer)


def _refused(answer: Response) -> ProbeAnswer:
    errors = _at(answer.body, "errors")
    first = str(errors[0]) if isinstance(errors, list) and errors else ""
    if (answer.status, first) in _REFUSALS:
        return ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said=f"{answer.status}")
    return ProbeAnswer(_STATUSES.get(answer.status, Outcome.AMBIGUOUS), said=f"{answer.status}")


def _headers(token: str, mark: str) -> Mapping[str, str]:
    return {"X-Vault-Token": token, "User-Agent": mark}


def _at(body: Json, *path: str) -> Json:
    for name in path:
        body = body.get(name) if isinstance(body, dict) else None
    return body


def _text(body: Json, *path: str) -> str:
    found = _at(body, *path)
    return found if isinstance(found, str) else ""


PROBES = (
    Probe(
        kind="token",
        verb="GET auth/token/lookup-self",
        place=place,
        attempt=attempt_token,
        never_issued=never_issued,
        no_sessions_because="each request carries the token",
        derives="orphan child token",
        derives_in="openbao.audit",
        by_value=True,
    ),
    Probe(
        kind="approle",
        verb="POST auth/approle/login, GET auth/token/lookup-self",
        place=place,
        attempt=attempt_approle,
        never_issued=never_issued,
        sessions=issued,
    ),
)
