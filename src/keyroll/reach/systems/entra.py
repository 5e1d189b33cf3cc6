"""Entra as nodes and edges: directory roles, application permissions, consents, owners, and weak sign-in methods.

A role that is not limited to an administrative unit applies to the whole directory. A person's consent has effect only
while that person is signed in: such a step is possible. A sign-in by a device code or by a legacy protocol is a step
unless an enabled policy blocks it for everybody. An eligible role is a step to its own node. The step is possible if
the activation needs an approval, or its requirements were not read. The requirements of an activated membership are not
listed: such a step is possible.
"""

from collections.abc import Iterator
from typing import Final

from keyroll.model.json import Record
from keyroll.providers._lists import texts
from keyroll.providers.entra.directory import ROLES, activation_of, role_of
from keyroll.reach.graph.model import Strength
from keyroll.reach.holdings import Holdings, named
from keyroll.reach.system import Evaluated, System, SystemReads

_ROLES, _MEMBERS, _OWNERS, _ACCESS = "directory_roles", "group_members", "owners", "conditional_access"
_ELIGIBLE, _POLICIES = "eligible_roles", "role_policies"
_ELIGIBLE_MEMBERS: Final = "eligible_group_members"
_APP_ROLES, _CONSENTS, _PRINCIPALS = "app_roles", "consents", "service_principals"
#: A consent of an administrator for all people, and the permission with which an app does whatever its user may
#: (Microsoft Graph, *oAuth2PermissionGrant* and the permissions reference, read 2026-12-01).
_EVERYBODY, _AS_PERSON = "AllPrincipals", "Directory.AccessAsUser.All"
_UNIT: Final = "the role is limited to an administrative unit, whose members were not read"
_BUILT_IN: Final = frozenset(ROLES.values())
#: Requirements of a role's activation that a leaked credential does not satisfy.
_ASKS: Final = {
    "approval": "a person must approve the activation",
    "authentication context": "a separate sign-in is required (authentication context)",
}
#: The prefix for a service principal of which a response has only the number.
_APP: Final = Record({"@odata.type": "#microsoft.graph.servicePrincipal"}, "")
#: Sign-in methods without a phishing-resistant factor: their requirements, and their names in policies.
_FLOWS: Final = {
    "device-code": ("whoever makes a person enter a device code", "takes a device code", Strength.SHORT_LIVED),
    "legacy-protocols": (
        "whoever has a password and a legacy mail protocol", "takes a password by a legacy protocol",
        Strength.STATIC_SECRET,
    ),
}  # fmt: skip


#: The nodes of classes, besides the people.
_CLASSES: Final = (
    ("apps", "applications"), ("groups", "groups without a role"), ("role-groups", "groups that have a role"),
)  # fmt: skip


class _Steps(Holdings):
    def __init__(self, source: SystemReads) -> None:
        super().__init__(source, "roles and permissions")
        self.apps = {one.text("id"): one.text("appId") for one in self.records(_PRINCIPALS, "value")}
        self.groups: dict[str, str] = {}
        self.privileged: set[str] = set()
        self.everybody = self.stands_for("everybody", "group", f"everybody in {self.name}")
        self.people = self.stands_for("people", "group", f"people of {self.name} without a role")
        for word, said in _CLASSES:
            self.stands_for(word, "group", f"{said} of {self.name}")
        self.stands_for("mailboxes", "resource", f"mailboxes of {self.name}")
        for end in self.classes.values():
            self.edge(self.administration, end, "becomes", f"covers {self.nodes[end].name}")

    def who(self, one: Record, number: str) -> str:
        """Return the node of an object of the directory, by its type if a response has it."""
        kind = str(one.body.get("@odata.type", "")).rpartition(".")[2]
        if number in self.apps or kind == "servicePrincipal":
            identifier = self.id("app_id", self.apps.get(number, number))
        else:
            identifier = self.id("group" if kind == "group" or number in self.groups else "user", number)
        return self.node(
            identifier, "group" if ":group:" in identifier else "principal", named(self.source, identifier)
        )

    def memberships(self) -> None:
        """Add the members of groups."""
        for answer in self.answers(_MEMBERS):
            number = answer.text("group")
            self.groups[number] = answer.maybe("groupName") or number
        for answer in self.answers(_MEMBERS):
            number = answer.text("group")
            group = self.node(self.id("group", number), "group", self.groups[number])
            for one in answer.records("value"):
                self.edge(self.who(one, one.text("id")), group, "member", f"is in {self.groups[number]}")

    def roles(self) -> None:
        """Add directory roles as facts."""
        for one in self.records(_ROLES, "value"):
            who, role = self.who(one.inner("principal"), one.text("principalId")), role_of(one)
            because = "" if one.maybe("directoryScopeId") in ("", "/") else _UNIT
            self.privileged.add(who)
            self.hold(who, f"role {role}", because=because)
            if role not in _BUILT_IN:
                why = f"the permissions of the role {role} were not read"
                self.edge(who, self.administration, "administers", f"has the role {role}", because or why)

    def eligible(self) -> None:
        """Add the eligible roles: a separate step, which may need an approval."""
        asked = {role_of(one): activation_of(one) for one in self.records(_POLICIES, "value")}
        for one in self.records(_ELIGIBLE, "value"):
            who, role = self.who(one.inner("principal"), one.text("principalId")), role_of(one)
            scope = one.maybe("directoryScopeId") or "/"
            active = self.node(self.id("activation", f"{role} {scope}"), "group", f"{role}, activated")
            asks = asked.get(role)
            because = "the requirements of its activation were not read" if asks is None else ""
            because = because or ", ".join(_ASKS[each] for each in asks or () if each in _ASKS)
            self.edge(who, active, "assumes", f"may activate the role {role}", because, Strength.SHORT_LIVED)
            self.hold(active, f"role {role}", because="" if scope == "/" else _UNIT)
            if role not in _BUILT_IN:
                why = f"the permissions of the role {role} were not read"
                self.edge(active, self.administration, "administers", f"has the role {role}", why)

    def eligible_members(self) -> None:
        """Add the eligible members of groups; an owner adds itself."""
        for one in self.records(_ELIGIBLE_MEMBERS, "value"):
            number, way = one.text("groupId"), one.text("accessId")
            name = self.groups.setdefault(number, number)
            group = self.node(self.id("group", number), "group", name)
            who = self.who(one.inner("principal"), one.text("principalId"))
            because = "after activation: its requirements were not read"
            self.edge(who, group, "assumes", f"may become {way} of {name}", because, Strength.SHORT_LIVED)

    def permissions(self) -> None:
        """Add the permissions of applications as themselves, and on behalf of people."""
        for one in self.records(_APP_ROLES, "value"):
            if one.text("principalType") == "ServicePrincipal":
                app = self.who(_APP, one.text("principalId"))
                value = one.maybe("appRoleValue")
                if value:
                    self.hold(app, f"permission {value}")
                else:
                    why = f"the permission {one.text('appRoleId')} was not read"
                    self.edge(app, self.administration, "administers", "has a permission without a name", why)
        for one in self.records(_CONSENTS, "value"):
            app = self.who(_APP, one.text("clientId"))
            whom = self._whom(one)
            because = f"it acts so only while signed in {whom}"
            for scope in one.maybe("scope").split():
                self.hold(app, f"permission {scope}", because=because)
                if scope == _AS_PERSON:
                    self.edge(app, self._for(one), "becomes", f"may do what its user may ({scope})", because)

    def _whom(self, consent: Record) -> str:
        """Return a text that names the people for whom a consent permits an app to act."""
        if consent.maybe("consentType") == _EVERYBODY:
            return "for anybody of the directory, as an administrator consented for all"
        return f"for {self.nodes[self._for(consent)].name}"

    def _for(self, consent: Record) -> str:
        """Return the people for whom a consent permits an app to act: one person, else everybody."""
        number = consent.maybe("principalId")
        if consent.maybe("consentType") == _EVERYBODY or not number:
            return self.everybody
        person = self.id("user", number)
        return self.node(person, "principal", named(self.source, person))

    def owned(self) -> None:
        """Add the owners of applications: an owner may add a secret."""
        for answer in self.answers(_OWNERS):
            app = self.node(self.id("app_id", answer.text("appId")), "principal", answer.text("appId"))
            for one in answer.records("value"):
                self.hold(self.who(one, one.text("id")), "owns", app)

    def classes_of(self) -> None:
        """Add the members of the class nodes."""
        people = [one for one, _ in self.source.principals if one.startswith(f"{self.name}:user:")]
        for one in {*people, *(one for one in self.nodes if ":user:" in one)}:
            name = self.nodes[self.node(one, "principal", named(self.source, one))].name
            self.edge(self.everybody, one, "becomes", f"are {name} too")
            if one not in self.privileged:
                self.edge(self.people, one, "becomes", f"are {name} too")
        for one in [*self.nodes]:
            if ":app_id:" in one:
                self.edge(self.classes["apps"], one, "becomes", f"are {self.nodes[one].name} too")
            elif ":group:" in one:
                of = self.classes["role-groups" if one in self.privileged else "groups"]
                self.edge(of, one, "becomes", f"have {self.nodes[one].name}")

    def flows(self) -> None:
        """Add the sign-in methods that no policy blocks."""
        blocked = {flow for one in self.records(_ACCESS, "value") for flow in _blocks(one)}
        unread = self.source.unread((_ACCESS,))
        for flow, (name, reason, strength) in _FLOWS.items():
            if flow not in blocked:
                start = self.node(self.id("outside", flow), "outside", f"{name} ({self.name})")
                why = f"not read to the end: {', '.join(unread)} of {self.name}" if unread else ""
                why = why or "a person must take part" if flow == "device-code" else why or "whose password is known"
                self.edge(start, self.everybody, "lets in", f"gets in: {self.name} {reason}", why, strength)


def _blocks(policy: Record) -> Iterator[str]:
    """Yield the sign-in methods that a policy blocks for everybody and every application."""
    conditions = policy.inner("conditions")
    users, apps = conditions.inner("users"), conditions.inner("applications")
    narrowed = any(users.body.get(one) for one in ("excludeUsers", "excludeGroups", "excludeRoles"))
    controls = policy.inner("grantControls")
    wide = "All" in texts(users, "includeUsers") and "All" in texts(apps, "includeApplications")
    further = any(conditions.body.get(one) for one in ("locations", "platforms", "devices")) or apps.body.get(
        "excludeApplications"
    )
    if (
        policy.maybe("state") != "enabled"
        or narrowed
        or further
        or not wide
        or "block" not in texts(controls, "builtInControls")
    ):
        return
    methods = conditions.inner("authenticationFlows").maybe("transferMethods")
    if "deviceCodeFlow" in methods.split(","):
        yield "device-code"
    if not methods and {"exchangeActiveSync", "other"} <= set(texts(conditions, "clientAppTypes")):
        yield "legacy-protocols"


def _evaluate(source: SystemReads) -> Evaluated:
    steps = _Steps(source)
    steps.memberships()
    steps.roles()
    steps.eligible()
    steps.eligible_members()
    steps.permissions()
    steps.owned()
    steps.classes_of()
    steps.flows()
    steps.lead()
    decided = {*steps.facts, *(source_id for source_id in steps.nodes if ":group:" in source_id)}
    numbers = {number for number, app in steps.apps.items() if steps.id("app_id", app) in steps.facts}
    decided |= {steps.id("service_principal", one) for one in numbers}
    return steps.evaluated((), decided)


SYSTEM = System(
    (_ROLES, _MEMBERS, _OWNERS, _ACCESS, _APP_ROLES, _CONSENTS, _PRINCIPALS, _ELIGIBLE, _POLICIES, _ELIGIBLE_MEMBERS),
    _evaluate,
    any_of=True,
)
