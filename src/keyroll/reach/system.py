"""What a system that reach can evaluate declares: ``SYSTEM`` in a file of ``reach/systems``, found by discovery."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from keyroll.model.json import Json
from keyroll.plugins import found
from keyroll.reach.graph.model import Edge, Node


@dataclass(frozen=True, slots=True)
class SystemListing:
    """The last read of one endpoint: its pages, and whether it came to its end."""

    pages: tuple[Json, ...] = ()
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Granted:
    """One entitlement of the inventory: who has which privilege on what."""

    principal: str
    privilege: str
    resource: str


@dataclass(frozen=True, slots=True)
class SystemReads:
    """What was read of one instance of a system.

    ``grants`` are its entitlements as the inventory has them, ``principals`` who is listed there with the kind in the
    provider's words and ``names`` what people call them, ``credentials`` what is alive there with its kind, ``places``
    the secret locations that it lists.
    """

    name: str
    listings: Mapping[str, SystemListing]
    grants: tuple[Granted, ...] = ()
    principals: tuple[tuple[str, str], ...] = ()
    credentials: tuple[tuple[str, str], ...] = ()
    places: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    def pages(self, endpoint: str) -> tuple[Json, ...]:
        """Return the pages of an endpoint; empty if it was not read."""
        return self.listings[endpoint].pages if endpoint in self.listings else ()

    def unread(self, endpoints: Iterable[str]) -> tuple[str, ...]:
        """Return the endpoints that were not read to the end."""
        return tuple(one for one in endpoints if one not in self.listings or not self.listings[one].whole)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One source as nodes and edges.

    ``judged`` are the principals of which "does not administer" may be said: all that could give it to them was read.
    ``decided`` are those whose entitlements are in the edges, so that no name of a privilege says anything more.
    ``narrowed`` are credentials that may do less than whom they authenticate as; what they may do is in the edges.
    ``unread`` names of a principal what was not evaluated, each once: it may allow more than the edges show.
    """

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    judged: tuple[str, ...] = ()
    decided: frozenset[str] = frozenset()
    narrowed: frozenset[str] = frozenset()
    unread: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class System:
    """A system: the endpoints whose pages it needs, and its evaluator.

    Without the first one nothing is evaluated, or without all of them where ``any_of``.
    """

    endpoints: tuple[str, ...]
    steps: Callable[[SystemReads], Evaluated]
    any_of: bool = False


@cache
def systems() -> Mapping[str, System]:
    """Return the systems by their providers."""
    return found("keyroll.reach.systems", "SYSTEM", System)
