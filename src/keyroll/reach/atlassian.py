"""What Jira, Confluence and Bitbucket share: permissions of groups, roles and accounts on projects and spaces.

The inventory's entitlements say who has which; a product says what its permissions allow. An administrator of the
instance installs apps, which run on its host: these steps are those of ``reach/inventory/steps.sql``.
"""

import re
from collections.abc import Mapping
from typing import Final

from keyroll.reach.holdings import Holdings, last_part, named
from keyroll.reach.system import Evaluated, SystemReads

_KINDS: Final = {"group": "group", "project_role": "group", "application": "group", "anyone": "anyone"}
#: Holders that depend on an issue (its reporter, say): nobody knows who they are.
_DEPENDS: Final = "holder"


class Permissions(Holdings):
    """Turns entitlements into steps. ``uses`` gives the kind of step of each permission, by a pattern of its name."""

    def __init__(self, source: SystemReads, uses: Mapping[str, str], holds: str) -> None:
        """Begin with what is in the product."""
        super().__init__(source, "permissions")
        self.uses = [(re.compile(pattern), step) for pattern, step in uses.items()]
        self.data = self.node(f"{source.name}:data", "resource", f"{holds} of {source.name}")
        self.decided: set[str] = set()
        for one in source.grants:
            if one.privilege == "member":
                self._member(one.principal, one.resource)
            elif f":{_DEPENDS}:" not in one.principal:
                self._permission(one.principal, one.privilege, one.resource)

    def who(self, identifier: str) -> str:
        """Return the node of whoever holds something."""
        kind = identifier.split(":", 2)[1]
        name = named(self.source, identifier)
        words = {"group": f"{name} of {self.name}", "anyone": f"anyone who opens {self.name}",
                 "application": f"everybody who may sign in to {self.name}"}  # fmt: skip
        shown = _KINDS.get(kind, "credential" if kind.endswith(("_key", "_token")) else "principal")
        return self.node(identifier, shown, words.get(kind, name))

    def thing(self, resource: str) -> str:
        """Return the node of a project, space or repository; it is in what holds it."""
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
            self.edge(who, end, step, f"has {privilege.rpartition(':')[2]} in {self.nodes[end].name}")
            self.hold(who, privilege, end)

    def done(self) -> Evaluated:
        """Return the steps, with those of techniques."""
        self.edge(self.administration, self.data, "changes", "may change everything in it")
        self.lead()
        return self.evaluated((), self.decided)
