"""Evaluates each source whose system has an evaluator; one that cannot be read costs the others nothing."""

from collections.abc import Mapping

from keyroll.errors import KeyrollError
from keyroll.reach.system import Evaluated, Granted, Listing, Source, systems
from keyroll.store.relations import build
from keyroll.store.session import Session


def evaluated_of(
    session: Session, listed: Mapping[str, Mapping[str, Listing]]
) -> tuple[dict[str, Evaluated], list[str]]:
    """Return what was evaluated, by source, and what could not be."""
    build(session, "grants")
    faults: list[str] = []
    found: dict[str, Evaluated] = {}
    for name, listings in listed.items():
        system = systems()[name.partition("@")[0]]
        try:
            found[name] = system.steps(Source(name, listings, _grants(session, name)))
        except KeyrollError as error:
            faults.append(f"the privileges in {name} are not evaluated: {error}")
    return found, faults


def _grants(session: Session, source: str) -> tuple[Granted, ...]:
    rows = session.tuples(
        "SELECT DISTINCT principal, privilege, resource FROM grants WHERE source = $source ORDER BY ALL",
        {"source": source},
    )
    return tuple(Granted(str(who), str(privilege), str(resource)) for who, privilege, resource in rows)
