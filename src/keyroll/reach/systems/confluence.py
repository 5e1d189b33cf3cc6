"""Confluence as nodes and edges: readers and writers of each space.

The administration of the instance is a global permission, which no call lists: the names of groups show it.
"""

from typing import Final

from keyroll.reach.atlassian import Permissions
from keyroll.reach.system import Evaluated, System, SystemReads

USES: Final = {
    "space:read space": "reads", "space:(administer|export) space": "changes",
    "space:(create|delete|update) .*": "changes",
}  # fmt: skip

#: A user without view permission sees nothing of a space ("Space permissions overview", from memory: re-check).
_ONLY_WITH: Final = "space:(create|delete|update) .*"


def _evaluate(source: SystemReads) -> Evaluated:
    return Permissions(source, USES, "pages", "space:read space", _ONLY_WITH).done()


SYSTEM = System(("space_permissions",), _evaluate)
