"""Changes access tokens of GitLab. Many may exist; GitLab makes the value and shows it once.

docs.gitlab.com, *Project access tokens API* (fields, states, ``POST``, ``DELETE``, ``rotate``), *Group access tokens
API*, *Personal access tokens API* (an administrator lists those of everybody, and makes one for a person), and the
delay of ``last_used_at`` in GitLab's repository, ``last_used_service.rb`` (``LAST_USED_AT_TIMEOUT``), read 2026-11-29:

- ``POST …/access_tokens/:id/rotate`` **ends the old value in the same moment**, and so does a token that rotates
  itself. A second token is therefore made beside the old one (``POST …/access_tokens``; for a person's by an
  administrator, ``POST /users/:id/personal_access_tokens``), and the old one is revoked at the end.
- The new token has the scopes, access level and lifetime of the old one. Its name is that of the old one with
  ``[keyroll MARK OLD]``: the mark of the request and the id of the old one.
- A revoked token cannot be made valid again: there is no reversible way to disable one.
- *Automatic reuse detection* (*Personal access tokens API*, since GitLab 16.3; read in GitLab's repository,
  ``doc/api/personal_access_tokens.md`` and ``lib/gitlab/auth/auth_finders.rb``, 2026-11-28): tokens that were made by
  ``rotate`` are a family of which the latest is active. A revoked one that is presented **to ``rotate``** ends the
  active one; presented to any other address it is refused and ends nothing. keyroll never calls ``rotate``, neither
  for a change nor for a probe, so it ends no family.
- ``last_used_at`` is written with a delay of up to ten minutes.
- A token of a project or group belongs to its own bot user.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final
from urllib.parse import quote

from keyroll.http import header
from keyroll.model.json import Json, Record, iterate, single
from keyroll.model.probe import Limit, Plane
from keyroll.providers import _changing
from keyroll.providers._changing import Changing, named_by
from keyroll.providers._rest import by_link
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
from keyroll.providers.gitlab.probe import attempt, where
from keyroll.secret import Secret

_OWNERS: Final = ("project", "group")
_TAG = re.compile(r"\s*\[keyroll (\S*) (\d+)\]\Z")
#: The longest lifetime that GitLab allows by default, in days.
_LONGEST: Final = 365


def generations(plane: Plane, login: Login, subject: Subject) -> ListedGenerations:
    """List the tokens of one purpose."""

    def read(http: Changing) -> ListedGenerations:
        tokens = list(_tokens(http, subject))
        return named_by("id", subject.account, tokens, lambda one: _tag(one)[1], _generation)

    return _changing.listed(_opened(plane, login), read)


def create(plane: Plane, login: Login, subject: Subject, new: NewValue) -> Created:
    """Make a token with the properties of the old one, for the same project, group or user."""

    def make(http: Changing) -> Created:
        tokens = list(_tokens(http, subject))
        old = next((one for one in tokens if one.text("id") == subject.account), None)
        if old is None:
            return Created(Ended.REFUSED, "the token does not exist")
        scopes = old.body.get("scopes")
        body: dict[str, Json] = {
            "name": _changing.tagged(old.text("name"), new.mark, subject.account, _TAG),
            "scopes": scopes if isinstance(scopes, list) else [],
            "expires_at": _ends(old).isoformat(),
        }
        if (level := old.number("access_level")) is not None:
            body["access_level"] = level
        own = _path(subject)
        path = f"{own}/access_tokens" if own else f"/api/v4/users/{old.text('user_id')}/personal_access_tokens"
        made = single(http.change("POST", path, body).json(), "access_tokens")
        return Created(Ended.DONE, generation=_generation(made), value=Secret(made.text("token").encode()))

    return _changing.made(_opened(plane, login), make)


def delete(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Revoke a token; a token that is gone or revoked counts as done."""

    def revoke(http: Changing) -> EffectResult:
        if all(one.text("id") != generation.id for one in _tokens(http, subject)):
            return EffectResult(Ended.DONE, "gone")
        own = _path(subject)
        path = f"{own}/access_tokens" if own else "/api/v4/personal_access_tokens"
        return _changing.change_or_gone(http, "DELETE", f"{path}/{quote(generation.id, safe='')}")

    return _changing.effect(_opened(plane, login), revoke)


def checks(plane: Plane, login: Login, _subject: Subject) -> tuple[PlanCheck, ...]:
    """Return whether the administrator's own token has the scope ``api``; the list shows that it may see the others."""
    return _changing.checked(_opened(plane, login), lambda http: [may_write(http, login.who)])


def may_write(http: Changing, who: str) -> PlanCheck:
    """Return whether a token has the scope ``api`` (*Personal access tokens API*, ``self``: re-check)."""
    scopes = single(http.get("/api/v4/personal_access_tokens/self").json(), "self").body.get("scopes")
    has = "api" in scopes if isinstance(scopes, list) else None
    return PlanCheck.right("scope api", who, "make a token with the scope api", has=has, because="no scopes are named")


def _tokens(http: Changing, subject: Subject) -> Iterator[Record]:
    """Yield the live tokens of the project or group, or of the user who owns the token."""
    if own := _path(subject):
        yield from _live(http, f"{own}/access_tokens?per_page=100")
        return
    # GitLab still shows a revoked token by its id. A 404 may be a missing right, so it is not an empty list.
    old = single(http.get(f"/api/v4/personal_access_tokens/{quote(subject.account, safe='')}").json(), "token")
    yield from _live(http, f"/api/v4/personal_access_tokens?per_page=100&user_id={old.text('user_id')}")


def _live(http: Changing, path: str) -> Iterator[Record]:
    while path:
        reply = http.get(path)
        for one in iterate(reply.json(), path):
            if one.flag("active") is not False and not one.flag("revoked"):
                yield one
        path = by_link(path, reply, None)


def _path(subject: Subject) -> str:
    """Return the path of the project or group; empty for a person's token."""
    given = [(kind, subject.settings[kind]) for kind in _OWNERS if subject.settings.get(kind)]
    return f"/api/v4/{given[0][0]}s/{quote(given[0][1], safe='')}" if given else ""


def _tag(token: Record) -> tuple[str, str]:
    """Return the mark of the request and the replaced token; empty texts for a token that keyroll did not make."""
    return _changing.tag_of(token.text("name"), _TAG)


def _generation(token: Record) -> Generation:
    name = token.text("id")
    return Generation(
        name, name, made_at=token.time("created_at"), last_used_at=token.time("last_used_at"), mark=_tag(token)[0]
    )


def _ends(old: Record) -> date:
    """Return the new token's last day: the lifetime of the old one, limited by GitLab's maximum."""
    made, ends = old.time("created_at"), old.maybe("expires_at")
    days = (date.fromisoformat(ends) - made.date()).days if made and ends else _LONGEST
    return datetime.now(UTC).date() + timedelta(days=max(1, min(days, _LONGEST)))


def _opened(plane: Plane, login: Login) -> Callable[[], Changing]:
    # The probe's address is that of the API; paths here begin with it.
    server = plane.address.removesuffix("/api/v4")
    return lambda: Changing(server, header("PRIVATE-TOKEN", login.value), headers={"User-Agent": login.mark})


ROTATORS = (
    Rotator(
        kind="access_token",
        chosen_by=ChosenBy.PROVIDER,
        slots=Slots.MANY,
        place=where,
        administrator=attempt,
        generations=generations,
        scopes=(
            LeastScope("api, as maintainer of the project or owner of the group", "make and revoke its tokens"),
            LeastScope("api, of an administrator", "make a token of another person, and revoke it"),
        ),
        create=create,
        delete=delete,
        no_sessions_because="each request carries the token",
        last_used="last_used_at of the token",
        last_used_delay=timedelta(minutes=10),
        checks=checks,
        pace=Limit(5, timedelta(seconds=1)),
        settings=(
            RotatorSetting("project", "the project's id, for a token of a project", required=False),
            RotatorSetting("group", "the group's id, for a token of a group", required=False),
        ),
    ),
)
