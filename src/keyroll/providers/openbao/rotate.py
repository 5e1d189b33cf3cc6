"""Changes AppRole secret ids and tokens of OpenBao: the server makes the value and shows it once.

openbao.org, API, *AppRole auth method*, *Token auth method*, read 2026-11; tested on OpenBao 2.7.2:

- A role may have any number of secret ids. Each has an accessor, by which it is listed and destroyed, and
  metadata with the mark of the request: so a secret id whose reply was lost is found and destroyed.
- The value is ``ROLE_ID:SECRET_ID``, as the probe reads it. keyroll does not choose it (``custom-secret-id``), because
  a caller that may choose could repeat an old one.
- Destroying a secret id leaves the tokens that were issued for it. They carry its metadata, which distinguishes the
  tokens of different secret ids. Tokens of secret ids without a mark cannot be distinguished.
- A new token gets the policies and the period of the old one, or its life if it has no period. A new token
  carries the accessor of the old one in its metadata (``keyroll_of``). A batch token has no accessor.
- Revoking a token revokes its children; an orphan child stays (the probe's ``derives``) and is not listed from it.
- Neither can be disabled reversibly.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote

from keyroll.errors import NotAllowed, NotThere, VendorChanged
from keyroll.http import header
from keyroll.model.json import Json, Record, single
from keyroll.model.probe import Plane
from keyroll.providers import _changing
from keyroll.providers._changing import Changing, of_one_purpose
from keyroll.providers._wire import place
from keyroll.providers.contracts.check import PlanCheck
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import (
    ChosenBy,
    Created,
    EffectResult,
    Ended,
    Generation,
    ListedGenerations,
    NewValue,
    Rotator,
    RotatorSetting,
    Slots,
    Subject,
)
from keyroll.providers.openbao import _rights
from keyroll.providers.openbao.probe import attempt_token
from keyroll.secret import Secret

_MARK, _OF, _MOUNT = "keyroll", "keyroll_of", "mount"
#: The capabilities that finding and revoking tokens needs.
_ON_TOKENS: Final = {
    "auth/token/accessors": ("list", "sudo"),
    "auth/token/lookup-accessor": ("update",),
    "auth/token/revoke-accessor": ("update",),
}


def secret_ids(plane: Plane, login: Login, subject: Subject) -> ListedGenerations:
    """List the role's secret ids by accessor."""
    return _changing.listed(_opened(plane, login), lambda http: ListedGenerations(tuple(_secret_ids(http, subject))))


def create_secret_id(plane: Plane, login: Login, subject: Subject, new: NewValue) -> Created:
    """Make a secret id with the mark in its metadata."""

    def make(http: Changing) -> Created:
        role_id = single(http.get(f"{_role(subject)}/role-id").json(), "role-id").text("data.role_id")
        metadata = f'{{"{_MARK}":"{new.mark}"}}'
        reply = http.change("POST", f"{_role(subject)}/secret-id", {"metadata": metadata})
        made = single(reply.json(), "secret-id")
        generation = Generation(made.text("data.secret_id_accessor"), subject.account, mark=new.mark)
        value = Secret(f"{role_id}:{made.text('data.secret_id')}".encode())
        return Created(Ended.DONE, generation=generation, value=value)

    return _changing.made(_opened(plane, login), make)


def destroy_secret_id(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Destroy a secret id by its accessor; a secret id that is gone counts as done."""

    def destroy(http: Changing) -> EffectResult:
        if all(one.id != generation.id for one in _secret_ids(http, subject)):
            return EffectResult(Ended.DONE, "gone")
        http.change("POST", f"{_role(subject)}/secret-id-accessor/destroy", {"secret_id_accessor": generation.id})
        return EffectResult(Ended.DONE)

    return _changing.effect(_opened(plane, login), destroy)


def end_issued(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Revoke the tokens that were issued for a secret id, by their mark."""

    def revoke(http: Changing) -> EffectResult:
        ended = 0
        for token in _tokens(http):
            same = token.maybe(f"meta.{_MARK}") == generation.mark
            if token.maybe("meta.role_name") == subject.account and same:
                http.change("POST", "/v1/auth/token/revoke-accessor", {"accessor": token.text("accessor")})
                ended += 1
        return EffectResult(Ended.DONE, f"{ended} tokens")

    return _changing.effect(_opened(plane, login), revoke)


def checks_of_role(plane: Plane, login: Login, subject: Subject) -> tuple[PlanCheck, ...]:
    """Return the capabilities of the administrator's token on the paths of a role."""
    role = _role(subject).removeprefix("/v1/")
    needed = {
        f"{role}/secret-id": ("list", "update"),
        f"{role}/secret-id-accessor/lookup": ("update",),
        f"{role}/secret-id-accessor/destroy": ("update",),
        f"{role}/role-id": ("read",),
    }
    return _rights.read(_opened(plane, login), login.who, needed | _ON_TOKENS)


def checks_of_token(plane: Plane, login: Login, _subject: Subject) -> tuple[PlanCheck, ...]:
    """Return the capabilities of the administrator's token on the paths of tokens."""
    needed = {"auth/token/create-orphan": ("update", "sudo")}
    return _rights.read(_opened(plane, login), login.who, needed | _ON_TOKENS)


def tokens(plane: Plane, login: Login, subject: Subject) -> ListedGenerations:
    """List the tokens of one purpose by accessor."""

    def read(http: Changing) -> ListedGenerations:
        found = list(_tokens(http))
        made_for = {one.text("accessor"): one.maybe(f"meta.{_OF}") for one in found}
        same = of_one_purpose(subject.account, made_for)
        return ListedGenerations(tuple(_generation(one) for one in found if one.text("accessor") in same))

    return _changing.listed(_opened(plane, login), read)


def create_token(plane: Plane, login: Login, subject: Subject, new: NewValue) -> Created:
    """Make a token with the properties of the old one, with the mark in its metadata."""

    def make(http: Changing) -> Created:
        old = _look_up(http, subject.account)
        if old is None:
            return Created(Ended.REFUSED, "the token does not exist")
        meta = {_MARK: new.mark, _OF: subject.account}
        policies = old.body.get("policies")
        body: dict[str, Json] = {
            "meta": dict(meta),
            "policies": policies if isinstance(policies, list) else [],
            "display_name": "keyroll",
            "renewable": old.flag("renewable") is True,
        }
        if period := old.number("period"):
            body["period"] = f"{period}s"
        elif life := old.number("creation_ttl"):
            body["ttl"] = f"{life}s"
        made = single(http.change("POST", "/v1/auth/token/create-orphan", body).json(), "create")
        generation = Generation(made.text("auth.accessor"), made.text("auth.accessor"), mark=new.mark)
        return Created(Ended.DONE, generation=generation, value=Secret(made.text("auth.client_token").encode()))

    return _changing.made(_opened(plane, login), make)


def revoke_token(plane: Plane, login: Login, _subject: Subject, generation: Generation) -> EffectResult:
    """Revoke a token by its accessor; a token that is gone counts as done."""

    def revoke(http: Changing) -> EffectResult:
        if _look_up(http, generation.id) is None:
            return EffectResult(Ended.DONE, "gone")
        http.change("POST", "/v1/auth/token/revoke-accessor", {"accessor": generation.id})
        return EffectResult(Ended.DONE)

    return _changing.effect(_opened(plane, login), revoke)


def _secret_ids(http: Changing, subject: Subject) -> Iterator[Generation]:
    for accessor in _keys(http, f"{_role(subject)}/secret-id"):
        try:
            reply = http.request(
                "POST", f"{_role(subject)}/secret-id-accessor/lookup", body={"secret_id_accessor": accessor}
            )
        except NotThere:  # it ended since it was listed
            continue
        one = single(reply.json(), "secret-id-accessor").inner("data")
        mark = one.maybe(f"metadata.{_MARK}")
        yield Generation(accessor, subject.account, made_at=one.time("creation_time"), mark=mark)


def _tokens(http: Changing) -> Iterator[Record]:
    for accessor in _keys(http, "/v1/auth/token/accessors"):
        if (found := _look_up(http, accessor)) is not None:
            yield found


def _keys(http: Changing, path: str) -> list[str]:
    """Return the keys of a list; an empty list is 404."""
    try:
        body = http.request("LIST", path).json()
    except NotThere:
        return []
    keys = single(body, path).inner("data").body.get("keys")
    if not isinstance(keys, list):
        raise VendorChanged(f"{path}: keys")
    return [str(one) for one in keys]


def _look_up(http: Changing, accessor: str) -> Record | None:
    """Return a token's record; None if its accessor is unknown (403 "invalid accessor")."""
    reply = http.request(
        "POST", "/v1/auth/token/lookup-accessor", body={"accessor": accessor}, accept=(400, 403, 404, 500)
    )
    if reply.status == 200:
        return single(reply.json(), "lookup-accessor").inner("data")
    if b"invalid accessor" in reply.content or reply.status == 404:
        return None
    raise NotAllowed(f"lookup-accessor: {reply.status}", hint="give the token the named right")


def _generation(token: Record) -> Generation:
    created = token.number("creation_time")
    made_at = datetime.fromtimestamp(created, UTC) if created else None
    accessor = token.text("accessor")
    return Generation(accessor, accessor, made_at=made_at, mark=token.maybe(f"meta.{_MARK}"))


def _role(subject: Subject) -> str:
    mount = quote(subject.settings.get(_MOUNT, "approle").strip("/"), safe="/")
    return f"/v1/auth/{mount}/role/{quote(subject.account, safe='')}"


def _opened(plane: Plane, login: Login) -> Callable[[], Changing]:
    return lambda: Changing(plane.address, header("X-Vault-Token", login.value), headers={"User-Agent": login.mark})


ROTATORS = (
    Rotator(
        kind="approle",
        parts=("id", "secret"),
        chosen_by=ChosenBy.PROVIDER,
        slots=Slots.MANY,
        place=place,
        administrator=attempt_token,
        generations=secret_ids,
        scopes=(
            LeastScope("list, update on auth/approle/role/<role>/secret-id", "list secret ids and make one"),
            LeastScope("update on auth/approle/role/<role>/secret-id-accessor/*", "read and destroy one by accessor"),
            LeastScope("read on auth/approle/role/<role>/role-id", "give consumers the whole value"),
            LeastScope("list, sudo on auth/token/accessors", "find the tokens that were issued for it"),
            LeastScope("update on auth/token/lookup-accessor, auth/token/revoke-accessor", "revoke those tokens"),
        ),
        create=create_secret_id,
        delete=destroy_secret_id,
        no_sessions_because="each request carries a token; the tokens are derived credentials",
        derives="tokens issued for the secret id",
        end_derived=end_issued,
        checks=checks_of_role,
        settings=(RotatorSetting(_MOUNT, "the mount of the AppRole method (approle)", required=False),),
    ),
    Rotator(
        kind="token",
        chosen_by=ChosenBy.PROVIDER,
        slots=Slots.MANY,
        place=place,
        administrator=attempt_token,
        generations=tokens,
        scopes=(
            LeastScope(
                "sudo on auth/token/create-orphan", "make a token that does not end with the administrator's token"
            ),
            LeastScope("every policy of the token", "a token cannot make one with more rights than its own"),
            LeastScope("list, sudo on auth/token/accessors", "find the tokens of one purpose"),
            LeastScope("update on auth/token/lookup-accessor, auth/token/revoke-accessor", "read and revoke them"),
        ),
        create=create_token,
        delete=revoke_token,
        no_sessions_because="each request carries the token",
        derives="orphan child tokens, which no list shows",
        checks=checks_of_token,
    ),
)
