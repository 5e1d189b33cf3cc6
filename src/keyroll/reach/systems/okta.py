"""Okta as nodes and edges: administration, resets of other users' sign-ins, and sign-ins to apps.

Roles of a user come with those of its groups ("List all role assignments for a user"). The list lacks the groups or
apps of a limited standard role: its steps are possible. A custom role applies to its resource set; if that was not
read, its steps are possible.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from keyroll.providers._lists import objects
from keyroll.providers.okta.assignments import covered, recovery_of
from keyroll.providers.okta.survey import assignee_of
from keyroll.reach.escalations import EVERYTHING
from keyroll.reach.graph.model import Strength
from keyroll.reach.holdings import Holdings, last_part, named
from keyroll.reach.system import Evaluated, System, SystemReads

_ROLES: Final = ("user_roles", "client_roles", "group_roles")
_PERMISSIONS, _SCOPES, _APPS = "role_permissions", "app_grants", "apps"
_MEMBERS, _APP_USERS, _APP_GROUPS = "group_members", "app_users", "app_groups"
_RECOVERY, _SETS = "password_policies", "resource_sets"
_ADMINISTRATION, _API, _OF_ROLE = "okta:administration", "okta:api", "okta:role"
#: Roles by the vendor's names; any other name is a custom role's label.
_STANDARD: Final = frozenset({
    "SUPER_ADMIN", "ORG_ADMIN", "APP_ADMIN", "USER_ADMIN", "HELP_DESK_ADMIN", "GROUP_MEMBERSHIP_ADMIN", "MOBILE_ADMIN",
    "API_ACCESS_MANAGEMENT_ADMIN", "API_ADMIN", "READ_ONLY_ADMIN", "REPORT_ADMIN", "WORKFLOWS_ADMIN",
    "ACCESS_REQUESTS_ADMIN", "ACCESS_CERTIFICATIONS_ADMIN",
})  # fmt: skip
#: Recovery factors: their holders, and their strengths ("Policies", *Password policy settings*).
_FACTORS: Final = {
    "okta_email": ("reads a person's mail", Strength.STATIC_SECRET),
    "okta_sms": ("gets a person's text messages", Strength.STATIC_SECRET),
    "okta_call": ("gets a person's calls", Strength.STATIC_SECRET),
    "recovery_question": ("has the answer to a person's security question", Strength.STATIC_SECRET),
}
#: The suffix of a resource for the members of a group.
_INSIDE: Final = "contained_resources"
_SET: Final = "the users, groups and apps of the role's resource set were not read"


class _Steps(Holdings):
    def __init__(self, source: SystemReads) -> None:
        super().__init__(source, "roles and assignments")
        self.roles: dict[str, set[str]] = defaultdict(set)
        self.scopes: dict[str, set[str]] = defaultdict(set)
        self.permissions: dict[str, set[str]] = defaultdict(set)
        for one in source.grants:
            held = {_ADMINISTRATION: self.roles, _API: self.scopes, _OF_ROLE: self.permissions}.get(one.resource)
            if held is not None:
                held[last_part(one.principal) if held is self.permissions else one.principal].add(one.privilege)
        self.people = [one for one, _ in source.principals if one.startswith(f"{source.name}:user:")]
        #: The resources of each set with the reason for doubt, and the sets of each holder and role.
        self.covers: dict[str, dict[str, str]] = defaultdict(dict)
        self.given: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.of_group: dict[str, list[str]] = defaultdict(list)
        self._sets()
        self._things()

    def _sets(self) -> None:
        """Read the resources of resource sets, and the sets of each custom role."""
        for answer in self.answers(_SETS):
            for one in objects(answer, "resources"):
                because = "the resource set has conditions" if one.body.get("conditions") else ""
                self.covers[answer.text("resourceSet")][covered(one)] = because
        for endpoint in _ROLES:
            for one in self.records(endpoint):
                if one.maybe("type") == "CUSTOM" and one.maybe("resource-set"):
                    self.given[self.id(*assignee_of(one)), one.text("label")].add(one.text("resource-set"))
        for one in self.records(_MEMBERS):
            self.of_group[one.text("group")].append(self.id("user", one.text("id")))

    def _things(self) -> None:
        """Add people, groups, apps, and the nodes of classes."""
        people = self.stands_for("people", "group", f"people of {self.name} who do not administer it")
        groups = self.stands_for("groups", "group", f"groups of {self.name} without a role")
        apps = self.stands_for("apps", "group", f"apps of {self.name}")
        self.stands_for("apis", "resource", f"APIs that accept tokens of {self.name}")
        clients = self.stands_for("clients", "group", f"OAuth clients of {self.name}")
        everybody = self.stands_for("everybody", "group", f"everybody who signs in to {self.name}")
        for who in {*self.people, *self.roles, *self.scopes}:
            self.node(who, "group" if ":group:" in who else "principal", named(self.source, who))
        for who in self.people:
            self.edge(everybody, who, "becomes", f"are {self.nodes[who].name} too")
            if not self.roles.get(who):
                self.edge(people, who, "becomes", f"are {self.nodes[who].name} too")
        for one in self.records(_APPS):
            name = one.maybe("label") or one.text("id")
            self.edge(apps, self.node(self.id("app", one.text("id")), "resource", name), "contains", f"have {name}")
        for one in self.records(_MEMBERS):
            group = self.node(self.id("group", one.text("group")), "group", one.maybe("groupName") or one.text("group"))
            if not self.roles.get(group):
                self.edge(groups, group, "becomes", f"have {self.nodes[group].name}")
        for app in self.scopes:
            self.edge(clients, app, "becomes", f"are {self.nodes[app].name} too")
        for end in (everybody, apps, groups, clients, self.classes["apis"]):
            self.edge(self.administration, end, "becomes", f"covers {self.nodes[end].name}")

    def assignments(self) -> None:
        """Add the members of groups, and the users of apps."""
        for one in self.records(_MEMBERS):
            user, group = self.id("user", one.text("id")), self.id("group", one.text("group"))
            self.edge(self.node(user, "principal", one.text("id")), group, "member", f"is in {self.nodes[group].name}")
        for endpoint, kind in ((_APP_USERS, "user"), (_APP_GROUPS, "group")):
            for one in self.records(endpoint):
                who = self.node(
                    self.id(kind, one.text("id")), "group" if kind == "group" else "principal", one.text("id")
                )
                app = self.node(self.id("app", one.text("app")), "resource", one.text("app"))
                if one.maybe("scope") != "GROUP" or not self.source.pages(_APP_GROUPS):
                    self.edge(who, app, "assigned", f"may sign in to {self.nodes[app].name}", "", Strength.SHORT_LIVED)

    def held(self) -> None:
        """Add the roles and permissions of each principal as facts."""
        for who, roles in self.roles.items():
            word = "app-role" if ":app:" in who else "role"
            for role in roles:
                self.hold(who, f"{word} {role}")
                if role not in _STANDARD and ":app:" not in who:
                    self._custom(who, role)
        unread = self.source.unread(("client_roles",))
        for app, scopes in self.scopes.items():
            for scope in scopes:
                self.hold(app, f"scope {scope}")
            for role in _STANDARD if unread and app not in self.roles else ():
                self.hold(app, f"app-role {role}", because=f"the roles of the app {last_part(app)} were not read")

    def _custom(self, who: str, role: str) -> None:
        sets = self.given.get((who, role), set())
        for permission in self.permissions.get(role, ()):
            if sets and sets <= self.covers.keys():
                for target, because in self._targets(permission, sets):
                    self.hold(who, f"permission {permission}", target, because)
            else:
                self.hold(who, f"permission {permission}", because=_SET)
        if role not in self.permissions:
            because = f"the permissions of the custom role {role} were not read"
            self.edge(who, self.administration, "administers", f"has the role {role}", because)

    def _targets(self, permission: str, sets: set[str]) -> Iterator[tuple[str, str]]:
        """Yield the targets of a permission by the resources of sets, with the reason for doubt."""
        about = permission.split(".")[1] if permission.count(".") > 1 else ""
        for covers in (self.covers[one] for one in sets):
            for resource, because in covers.items():
                kind, what, *rest = (*resource.split(":"), "")
                if what == about in ("users", "groups", "apps") and not any(rest):
                    yield EVERYTHING, because
                elif (kind, what) == ("directory", "groups") and about == "users" and rest[1:2] == [_INSIDE]:
                    yield from self._members(rest[0], because)
                elif (kind, what) == ("directory", "groups") and about == "groups" and rest[1:2] != [_INSIDE]:
                    yield self.node(self.id("group", rest[0]), "group", rest[0]), because
                elif (kind, what) == ("directory", "users") and about == "users":
                    yield self.node(self.id("user", rest[0]), "principal", rest[0]), because
                elif (kind, what) == ("idp", "apps") and about == "apps":
                    yield self._app(rest, because)
                elif about not in ("users", "groups", "apps"):
                    yield EVERYTHING, because or f"it is not known whether {resource} is one of its resources"

    def _members(self, group: str, because: str) -> Iterator[tuple[str, str]]:
        """Yield the people of a group who do not administer Okta, or everybody if its members were not read."""
        if self.source.unread((_MEMBERS,)):
            yield EVERYTHING, f"the members of the group {group} were not read"
        for one in (each for each in self.of_group[group] if not self.roles.get(each)):
            yield self.node(one, "principal", named(self.source, one)), because

    def _app(self, rest: list[str], because: str) -> tuple[str, str]:
        """Return one app, or all apps if a set covers the apps of one type."""
        number = next((one for one in reversed(rest) if one), "")
        found = self.id("app", number)
        if found in self.nodes:
            return found, because
        return EVERYTHING, because or f"the apps of {number} are not known"

    def recovery(self) -> None:
        """Add sign-ins by password recovery, if a policy allows it or policies were not read."""
        allowed = {factor for one in self.records(_RECOVERY) for factor in recovery_of(one)}
        unread = self.source.unread((_RECOVERY,))
        for factor, (who, strength) in _FACTORS.items():
            if factor in allowed or unread:
                start = self.node(self.id("outside", factor), "outside", f"whoever {who} ({self.name})")
                because = "password policies were not read" if unread else f"the people with it: {who}"
                reason = f"may recover a password: a policy of {self.name} accepts {factor}"
                self.edge(start, self.classes["everybody"], "lets in", reason, because, strength)

    def unread(self) -> None:
        """Add possible steps for a list that was not read."""
        if missing := self.source.unread(("user_roles",)):
            for one in self.people:
                because = f"not read to the end: {', '.join(missing)} of {self.name}"
                self.edge(one, self.administration, "administers", "may have a role that was not read", because)


def _evaluate(source: SystemReads) -> Evaluated:
    steps = _Steps(source)
    steps.assignments()
    steps.held()
    steps.recovery()
    steps.unread()
    steps.lead()
    decided = {*steps.roles, *steps.scopes, *steps.people, *(one for one in steps.nodes if ":group:" in one)}
    whole = not source.unread((*_ROLES, _SCOPES, _MEMBERS))
    return steps.evaluated([*steps.people, *steps.scopes] if whole else (), decided)


SYSTEM = System(
    ("user_roles", "client_roles", "group_roles", _PERMISSIONS, _SCOPES, _APPS, _MEMBERS, _APP_USERS, _APP_GROUPS,
     _RECOVERY, _SETS),
    _evaluate, any_of=True,
)  # fmt: skip
