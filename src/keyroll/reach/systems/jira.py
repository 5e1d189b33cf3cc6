"""Jira as nodes and edges: readers and writers of each project, by its permission scheme and its roles.

The administration of the instance is a global permission, which no call lists: the names of groups show it.
"""

from typing import Final

from keyroll.reach.atlassian import Permissions
from keyroll.reach.system import Evaluated, System, SystemReads

_SCHEMES, _ROLES, _MEMBERS = "permission_schemes", "project_roles", "group_members"
USES: Final = {
    "project:BROWSE_PROJECTS": "reads", "project:ADMINISTER_PROJECTS": "changes",
    "project:(CREATE|EDIT|DELETE|MOVE|TRANSITION)_ISSUES": "changes",
}  # fmt: skip

#: "Managing project permissions" (confluence.atlassian.com): a user without the browse permission sees no issues
#: (from memory: re-check).
_ONLY_WITH: Final = "project:(EDIT|DELETE|MOVE|TRANSITION)_ISSUES"


def _evaluate(source: SystemReads) -> Evaluated:
    steps = Permissions(source, USES, "issues", "project:BROWSE_PROJECTS", _ONLY_WITH)
    if missing := source.unread((_ROLES,)):
        for one, node in list(steps.nodes.items()):
            if ":project_role:" in one:
                because = f"not read to the end: {', '.join(missing)} of {source.name}"
                everybody = steps.who(f"{source.name}:application:*")
                steps.edge(everybody, one, "member", f"may be in {node.name}", because)
    for who, facts in list(steps.facts.items()):
        for project in facts.get("project:ADMINISTER_PROJECTS", {}):
            key = project.rpartition(":")[2]
            for one in [one for one in steps.nodes if f":project_role:{key}/" in one]:
                steps.hold(who, "administers project", one)
    return steps.done()


SYSTEM = System((_SCHEMES, _ROLES, _MEMBERS), _evaluate)
