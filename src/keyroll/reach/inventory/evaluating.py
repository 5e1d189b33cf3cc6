"""Evaluates each source whose system has an evaluator; an unreadable source does not affect the others."""

from collections.abc import Mapping
from typing import Final

from keyroll.abridged import abridged
from keyroll.errors import KeyrollError
from keyroll.reach.system import Evaluated, Granted, SystemListing, SystemReads, systems
from keyroll.store.relations import build
from keyroll.store.session import Session

#: The most privileges without evaluation that a message names.
NAMED: Final = 3


def evaluated_of(
    session: Session, listed: Mapping[str, Mapping[str, SystemListing]]
) -> tuple[dict[str, Evaluated], dict[str, str]]:
    """Return the evaluated sources, and the others with the reasons."""
    missing: dict[str, str] = {}
    found: dict[str, Evaluated] = {}
    for name, reads in read_of(session, listed).items():
        system = systems()[name.partition("@")[0]]
        try:
            found[name] = system.steps(reads)
        except KeyrollError as error:
            missing[name] = f"the privileges in {name} are not evaluated: {error}"
    return found, missing


def read_of(session: Session, listed: Mapping[str, Mapping[str, SystemListing]]) -> dict[str, SystemReads]:
    """Return the listings and entitlements of each source."""
    build(session, "standing_grants", "principals", "observed", "reach_alive")
    return {name: _source(session, name, listings) for name, listings in listed.items()}


def unevaluated(name: str, one: Evaluated) -> str:
    """Return a sentence with the number of privileges without evaluation, and of their principals; empty if none."""
    what = sorted({each for privileges in one.unread.values() for each in privileges})
    if not what:
        return ""
    return (
        f"not evaluated in {name}: {len(what)} of the privileges, which {len(one.unread)} of the principals have: "
        f"they may reach more ({abridged(what, NAMED)})"
    )


def _source(session: Session, name: str, listings: Mapping[str, SystemListing]) -> SystemReads:
    of = {"source": name}
    grants = session.tuples(
        "SELECT DISTINCT principal, privilege, resource FROM standing_grants WHERE source = $source ORDER BY ALL", of
    )
    people = session.tuples(
        "SELECT principal, coalesce(subkind, ''), coalesce(name, '') FROM principals WHERE source = $source "
        "ORDER BY ALL",
        of,
    )
    alive = session.tuples("SELECT id, kind FROM reach_alive WHERE source = $source ORDER BY ALL", of)
    places = session.tuples(
        "SELECT DISTINCT subject FROM observed WHERE entity = 'location' AND source = $source "
        "QUALIFY observed_at = max(observed_at) OVER (PARTITION BY endpoint) ORDER BY ALL",
        of,
    )
    return SystemReads(
        name, listings, tuple(Granted(str(who), str(privilege), str(where)) for who, privilege, where in grants),
        tuple((str(one), str(kind)) for one, kind, _ in people),
        tuple((str(one), str(kind)) for one, kind in alive), tuple(str(one) for (one,) in places),
        {str(one): str(called) for one, _, called in people if called},
    )  # fmt: skip
