"""A group of Entra with many members that has a role: from its pages to a graph, counted; prints what it took."""

import sys
from pathlib import Path
from typing import Any

from keyroll.reach.blast.counting import counted
from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.closure import falls, reaches
from keyroll.reach.system import SystemListing, SystemReads
from keyroll.reach.systems.entra import SYSTEM

NAME = "entra@main"
#: Members on one page, as the vendor gives them.
PAGE = 999
_ROLE: Any = {
    "principalId": "g1", "roleDefinitionId": "62e90394-69f5-4237-9190-012177145e10", "directoryScopeId": "/",
    "principal": {"@odata.type": "#microsoft.graph.group"},
}  # fmt: skip


def pages(members: int) -> tuple[Any, ...]:
    return tuple(
        {"group": "g1", "groupName": "staff", "value": [
            {"@odata.type": "#microsoft.graph.user", "id": f"u{number}"}
            for number in range(begin, min(begin + PAGE, members))
        ]}
        for begin in range(0, members, PAGE)
    )  # fmt: skip


def measured(members: int) -> dict[str, int]:
    """Evaluate the group; the numbers of edges, of who administers, and of whom one member reaches and counts."""
    listings = {"group_members": SystemListing(pages(members)), "directory_roles": SystemListing(({"value": [_ROLE]},))}
    found = SYSTEM.steps(SystemReads(NAME, listings))  # type: ignore[arg-type]
    graph = Graph.of(found.nodes, found.edges)
    return {
        "edges": len(found.edges),
        "administer": len(reaches(graph, [graph.place[f"{NAME}:administration"]]).nodes),
        "reached": len(falls(graph, [graph.place[f"{NAME}:user:u5"]]).nodes),
        "counted": sum(one.protected == 1 for one in counted(graph)),
    }


if __name__ == "__main__":
    took = measured(int(sys.argv[1]))
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    print(took["counted"], int(peak) // 1024)  # noqa: T201 - the test reads it
