"""Administrator roles of Okta, as JSON: custom roles with their permissions and resources, and standard roles.

The System Log has events for changes and none for reads. So read permissions stay, and a standard role becomes a
smaller one only if a person declares that the smaller role shows enough. An API token has the roles of its user.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final, cast

from keyroll.model.json import Json, Record, iterate, single
from keyroll.providers.okta.assignments import covered
from keyroll.providers.okta.survey import assignee_of
from keyroll.reach.narrowing import (
    EntitledPrincipal,
    Kept,
    Language,
    Narrowed,
    NarrowingCheck,
    PrincipalUse,
    refuse_unnamed,
)
from keyroll.reach.okta.least import OktaAssignment, OktaLog, OktaUse, covers, narrowed_assignment, targets
from keyroll.reach.okta.permissions import EVENTS, SMALLER, STANDARD, about, administrative, closure, makes
from keyroll.reach.system import SystemReads

_LOG: Final = "okta.system_log"
_ROLES: Final = ("user_roles", "client_roles", "group_roles")
_PERMISSIONS, _SETS, _MEMBERS = "role_permissions", "resource_sets", "group_members"
ALL_EVENTS, READS = "events", "reads"
#: Acts of a user on the own account are left out: they need no role.
_USES: Final = """
SELECT 'System Log' AS service, eventType AS operation,
  array_to_string(list_sort(list_transform(coalesce(target, []), LAMBDA one : one.type || ':' || one.id)), ' ')
    AS resource,
  coalesce(outcome.result, '') <> 'DENY' AS allowed, TRY_CAST(published AS TIMESTAMPTZ) AS happened_at
FROM least_native
WHERE list_contains($who, actor.id) AND NOT (
  regexp_matches(eventType, '^user\\.(account\\.(update|reset|unlock|expire)|mfa\\.|session\\.|authentication\\.)')
  AND list_contains(list_transform(list_filter(target, LAMBDA one : one.type = 'User'), LAMBDA one : one.id), actor.id))
"""
_SHOWS: Final = "SELECT DISTINCT eventType FROM least_native"
_Members = Mapping[str, frozenset[str]] | None


def _given(reads: SystemReads) -> Iterator[tuple[str, Record]]:
    """Yield each active role with its holder: the kind and the number."""
    for endpoint in _ROLES:
        for page in reads.pages(endpoint):
            for one in iterate(page, f"{reads.name} {endpoint}"):
                if one.text("status") == "ACTIVE":
                    yield ":".join(assignee_of(one)), one


def _members(reads: SystemReads) -> _Members:
    if reads.unread((_MEMBERS,)):
        return None
    found: dict[str, set[str]] = defaultdict(set)
    for page in reads.pages(_MEMBERS):
        for one in iterate(page, _MEMBERS):
            found[one.text("group")].add(one.text("id"))
    return {group: frozenset(who) for group, who in found.items()}


def _principals(reads: SystemReads) -> Iterator[EntitledPrincipal]:
    members = _members(reads)
    for who in dict.fromkeys(who for who, _ in _given(reads)):
        kind, _, number = who.partition(":")
        actors = tuple(sorted((members or {}).get(number, ()))) if kind == "group" else (number,)
        if kind != "group" or members is not None:
            name = reads.names.get(f"{reads.name}:{who}", number)
            yield EntitledPrincipal(f"{reads.name}:{who}", frozenset({name, number}), actors)


def _resources(reads: SystemReads) -> dict[str, dict[str, str]]:
    """Return the full names of the resources of each resource set."""
    return {
        answer.text("resourceSet"): {covered(one): one.text("orn") for one in answer.records("resources")}
        for page in reads.pages(_SETS)
        for answer in (single(page, _SETS),)
    }


def _held(reads: SystemReads, principal: EntitledPrincipal) -> tuple[list[OktaAssignment], list[str], list[Kept]]:
    """Return the custom and the standard roles of a principal, and the roles that cannot be narrowed."""
    allowed: dict[str, set[str]] = defaultdict(set)
    for page in reads.pages(_PERMISSIONS):
        for one in iterate(page, _PERMISSIONS):
            allowed[one.text("role")].add(one.text("label"))
    sets = _resources(reads)
    custom, standard, kept = list[OktaAssignment](), list[str](), list[Kept]()
    for who, one in _given(reads):
        if f"{reads.name}:{who}" != principal.id:
            continue
        label, of_set = one.maybe("label") or one.text("type"), one.maybe("resource-set")
        if one.maybe("assignmentType") == "GROUP" and not who.startswith("group:"):
            kept.append(Kept(label, "it comes with a group: narrow the group's roles"))
        elif one.text("type") != "CUSTOM":
            standard.append(one.text("type"))
        elif label in allowed:
            permissions, resources = frozenset(allowed[label]), frozenset(sets.get(of_set, ()))
            custom.append(OktaAssignment(label, of_set, permissions, resources))
        else:
            kept.append(Kept(label, "the permissions of the custom role were not read"))
    return custom, standard, kept


def _log(logged: PrincipalUse) -> OktaLog:
    pairs = [(one.operation, [each.partition(":") for each in one.resource.split()]) for one in logged.uses]
    uses = [OktaUse(event, tuple((kind, number) for kind, _, number in named)) for event, named in pairs]
    return OktaLog(uses, None if ALL_EVENTS in logged.shows else logged.shows)


def _narrow(reads: SystemReads, principal: EntitledPrincipal, logged: PrincipalUse) -> Narrowed:
    because, whole = "it is unknown whether the log has all events", "the System Log is read whole"
    refuse_unnamed(principal, logged, (ALL_EVENTS,), because, whole)
    custom, standard, whole_roles = _held(reads, principal)
    kept = [*whole_roles]
    log, members, names = _log(logged), _members(reads), _resources(reads)
    roles: list[Json] = []
    removed: list[str] = []
    for one in custom:
        given, stays = narrowed_assignment(one, members, log)
        kept += [Kept(f"{each.pattern} of {one.role}", each.because) for each in stays]
        for resources, permissions in sorted(given.items(), key=lambda pair: (-len(pair[0]), sorted(pair[0]))):
            entry: dict[str, Json] = {"role": one.role, "permissions": [*sorted(permissions)]}
            if resources == one.resources:
                entry["resource-set"] = one.resource_set
            else:
                entry["resources"] = [names[one.resource_set][each] for each in sorted(resources)]
            roles.append(entry)
        left = given.get(one.resources, set())
        removed += [f"{each} of {one.role}" for each in sorted(one.permissions - left)]
    for role in standard:
        smaller, why = _smaller(role, log, logged.shows)
        kept += [Kept(role, why)] if why else []
        removed += [role] if smaller != role else []
        roles += [{"type": smaller}] if smaller else []
    roles += [{"label": each.pattern} for each in whole_roles]
    return Narrowed({"roles": roles}, tuple(removed), tuple(kept), _unplaced(custom, standard, log), _NOTES)


def _smaller(role: str, log: OktaLog, shows: frozenset[str]) -> tuple[str, str]:
    """Return the smallest standard role for the uses, empty for none; and the reason why it is not smaller."""
    done = administrative(log.events)
    if not {ALL_EVENTS, READS} <= shows:
        said = f"--data-events {ALL_EVENTS},{READS}"
        return role, f"no event shows its reads, and no list has its events ({said})"
    if not done:
        return "", ""
    found = next((one for one in SMALLER.get(role, ()) if done <= STANDARD[one]), role)
    return found, "" if found != role else "no smaller standard role certainly allows the logged acts"


def _unplaced(custom: list[OktaAssignment], standard: list[str], log: OktaLog) -> tuple[str, ...]:
    known = {event for one in custom for permission in one.permissions for event in makes(permission)}
    return () if standard else tuple(sorted(administrative(log.events) - known))


_NOTES: Final = (
    "a removed permission may also have shown the objects that it changes: no event shows it; grant the read right",
    "other holders of the same role keep it: grant these permissions as a separate role",
    "a smaller standard role keeps the groups to which the former one is limited; one super administrator has to stay",
)


def _check(
    reads: SystemReads, principal: EntitledPrincipal, logged: PrincipalUse, narrowed: Narrowed
) -> NarrowingCheck:
    custom, standard, _ = _held(reads, principal)
    log, members = _log(logged), _members(reads)
    sets = {name: frozenset(each) for name, each in _resources(reads).items()}
    full = {orn: each for named in _resources(reads).values() for each, orn in named.items()}
    after, types = list[OktaAssignment](), list[str]()
    for one in single(narrowed.document, "roles").records("roles"):
        if "permissions" in one.body:
            whole = one.maybe("resource-set")
            resources = sets.get(whole, frozenset()) if "resource-set" in one.body else _named(one, full)
            permissions = cast("list[str]", one.body["permissions"])
            after.append(OktaAssignment(one.text("role"), whole, frozenset(permissions), resources))
        elif "type" in one.body:
            types.append(one.text("type"))
    lost = [use.event for use in log.uses if _allows(custom, use, members) and not _allows(after, use, members)]
    done = administrative(log.events)
    for role in standard:
        kept = [one for one in types if one == role or one in SMALLER.get(role, ())]
        if done and not any(one == role or done <= STANDARD[one] for one in kept):
            lost.append(role)
    before = [(each, one.resources) for one in custom for held in one.permissions for each in closure(held)]
    excess = [
        permission
        for one in after
        for permission in one.permissions
        if not any(permission == held and one.resources <= resources for held, resources in before)
    ]
    excess += [one for one in types if one not in standard and not any(one in SMALLER.get(r, ()) for r in standard)]
    return NarrowingCheck(tuple(lost), tuple(excess))


def _named(one: Record, full: Mapping[str, str]) -> frozenset[str]:
    return frozenset(full[orn] for orn in cast("list[str]", one.body["resources"]))


def _allows(held: list[OktaAssignment], use: OktaUse, members: _Members) -> bool:
    """Return whether a role allows an event on all its targets, or may allow it."""
    return any(
        use.event in EVENTS.get(part, ())
        and all(
            not one.resources or any(covers(each, about(part), target, members) is not False for each in one.resources)
            for target in targets(part, [use])
            if about(part)
        )
        for one in held
        for permission in one.permissions
        for part in closure(permission)
    )


LANGUAGE = Language(
    "set of administrator roles of Okta", "replace the other roles with these",
    {_LOG: _USES}, _principals, _narrow, {_LOG: _SHOWS},
    {ALL_EVENTS: "all events of the System Log are in the home",
     READS: "the principal reads only objects that a smaller standard role shows"}, _check,
)  # fmt: skip
