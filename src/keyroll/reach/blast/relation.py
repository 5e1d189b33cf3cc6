"""Makes ``reach_of`` in a session from the graph of the home."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from keyroll.reach.blast.counting import administering, counted, privileges
from keyroll.reach.blast.stored import evaluation_of
from keyroll.reach.graph.closure import reaches
from keyroll.reach.inventory.dumps import incomplete
from keyroll.reach.inventory.evaluation import Evaluation
from keyroll.store.relations import catalogue
from keyroll.store.session import Session

_UNREAD: Final = "no listing states its permissions"


def reach_of(session: Session) -> None:
    """Make ``reach_of`` from the graph."""
    found = evaluation_of(session)
    said = {one.node: one for one in administering(found.graph, found.evaluated)}
    rows = {one.node: one for one in counted(found.graph)}
    own = set(_of_sources(session, found))
    because = _unread(session, said.keys()) | _of_owners(session, found.partial) | dict(_leading(found, own))
    session.load_rows("reach_of", catalogue()["reach_of"].types, [
        (
            node, one and one.protected, one and one.protected_possible, one and one.credentials,
            one and one.credentials_possible, because.get(node),
            about and about.answer, about and about.because,
        )
        for node in sorted(said.keys() | rows.keys() | found.partial.keys() | own)
        for one, about in [(None if node in own else rows.get(node), said.get(node))]
    ])  # fmt: skip


def _of_sources(session: Session, found: Evaluation) -> Iterator[str]:
    """Yield the principals and credentials of the sources that were not evaluated."""
    for source in found.missing:
        yield from (one for one in found.graph.ids if one.startswith(f"{source}:"))
        rows = session.tuples("SELECT id FROM credentials WHERE source = $source", {"source": source})
        yield from (str(one) for (one,) in rows)


def _leading(found: Evaluation, own: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield what leads into a source that was not evaluated, with the reason of one of these sources."""
    steps = privileges(found.graph)
    for source, because in found.missing.items():
        ends = [at for at, one in enumerate(steps.ids) if one.startswith(f"{source}:")]
        yield from ((steps.ids[at], because) for at in reaches(steps, ends).nodes.tolist())
        yield from ((one, because) for one in own if one.startswith(f"{source}:"))


def _of_owners(session: Session, lost: Mapping[str, str]) -> dict[str, str]:
    """Return entitlements that were not evaluated, by principal, credential and third party."""
    owned = session.tuples("SELECT id, principal FROM credentials WHERE principal IS NOT NULL ORDER BY ALL")
    found = {**lost, **{str(one): lost[str(whose)] for one, whose in owned if str(whose) in lost}}
    held = session.tuples("SELECT DISTINCT vendor, id FROM vendor_holdings WHERE alive <> 'no' ORDER BY ALL")
    return found | {f"third_party:{vendor}": found[str(one)] for vendor, one in held if str(one) in found}


def _unread(session: Session, evaluated: Collection[str]) -> dict[str, str]:
    """Return the credentials and third parties whose entitlements no list has, or not all of them, with the reason."""
    half = incomplete(session)
    granted = {str(one) for (one,) in session.tuples("SELECT DISTINCT principal FROM grants")} | set(evaluated)
    owned = session.tuples("SELECT id, coalesce(principal, id), source FROM credentials")
    unread = {
        str(one): half.get(str(source), _UNREAD)
        for one, principal, source in owned if not {str(one), str(principal)} & granted
    }  # fmt: skip
    held = session.tuples("SELECT DISTINCT vendor, id FROM vendor_holdings WHERE alive <> 'no' ORDER BY ALL")
    return unread | {f"third_party:{vendor}": unread[str(one)] for vendor, one in held if str(one) in unread}
