"""The used permissions of custom administrator roles, with their resources.

A permission whose use no event would show is kept: reading, and a permission whose events are not known. A permission
is also kept if the log has none of its events, from any user, unless a person says that the log is complete.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from keyroll.reach.narrowing import Kept
from keyroll.reach.okta.permissions import CREATES, EVENTS, PARTS, about, closure, makes, unknown_about

#: The target types of events, by the object type of a permission.
_TYPES = {"users": ("User", "NewUser"), "groups": ("UserGroup",), "apps": ("AppInstance",)}
INSIDE = "contained_resources"


@dataclass(frozen=True, slots=True)
class OktaUse:
    """An event and its targets, as pairs of a type and a number."""

    event: str
    targets: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OktaAssignment:
    """A custom role for a resource set: its permissions and resources; no resources if the set was not read."""

    role: str
    resource_set: str
    permissions: frozenset[str]
    resources: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OktaLog:
    """The events of a principal, and the event types in the log of any user; None if the log is complete."""

    uses: Sequence[OktaUse]
    seen: frozenset[str] | None

    def used(self, permission: str) -> bool:
        """Return whether an event may come from a permission, without its parts."""
        return not self.events.isdisjoint(EVENTS.get(permission, ()))

    def unseen(self, permission: str) -> list[str]:
        """Return the events of a permission, without its parts, that the log has of no user."""
        return [] if self.seen is None else sorted(set(EVENTS.get(permission, ())) - self.seen)

    @property
    def events(self) -> frozenset[str]:
        """Return the types of the principal's events."""
        return frozenset(one.event for one in self.uses)


def narrowed_permissions(held: Collection[str], log: OktaLog) -> tuple[set[str], list[Kept]]:
    """Return the remaining permissions, and those without an event that shows their use."""
    kept: list[Kept] = []
    unknown = unknown_about(log.events)

    def left(permission: str) -> set[str]:
        because = _because(permission, log, unknown)
        if because or log.used(permission):
            kept.extend([Kept(permission, because)] if because else [])
            return {permission}
        return {one for part in PARTS.get(permission, ()) for one in left(part)}

    every = {one for permission in sorted(held) for one in left(permission)}
    return every, [one for one in dict.fromkeys(kept) if one.pattern in every]


def _because(permission: str, log: OktaLog, unknown: Mapping[str, str]) -> str:
    """Return why the log cannot show all uses of a permission; empty if it can."""
    if permission.endswith(".read"):
        return "no event shows reading"
    if permission not in EVENTS:
        return "no event is known that shows its use"
    if (event := unknown.get(about(permission))) is not None:
        return f"the permission that {event} needed is not known"
    unseen = [] if log.used(permission) else log.unseen(permission)
    return f"the log has no {unseen[0]} of any user" if unseen else ""


def narrowed_assignment(
    one: OktaAssignment, members: Mapping[str, frozenset[str]] | None, log: OktaLog
) -> tuple[dict[frozenset[str], set[str]], list[Kept]]:
    """Return the remaining permissions by resources; ``members`` of groups, None: they were not read."""
    permissions, kept = narrowed_permissions(one.permissions, log)
    given: dict[frozenset[str], set[str]] = defaultdict(set)
    without_use = {each.pattern for each in kept}
    for permission in permissions:
        fewer = one.resources
        if permission not in without_use:
            fewer = _needed(permission, one.resources, members, log)
        given[fewer].add(permission)
        if fewer != one.resources:
            # Some permissions include reads, and no event shows the objects of reads.
            given[one.resources] |= {each for each in closure(permission) if each.endswith(".read")}
    return dict(given), kept


def _needed(
    permission: str, resources: frozenset[str], members: Mapping[str, frozenset[str]] | None, log: OktaLog
) -> frozenset[str]:
    """Return the resources for which a permission was used; all if that is not certain."""
    what = about(permission)
    if not what or permission in CREATES or any(log.unseen(part) for part in closure(permission)):
        return resources
    needed: set[str] = set()
    for target in targets(permission, log.uses):
        found = {one for one in resources if covers(one, what, target, members) is not False}
        if not found:
            return resources
        needed |= found
    # Other resources of a set have no effect on the permission, and are no reason for a new set.
    return frozenset(needed) if needed and needed < {one for one in resources if holds(one, what)} else resources


def targets(permission: str, uses: Sequence[OktaUse]) -> Iterator[str]:
    """Yield the targets of a permission's events of its object type; empty if an event has none."""
    for use in uses:
        if use.event in makes(permission):
            found = [number for kind, number in use.targets if kind in _TYPES[about(permission)]]
            yield from found or [""]


def holds(resource: str, what: str) -> bool:
    """Return whether a resource of a set has users, groups or apps."""
    _, named, *rest = resource.split(":")
    return what == "users" if named == "groups" and rest[1:] == [INSIDE] else named == what


def covers(resource: str, what: str, number: str, members: Mapping[str, frozenset[str]] | None) -> bool | None:
    """Return whether a resource of a set covers a user, a group or an app; None: unknown."""
    if not holds(resource, what):
        return False
    _, _, *rest = resource.split(":")
    last = [one for one in rest if one]
    if last[1:] == [INSIDE]:
        return None if members is None else number in members.get(last[0], frozenset())
    if not last or last[-1] == number:
        return True
    # Apps of one type: no stored list has their members.
    return None if what == "apps" and len(last) == 1 else False
