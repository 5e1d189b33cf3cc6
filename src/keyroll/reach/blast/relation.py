"""Makes ``reach_of`` in a session, of the graph of the home."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

import orjson

from keyroll.model.json import Json
from keyroll.reach.aws.account import read_account
from keyroll.reach.aws.steps import identifier
from keyroll.reach.blast.counting import administering, counted
from keyroll.reach.inventory.steps import graph_of
from keyroll.store.relations import catalogue
from keyroll.store.session import Session

_UNREAD: Final = "no list that was read says what it may do"


def reach_of(session: Session) -> None:
    """Make ``reach_of`` of the graph."""
    dumps: dict[str, list[Json]] = {}
    for source, page in session.tuples("SELECT source, page FROM account_pages ORDER BY ALL"):
        dumps.setdefault(str(source), []).append(orjson.loads(str(page)))
    moment = session.one("SELECT epoch(max(observed_at)) FROM reads")
    graph = graph_of(session, dumps, float(str(moment)) if moment is not None else None)
    evaluated = set(_evaluated(dumps))
    said = {one.node: one for one in administering(graph, sorted(dumps)) if one.node in evaluated}
    rows = {one.node: one for one in counted(graph)}
    unread = _unread(session, said.keys())
    session.load_rows("reach_of", catalogue()["reach_of"].types, [
        (
            node, one and one.protected, one and one.protected_possible, one and one.credentials,
            one and one.credentials_possible, _UNREAD if node in unread else None,
            about and about.answer, about and about.because,
        )
        for node in sorted(said.keys() | rows.keys())
        for one, about in [(rows.get(node), said.get(node))]
    ])  # fmt: skip


def _evaluated(dumps: Mapping[str, Sequence[Json]]) -> Iterator[str]:
    """Yield the users, roles and groups whose policies were read. What a log alone names was not evaluated."""
    for source, pages in dumps.items():
        account = read_account(pages)
        yield from (identifier(source, one.arn) for one in (*account.users, *account.roles, *account.groups))


def _unread(session: Session, evaluated: Collection[str]) -> set[str]:
    """Return the credentials and third parties of which no list says what they may do, or not of all that they hold."""
    granted = {str(one) for (one,) in session.tuples("SELECT DISTINCT principal FROM grants")} | set(evaluated)
    owned = session.tuples("SELECT id, coalesce(principal, id) FROM credentials")
    unread = {str(one) for one, principal in owned if not {str(one), str(principal)} & granted}
    held = session.tuples("SELECT DISTINCT vendor, id FROM vendor_holdings WHERE alive <> 'no'")
    return unread | {f"third_party:{vendor}" for vendor, one in held if str(one) in unread}
