"""Permissions of a fine-grained token or an app of GitHub, as the JSON of an app's declaration.

The audit log shows reads of a token or an app only if API requests and Git events are streamed (docs.github.com, *Audit
log streaming*, from memory: re-check). Without them no permission counts as unused; GraphQL names no permission.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from keyroll.model.json import Json, Record, iterate, single
from keyroll.providers._lists import texts
from keyroll.reach.github_permissions import LEVELS, OF_EVENTS, GithubPermission, permission_for
from keyroll.reach.narrowing import (
    REQUESTS,
    EntitledPrincipal,
    Kept,
    Language,
    Narrowed,
    NarrowingCheck,
    PrincipalUse,
    refuse_unnamed,
)
from keyroll.reach.system import SystemReads

_LOG: Final = "github.audit"
_TOKENS, _APPS = "personal_access_tokens", "installations"
GIT = "git"
_USES: Final = """
SELECT "action" AS service, coalesce(upper(nullif(request_method, '')), '-') AS operation,
  coalesce(route, '') AS resource, CASE WHEN status_code IN (401, 403) THEN false ELSE true END AS allowed, happened_at
FROM least_native
WHERE list_has_any($who, ['actor ' || coalesce(actor, ''), 'token ' || coalesce(CAST(token_id AS VARCHAR), '')])"""
_SHOWS: Final = """SELECT DISTINCT CASE WHEN "action" = 'api.request' THEN 'requests' ELSE 'git' END FROM least_native
WHERE "action" = 'api.request' OR "action" LIKE 'git.%'"""
_STAYS: Final = "metadata"
#: The level of a permission, by its target and its name.
_Held = dict[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class _Granted:
    """The permissions of one token or app, and the kinds of events that are delivered to it."""

    permissions: _Held
    events: tuple[str, ...]


def _each(reads: SystemReads) -> Iterator[tuple[EntitledPrincipal, _Granted]]:
    for page in reads.pages(_TOKENS):
        for one in iterate(page, _TOKENS):
            number = one.text("token_id")
            names = frozenset({one.maybe("token_name") or number})
            principal = EntitledPrincipal(f"{reads.name}:token_id:{number}", names, (f"token {number}",))
            scopes = one.inner("permissions")
            held = {
                pair
                for scope in ("organization", "repository", "other")
                for pair in _levels(scopes.inner(scope), scope)
            }
            yield principal, _Granted(dict(held), ())
    for page in reads.pages(_APPS):
        for one in single(page, _APPS).records(_APPS):
            login = f"{one.text('app_slug')}[bot]"
            names = frozenset({one.text("app_slug"), login})
            principal = EntitledPrincipal(f"{reads.name}:user:{login}", names, (f"actor {login}",))
            yield principal, _Granted(dict(_levels(one.inner("permissions"), "")), tuple(texts(one, "events")))


def _levels(permissions: Record, scope: str) -> Iterator[tuple[tuple[str, str], str]]:
    for name, level in permissions.body.items():
        if isinstance(level, str):
            yield (scope, name), level


def _principals(reads: SystemReads) -> Iterator[EntitledPrincipal]:
    return (principal for principal, _ in _each(reads))


def _granted(reads: SystemReads, principal: EntitledPrincipal) -> _Granted:
    return next(granted for one, granted in _each(reads) if one.id == principal.id)


def _needs(logged: PrincipalUse) -> Iterator[tuple[str, GithubPermission | None]]:
    for one in logged.uses:
        yield (
            f"{one.operation} {one.resource}" if one.resource else one.service,
            permission_for(one.service, one.operation, one.resource),
        )


def _narrow(reads: SystemReads, principal: EntitledPrincipal, logged: PrincipalUse) -> Narrowed:
    granted = _granted(reads, principal)
    because, whole = "it is unknown whether the log shows it", "requests and Git events are all streamed"
    refuse_unnamed(principal, logged, (REQUESTS, GIT), because, whole)
    needs = dict(_needs(logged))
    unknown = sorted(said for said, one in needs.items() if one is None)
    after: _Held = {}
    kept: list[Kept] = []
    for (scope, name), level in granted.permissions.items():
        because = _because(name, logged.shows, unknown)
        events = sorted(one for one in granted.events if OF_EVENTS.get(one) == name)
        wanted = {one.level for one in needs.values() if one and one.name == name and one.within(level)}
        if because:
            after[scope, name] = level
            kept.append(Kept(f"{name}:{level}", because))
            continue
        if events and not wanted:
            kept.append(Kept(f"{name}:read", f"events are delivered that need it: {', '.join(events)}"))
        if wanted or events:
            after[scope, name] = max(wanted | ({"read"} if events else set()), key=LEVELS.index)
    removed = tuple(
        f"{name}:{level}" for (scope, name), level in granted.permissions.items() if after.get((scope, name)) != level
    )
    return Narrowed(_document(after), removed, tuple(kept), tuple(unknown), _NOTES)


_NOTES: Final = (
    "these requests do not include reads in the browser and acts of workflows with their own tokens",
    "a token's permissions are changed by its owner; an app's by its owner, and each installation accepts them",
)


def _because(name: str, shows: frozenset[str], unknown: list[str]) -> str:
    """Return why the log cannot show all uses of a permission; empty if it can."""
    if name == _STAYS:
        return "every token has it"
    if REQUESTS not in shows:
        return f"the log has no API requests, so it shows no reading (--data-events {REQUESTS})"
    if name in ("contents", "workflows") and GIT not in shows:
        return f"the log has no Git events (--data-events {GIT})"
    if name == "workflows":
        return "it is needed if a push changes a workflow: no record names it"
    return f"the needed permissions are not known: {', '.join(unknown[:3])}" if unknown else ""


def _document(held: _Held) -> Json:
    if all(not scope for scope, _ in held):
        return {"default_permissions": {name: level for (_, name), level in sorted(held.items())}}
    made: dict[str, dict[str, Json]] = {}
    for (scope, name), level in sorted(held.items()):
        made.setdefault(scope, {})[name] = level
    return {"permissions": {scope: dict(each) for scope, each in made.items()}}


def _read_again(document: Json) -> Mapping[tuple[str, str], str]:
    body = single(document, "permissions")
    app = dict(_levels(body.inner("default_permissions"), ""))
    scopes = body.inner("permissions")
    return app | {pair: level for scope in scopes.body for pair, level in _levels(scopes.inner(scope), scope)}


def _check(
    reads: SystemReads, principal: EntitledPrincipal, logged: PrincipalUse, narrowed: Narrowed
) -> NarrowingCheck:
    before, after = _granted(reads, principal).permissions, _read_again(narrowed.document)
    lost = [
        said for said, one in _needs(logged) if one and _allows(before, one) and not _allows(after, one)
    ]  # fmt: skip
    excess = [
        f"{name}:{level}" for (scope, name), level in after.items()
        if level != (had := before.get((scope, name), "")) and not GithubPermission(name, level).within(had)
    ]  # fmt: skip
    return NarrowingCheck(tuple(lost), tuple(excess))


def _allows(held: Mapping[tuple[str, str], str], one: GithubPermission) -> bool:
    return not one.name or any(name == one.name and one.within(level) for (_, name), level in held.items())


LANGUAGE = Language(
    "set of permissions of GitHub", "give the token or app these permissions",
    {_LOG: _USES}, _principals, _narrow, {_LOG: _SHOWS},
    {REQUESTS: "all API requests are streamed to the audit log", GIT: "all Git events are"}, _check,
)  # fmt: skip
