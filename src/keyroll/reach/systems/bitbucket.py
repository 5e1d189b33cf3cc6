"""Bitbucket as nodes and edges: global permissions, and those of projects and repositories.

The default permissions of a project are not in these lists.
"""

from typing import Final

from keyroll.reach.atlassian import Permissions
from keyroll.reach.system import Evaluated, System, SystemReads

_GLOBAL: Final = "global_permissions"
USES: Final = {
    "(SYS_)?ADMIN": "administers", "(PROJECT|REPO)_READ": "reads", "(PROJECT|REPO)_(WRITE|ADMIN)": "changes",
}  # fmt: skip


def _evaluate(source: SystemReads) -> Evaluated:
    steps = Permissions(source, USES, "repositories")
    whole = not source.unread((_GLOBAL, "group_members"))
    steps.decided |= {one for one, node in steps.nodes.items() if whole and node.kind == "group"}
    return steps.done()


SYSTEM = System(
    (_GLOBAL, "project_permissions", "repository_permissions", "group_members", "access_keys"), _evaluate, any_of=True
)
