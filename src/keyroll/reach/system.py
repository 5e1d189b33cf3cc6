"""The declaration of a system that reach can evaluate: ``SYSTEM`` in a discovered file of ``reach/systems``."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from keyroll.model.json import Json
from keyroll.plugins import found
from keyroll.reach.graph.model import Edge, Node


@dataclass(frozen=True, slots=True)
class SystemListing:
    """The last read of one endpoint: its pages, and whether it was complete."""

    pages: tuple[Json, ...] = ()
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Granted:
    """One entitlement of the inventory: a principal, its privilege and the resource."""

    principal: str
    privilege: str
    resource: str


@dataclass(frozen=True, slots=True)
class SystemReads:
    """The listings of one instance of a system.

    ``grants`` are its entitlements in the inventory. ``principals`` are the listed principals with the provider's kind,
    ``names`` their display names. ``credentials`` are the live credentials with their kinds, ``places`` the listed
    secret locations.
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
        """Return the endpoints without a complete read."""
        return tuple(one for one in endpoints if one not in self.listings or not self.listings[one].whole)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One source as nodes and edges.

    ``judged`` are the principals that may get the answer "does not administer": all lists for it were read. ``decided``
    are the principals whose entitlements are in the edges, so that names of privileges are ignored. ``narrowed`` are
    credentials with fewer rights than their principals; their rights are in the edges. ``unread`` are the privileges of
    a principal without evaluation, each once: they may allow more than the edges show.
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

    Without the first endpoint nothing is evaluated; with ``any_of`` one of them is enough.
    """

    endpoints: tuple[str, ...]
    steps: Callable[[SystemReads], Evaluated]
    any_of: bool = False


@cache
def systems() -> Mapping[str, System]:
    """Return the systems by their providers."""
    return found("keyroll.reach.systems", "SYSTEM", System)
