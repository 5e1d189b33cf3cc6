"""Changes the client secret of Access service tokens in place: the client id stays, and two secrets are accepted.

The models of the vendor's library (PyPI ``cloudflare`` 5.9.0, *Zero Trust > Access > Service tokens*), read 2026-11-29:

- ``POST …/service_tokens/ID/rotate`` makes a new secret and shows it once. The previous one is accepted until
  ``previous_client_secret_expires_at``; without that member it ends at once, so it is always sent.
- ``PUT …/service_tokens/ID`` moves that time at any point after a rotation: "move it into the past to immediately
  invalidate the previous token". The current secret cannot be ended separately, so a new one cannot be withdrawn: an
  abort leaves both.
- There are two secrets at most. The effect of a second rotation on the previous secret is not documented, so none is
  begun while a previous secret is accepted. A secret whose reply was lost is left to a person, and the old one is
  accepted meanwhile.
- A list shows the number of the current version. The mark of the request and that number are put into the name before.
- ``enabled`` refuses both secrets alike: it is not used.
- Access gives a service token a cookie of the application. ``POST …/access/apps/ID/revoke_tokens`` ends **all** cookies
  of an application: people sign in again.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import quote

from keyroll.model.json import Json, Record, single
from keyroll.model.probe import Limit, Plane
from keyroll.providers import _changing
from keyroll.providers._changing import Changing
from keyroll.providers._wire import balanced
from keyroll.providers.cloudflare.probe import account_place, attempt
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import (
    ChosenBy,
    Created,
    EffectResult,
    Ended,
    Generation,
    GenerationState,
    ListedGenerations,
    NewValue,
    Rotator,
    RotatorSetting,
    Slots,
    Subject,
)
from keyroll.secret import Secret

_ACCOUNT, _APPLICATIONS, _API = "account", "applications", "api"
_PUBLIC: Final = "https://api.cloudflare.com"
_TAG = re.compile(r"\s*\[keyroll (\S+) (\d+)\]\Z")
#: The time for which the previous secret is accepted, unless keyroll ends it earlier.
GRACE: Final = timedelta(days=90)


def generations(plane: Plane, login: Login, subject: Subject) -> ListedGenerations:
    """List the current secret, and the previous one while it is accepted, by the number of the version."""

    def read(http: Changing) -> ListedGenerations:
        token = _one(http, subject)
        return ListedGenerations(tuple(_generations(token)) if token else ())

    return _changing.listed(_changing.by_bearer(plane, login), read)


def create(plane: Plane, login: Login, subject: Subject, new: NewValue) -> Created:
    """Write the mark and the coming version into the name, then make a new secret beside the old one."""

    def make(http: Changing) -> Created:
        token = _one(http, subject)
        if token is None:
            return Created(Ended.REFUSED, "the token does not exist")
        if _previous_until(token):
            return Created(Ended.REFUSED, "a previous secret is still accepted")
        version = _version(token) + 1
        name = _changing.tagged(token.maybe("name"), new.mark, str(version), _TAG)
        http.change("PUT", _path(subject), _kept(token) | {"name": name})
        # A change of the name affects no consumer.
        http.changed = False
        body: dict[str, Json] = {"previous_client_secret_expires_at": _time(datetime.now(UTC) + GRACE)}
        made = single(http.change("POST", f"{_path(subject)}/rotate", body).json(), "rotate").inner("result")
        client = made.text("client_id")
        generation = Generation(f"{subject.account}:{version}", client, mark=new.mark)
        return Created(
            Ended.DONE, generation=generation, value=Secret(f"{client}:{made.text('client_secret')}".encode())
        )

    return _changing.made(_changing.by_bearer(plane, login), make)


def delete(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """End the previous secret now; a secret that is no longer accepted counts as done."""

    def end(http: Changing) -> EffectResult:
        token = _one(http, subject)
        found = {one.id: one for one in _generations(token)} if token else {}
        if token is None or generation.id not in found:
            return EffectResult(Ended.DONE, "gone")
        if generation.id == f"{subject.account}:{_version(token)}":
            return EffectResult(Ended.REFUSED, "the current secret cannot be ended separately")
        past: dict[str, Json] = {"previous_client_secret_expires_at": _time(datetime.now(UTC) - timedelta(minutes=1))}
        http.change("PUT", _path(subject), _kept(token) | past)
        return EffectResult(Ended.DONE)

    return _changing.effect(_changing.by_bearer(plane, login), end)


def end_derived(plane: Plane, login: Login, subject: Subject, _generation: Generation) -> EffectResult:
    """End the cookies of the named applications."""

    def revoke(http: Changing) -> EffectResult:
        names = [one.strip() for one in subject.settings.get(_APPLICATIONS, "").split(",") if one.strip()]
        for name in names:
            http.change("POST", f"/access/apps/{quote(name, safe='')}/revoke_tokens", None)
        return EffectResult(Ended.DONE, f"cookies of {len(names)} applications")

    return _changing.effect(_changing.by_bearer(plane, login), revoke)


def _one(http: Changing, subject: Subject) -> Record | None:
    found = _changing.record_or_none(http, _path(subject), "service_tokens")
    return found.inner("result") if found else None


def _generations(token: Record) -> list[Generation]:
    name, version, client = token.text("id"), _version(token), token.text("client_id")
    state = GenerationState.DISABLED if token.flag("enabled") is False else GenerationState.ACTIVE
    tag = _TAG.search(token.maybe("name"))
    mark = tag[1] if tag and int(tag[2]) == version else ""
    found = [Generation(f"{name}:{version}", client, state, last_used_at=token.time("last_seen_at"), mark=mark)]
    if _previous_until(token):
        found.append(Generation(f"{name}:{version - 1}", client, state))
    return found


def _version(token: Record) -> int:
    return int(token.number("client_secret_version") or 1)


def _previous_until(token: Record) -> datetime | None:
    """Return until when the previous secret is accepted, or None if it is not accepted."""
    until = token.time("previous_client_secret_expires_at")
    return until if until and until > datetime.now(UTC) else None


def _kept(token: Record) -> dict[str, Json]:
    """Return the parts of a token that a change repeats."""
    return {name: token.body[name] for name in ("name", "duration") if token.body.get(name)}


def _time(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _path(subject: Subject) -> str:
    return f"/access/service_tokens/{quote(subject.account, safe='')}"


def _api(_plane: Plane, subject: Subject) -> Plane:
    """Return the account at the API, whose host differs from the application's."""
    return account_place(f"{subject.settings.get(_API, _PUBLIC)}/{subject.settings.get(_ACCOUNT, '')}")


ACCESS = Rotator(
    kind="access_service_token",
    parts=("id", "secret"),
    chosen_by=ChosenBy.PROVIDER,
    slots=Slots.TWO,
    place=balanced,
    api=_api,
    administrator=attempt,
    generations=generations,
    scopes=(
        LeastScope("Access: Service Tokens Write", "rotate a token, and end its previous secret"),
        LeastScope("Access: Apps and Policies Revoke", "end the cookies of its applications"),
    ),
    create=create,
    delete=delete,
    no_sessions_because="each request carries the token; its cookies are derived credentials",
    unchecked_because="Cloudflare shows no permissions of a token: the first write shows them",
    derives="cookies of the applications that admit it, including those of people",
    end_derived=end_derived,
    pace=Limit(4, timedelta(seconds=1)),
    settings=(
        RotatorSetting(_ACCOUNT, "the id of the account"),
        RotatorSetting(_APPLICATIONS, "the ids of the applications that admit it, separated by commas"),
        RotatorSetting(_API, "the address of the API", required=False),
    ),
)
