"""The next command after each answer of ``keyroll reach``."""

import shlex
from collections.abc import Iterable
from typing import Final

from keyroll.errors import UsageError
from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.closure import Reached
from keyroll.reach.graph.cut import Cut
from keyroll.reach.naming import node
from keyroll.reach.protected import ENTRIES, OUTSIDE, Protected

_BYPASS: Final = "keyroll reach --bypass"


def after_falls(graph: Graph, start: str, reached: Reached, protected: Iterable[Protected]) -> str:
    """Return the next command: a path to a protected node that is reached, else the nodes that reach the start."""
    sure = dict(zip(reached.nodes.tolist(), reached.certain.tolist(), strict=True))
    there = sorted((one.node for one in protected if one.node in sure), key=lambda one: not sure[one])
    if not there:
        return f"keyroll reach --to {shlex.quote(start)}"
    return f"keyroll reach {shlex.quote(start)} {_word(graph, there[0])}"


def after_reaches(graph: Graph, end: str, reached: Reached) -> str:
    """Return the next command: a path from an entry that reaches the end, else the paths without a strong factor."""
    begins, outside = (set(graph.of_kinds(kinds).tolist()) for kinds in (ENTRIES, OUTSIDE))
    found = zip(reached.nodes.tolist(), reached.certain.tolist(), strict=True)
    start = min(((not sure, one not in outside, one) for one, sure in found if one in begins), default=None)
    return f"keyroll reach {_word(graph, start[2])} {shlex.quote(end)}" if start else _BYPASS


def after_paths(start: str, end: str, *, found: bool) -> str:
    """Return the next command: the changes that close the paths; without a path, all that the start reaches."""
    start, end = shlex.quote(start), shlex.quote(end)
    return f"keyroll reach --cut {start} --protect {end}" if found else f"keyroll reach {start}"


def after_bypass() -> str:
    """Return the next command: the changes that close the paths without a hardware key."""
    return "keyroll reach --cut"


def after_cut(graph: Graph, start: str | None, found: Cut) -> str:
    """Return the next command after a cut: the effect of the first of its changes."""
    change = f"revoke {_name(graph, found.nodes[0])}" if found.nodes else ""
    if found.pairs:
        tail, head = (_name(graph, one) for one in found.pairs[0])
        change = f"narrow {tail} from {head}"
    if not change:
        return _BYPASS
    begin = f"{shlex.quote(start)} " if start else ""
    return f"keyroll reach {begin}--what-if {shlex.quote(change)}"


def after_what_if(start: str | None) -> str:
    """Return the next command after a change: the cheapest changes that close all paths."""
    return f"keyroll reach --cut {shlex.quote(start)}" if start else "keyroll reach --cut"


def protecting(command: str, protect: Iterable[str]) -> str:
    """Return a command for the same protected resources as the answer before it."""
    if "--protect" in command or not any(one in command for one in ("--cut", "--bypass", "--what-if")):
        return command
    return " ".join([command, *(f"--protect {shlex.quote(one)}" for one in protect)])


def _word(graph: Graph, one: int) -> str:
    return shlex.quote(_name(graph, one))


def _name(graph: Graph, one: int) -> str:
    """Return what a command calls a node: its name if that is one word and leads to it, else its id."""
    name = graph.names[one]
    try:
        alone = len(name.split()) == 1 and node(graph, name) == one
    except UsageError:
        alone = False
    return name if alone else graph.ids[one]
