"""Changes API tokens of Cloudflare accounts and users. Many may exist; Cloudflare makes the value and shows it once.

developers.cloudflare.com, API, *Account API tokens*, *User API tokens*, in the models of the vendor's library (PyPI
``cloudflare`` 5.9.0; the delay of ``last_used_on`` is not documented: a day is assumed):

- ``PUT …/tokens/ID/value`` (*roll*) **ends the old value in the same moment** (*Roll tokens*: "will invalidate the
  previous token", read 2026-11-28). A second token is therefore made with the policies, the condition and the lifetime
  of the old one, and the old one is deleted at the end.
- The name ends with ``[keyroll MARK OLD]``: the mark of the request and the id of the old token.
- A token is disabled by its status, and enabled again; the request repeats its name and policies.
- Service tokens of Access: see ``rotate_access``.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import quote

from keyroll.model.json import Json, Record, single
from keyroll.model.probe import Limit, Plane
from keyroll.providers import _changing
from keyroll.providers._changing import Changing, named_by
from keyroll.providers.cloudflare.probe import account_place, attempt, user_place
from keyroll.providers.cloudflare.rotate_access import ACCESS
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
    Slots,
    Subject,
)
from keyroll.secret import Secret

_PAGE: Final = 50


def generations(plane: Plane, login: Login, subject: Subject) -> ListedGenerations:
    """List the tokens of one purpose by id."""

    def read(http: Changing) -> ListedGenerations:
        tokens = _tokens(http)
        return named_by("id", subject.account, tokens, lambda one: _tag(one)[1], _generation)

    return _changing.listed(_changing.by_bearer(plane, login), read)


def create(plane: Plane, login: Login, subject: Subject, new: NewValue) -> Created:
    """Make a token with the properties of the old one."""

    def make(http: Changing) -> Created:
        old = _one(http, subject.account)
        if old is None:
            return Created(Ended.REFUSED, "the token does not exist")
        body = _like(old)
        body["name"] = _changing.tagged(old.text("name"), new.mark, subject.account)
        issued, ends = old.time("issued_on"), old.time("expires_on")
        if issued and ends:
            body["expires_on"] = (datetime.now(UTC) + (ends - issued)).strftime("%Y-%m-%dT%H:%M:%SZ")
        made = single(http.change("POST", "/tokens", body).json(), "tokens").inner("result")
        return Created(Ended.DONE, generation=_generation(made), value=Secret(made.text("value").encode()))

    return _changing.made(_changing.by_bearer(plane, login), make)


def disable(plane: Plane, login: Login, _subject: Subject, generation: Generation) -> EffectResult:
    """Disable a token; a token that is gone counts as done."""
    return _status(plane, login, generation, "disabled")


def enable(plane: Plane, login: Login, _subject: Subject, generation: Generation) -> EffectResult:
    """Enable a token again."""
    return _status(plane, login, generation, "active")


def delete(plane: Plane, login: Login, _subject: Subject, generation: Generation) -> EffectResult:
    """Delete a token; a token that is gone counts as done."""

    def remove(http: Changing) -> EffectResult:
        return _changing.change_or_gone(http, "DELETE", _path(generation.id))

    return _changing.effect(_changing.by_bearer(plane, login), remove)


def _status(plane: Plane, login: Login, generation: Generation, status: str) -> EffectResult:
    def change(http: Changing) -> EffectResult:
        old = _one(http, generation.id)
        if old is None:
            return EffectResult(Ended.DONE if status == "disabled" else Ended.REFUSED, "gone")
        if old.text("status") != status:
            body = _like(old)
            body |= {"name": old.text("name"), "status": status}
            http.change("PUT", _path(generation.id), body)
        return EffectResult(Ended.DONE)

    return _changing.effect(_changing.by_bearer(plane, login), change)


def _like(old: Record) -> dict[str, Json]:
    """Return the parts of a token that a request repeats: its policies by group ids, its condition, its times."""
    policies: list[Json] = []
    for one in old.records("policies"):
        groups: list[Json] = [{"id": group.text("id")} for group in one.records("permission_groups")]
        found: dict[str, Json] = {"effect": one.text("effect"), "permission_groups": groups}
        policies.append({**found, "resources": one.body.get("resources")})
    kept = {name: old.body[name] for name in ("condition", "not_before", "expires_on") if old.body.get(name)}
    return {"policies": policies, **kept}


def _tokens(http: Changing) -> list[Record]:
    found: list[Record] = []
    for page in range(1, 1000):
        body = single(http.get(f"/tokens?per_page={_PAGE}&page={page}").json(), "tokens")
        some = list(body.records("result"))
        found += some
        if len(some) < _PAGE:
            break
    return found


def _one(http: Changing, name: str) -> Record | None:
    found = _changing.record_or_none(http, _path(name), "token")
    return found.inner("result") if found else None


def _path(name: str) -> str:
    return f"/tokens/{quote(name, safe='')}"


def _tag(token: Record) -> tuple[str, str]:
    return _changing.tag_of(token.maybe("name"))


def _generation(token: Record) -> Generation:
    name = token.text("id")
    state = GenerationState.ACTIVE if token.maybe("status") in ("active", "") else GenerationState.DISABLED
    return Generation(name, name, state, token.time("issued_on"), token.time("last_used_on"), _tag(token)[0])


def _of(kind: str, place: Callable[[str], Plane], scope: str) -> Rotator:
    return Rotator(
        kind=kind,
        chosen_by=ChosenBy.PROVIDER,
        slots=Slots.MANY,
        place=place,
        administrator=attempt,
        generations=generations,
        scopes=(LeastScope(scope, "make, disable and delete tokens; a token with this may make any other"),),
        create=create,
        disable=disable,
        enable=enable,
        delete=delete,
        no_sessions_because="each request carries the token",
        unchecked_because="Cloudflare shows no permissions of a token: the first write shows them",
        last_used="last_used_on of the token",
        last_used_delay=timedelta(days=1),
        pace=Limit(4, timedelta(seconds=1)),
    )


ROTATORS = (
    _of("account_token", account_place, "Account API Tokens Write"),
    _of("user_token", user_place, "User API Tokens Write"),
    ACCESS,
)
