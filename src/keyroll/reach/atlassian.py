"""Code shared by Jira, Confluence and Bitbucket: permissions of groups, roles and accounts on projects and spaces.

The permissions come from the inventory's entitlements; each product declares what its permissions allow. An
administrator of the instance installs apps, which run on its host; these steps are in ``reach/inventory/steps.sql``.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from keyroll.reach.holdings import Holdings, last_part, named
from keyroll.reach.system import Evaluated, SystemReads

_KINDS: Final = {"group": "group", "project_role": "group", "application": "group", "anyone": "anyone"}
#: Holders that depend on an issue, such as its reporter: unknown.
_DEPENDS: Final = "holder"


class Permissions(Holdings):
    """Turns entitlements into steps. ``uses`` gives the kind of step of each permission, by a pattern of its name.

    ``only_with`` is a pattern of permissions that have no effect without the permission ``opens``.
    """

    def __init__(
        self, source: SystemReads, uses: Mapping[str, str], holds: str, opens: str = "", only_with: str = ""
    ) -> None:
        """Begin with the objects of the product."""
        super().__init__(source, "permissions")
        self.opens, self.only_with = opens, re.compile(only_with)
        self.waiting: list[tuple[str, str, str, str]] = []
        self.uses = [(re.compile(pattern), step) for pattern, step in uses.items()]
        self.data = self.node(f"{source.name}:data", "resource", f"{holds} of {source.name}")
        self.decided: set[str] = set()
        for one in source.grants:
            if one.privilege == "member":
                self._member(one.principal, one.resource)
            elif f":{_DEPENDS}:" not in one.principal:
                self._permission(one.principal, one.privilege, one.resource)
            else:
                self._depends(one.principal, one.privilege, one.resource)

    def who(self, identifier: str) -> str:
        """Return the node of a holder."""
        kind = identifier.split(":", 2)[1]
        name = named(self.source, identifier)
        words = {"group": f"{name} of {self.name}", "anyone": f"anyone who opens {self.name}",
                 "application": f"everybody who may sign in to {self.name}"}  # fmt: skip
        shown = _KINDS.get(kind, "credential" if kind.endswith(("_key", "_token")) else "principal")
        return self.node(identifier, shown, words.get(kind, name))

    def thing(self, resource: str) -> str:
        """Return the node of a project, space or repository, with an edge from its container."""
        kind, colon, name = resource.rpartition(":")
        if not colon:
            kind, name = ("repository" if "/" in resource else "project"), resource
        identifier = self.id(kind, name)
        if identifier not in self.nodes:
            self.node(identifier, "resource", f"{kind} {name} of {self.name}")
            outer = self.thing(name.partition("/")[0]) if kind == "repository" else self.data
            self.edge(outer, identifier, "contains", f"have {name}")
        return identifier

    def _member(self, principal: str, resource: str) -> None:
        group = self.who(f"{self.name}:{resource}")
        self.edge(self.who(principal), group, "member", f"is in {last_part(group)}")

    def _permission(self, principal: str, privilege: str, resource: str) -> None:
        step = next((step for pattern, step in self.uses if pattern.fullmatch(privilege)), "")
        who = self.who(principal)
        self.decided.add(principal)
        if step == "administers":
            self.edge(who, self.administration, step, f"has {privilege}")
        elif step:
            end = self.thing(resource)
            self.hold(who, privilege, end)
            self.waiting.append((who, end, privilege, step))

    def _depends(self, principal: str, privilege: str, resource: str) -> None:
        """Add a possible step from everybody to a holder by a field of an issue, such as its reporter."""
        step = next((step for pattern, step in self.uses if pattern.fullmatch(privilege)), "")
        if step in ("reads", "changes"):
            everybody, end = self.who(self.id("application", "*")), self.thing(resource)
            field = last_part(principal)
            reason = f"may be the {field} of an issue, who has {privilege.rpartition(':')[2]}"
            self.edge(everybody, end, step, reason, f"who the {field} is depends on the issue")

    def _everybody(self) -> None:
        """Add the accounts to the group that may sign in, and this group to anyone."""
        application, anyone = self.id("application", "*"), self.id("anyone", "*")
        if anyone in self.nodes:
            self.edge(self.who(application), anyone, "becomes", f"are {self.nodes[anyone].name} too")
        if application in self.nodes:
            listed = {one for one, _ in self.source.principals if one.startswith(f"{self.name}:account:")}
            for one in sorted(listed | {one for one in self.nodes if ":account:" in one}):
                self.edge(self.who(one), application, "member", f"may sign in to {self.name}")

    def _used(self) -> None:
        """Add the steps of permissions; a permission counts only if its holder may open the place."""
        groups: dict[str, list[str]] = defaultdict(list)
        for edge in self.edges:
            if edge.kind in ("member", "becomes"):
                groups[edge.start].append(edge.end)
        for who, end, privilege, step in self.waiting:
            because = ""
            if self.only_with.fullmatch(privilege) and not self._opens(who, end, groups):
                if self.nodes[who].kind == "principal":
                    continue
                because = f"it is of use only to those who have {self.opens.rpartition(':')[2]} too"
            self.edge(who, end, step, f"has {privilege.rpartition(':')[2]} in {self.nodes[end].name}", because)

    def _opens(self, who: str, end: str, groups: Mapping[str, list[str]]) -> bool:
        """Return whether a holder, or one of its groups, may open a place."""
        seen, waiting = {who}, [who]
        while waiting:
            at = waiting.pop()
            if end in self.facts.get(at, {}).get(self.opens, {}):
                return True
            waiting += [one for one in groups.get(at, ()) if one not in seen]
            seen.update(groups.get(at, ()))
        return False

    def done(self) -> Evaluated:
        """Return the steps, including the steps of techniques."""
        self._everybody()
        self._used()
        self.edge(self.administration, self.data, "changes", "may change everything in it")
        self.lead()
        return self.evaluated((), self.decided)
