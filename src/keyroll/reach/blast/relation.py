"""Makes ``reach_of`` in a session, of the graph of the home."""

import orjson

from keyroll.model.json import Json
from keyroll.reach.blast.counting import administering, counted
from keyroll.reach.inventory.steps import graph_of
from keyroll.store.relations import catalogue
from keyroll.store.session import Session


def reach_of(session: Session) -> None:
    """Make ``reach_of`` of the graph."""
    dumps: dict[str, list[Json]] = {}
    for source, page in session.tuples("SELECT source, page FROM account_pages ORDER BY ALL"):
        dumps.setdefault(str(source), []).append(orjson.loads(str(page)))
    moment = session.one("SELECT epoch(max(observed_at)) FROM reads")
    graph = graph_of(session, dumps, float(str(moment)) if moment is not None else None)
    said = {one.node: one for one in administering(graph, sorted(dumps))}
    rows = {one.node: one for one in counted(graph)}
    session.load_rows("reach_of", catalogue()["reach_of"].types, [
        (
            node, one and one.protected, one and one.protected_possible, one and one.credentials,
            one and one.credentials_possible, about and about.answer, about and about.because,
        )
        for node in sorted(said.keys() | rows.keys())
        for one, about in [(rows.get(node), said.get(node))]
    ])  # fmt: skip
