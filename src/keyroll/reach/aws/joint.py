"""Steps that need two principals: one gives the other more rights, and an actor with both uses them.

Examples: a role may write the policies of the user who assumes it; one of a user's two roles may write the other's
policies.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from keyroll.model.truth import Answer, Truth
from keyroll.reach.graph.model import Edge

_UNSURE = "it needs both principals, and one of the steps to them is possible only"


def joint(edges: Iterable[Edge], pairs: Iterable[tuple[Edge, str]], everything: str) -> Iterator[Edge]:
    """Yield steps from nodes that can act as both principals: from one of the two if it leads to the other.

    Of several steps between two nodes one is kept, a certain one if there is one.
    """
    # Many techniques lead from one principal to another: each pair is followed once.
    before: dict[bool, dict[str, set[str]]] = {True: defaultdict(set), False: defaultdict(set)}
    for edge in edges:
        if everything not in (edge.start, edge.end):
            before[False][edge.end].add(edge.start)
            if edge.truth.answer is Answer.YES:
                before[True][edge.end].add(edge.start)

    @cache
    def who(node: str, *, certain: bool) -> frozenset[str]:
        seen, waiting = {node}, [node]
        while waiting:
            found = before[certain].get(waiting.pop(), set()) - seen
            seen |= found
            waiting += found
        return frozenset(seen)

    found: dict[tuple[str, str], Edge] = {}
    for edge, other in pairs:
        both = who(edge.start, certain=False) & who(other, certain=False)
        sure = who(edge.start, certain=True) & who(other, certain=True)
        for start in sorted(both & {edge.start, other} or both):
            truth = edge.truth if start in sure else edge.truth & Truth.unknown(_UNSURE)
            known = found.get((start, edge.end))
            if known is None or (known.truth.answer is not Answer.YES and truth.answer is Answer.YES):
                found[start, edge.end] = replace(edge, start=start, truth=truth)
    yield from found.values()
