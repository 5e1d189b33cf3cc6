"""Makes ``reach_of`` in a session from the graph of the home."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import orjson

from keyroll.abridged import abridged
from keyroll.model.json import Json
from keyroll.providers.aws.organization import ACCOUNTS, POLICIES
from keyroll.reach.aws.account import read_account
from keyroll.reach.aws.identifiers import identifier
from keyroll.reach.aws.organisation import read_organisation
from keyroll.reach.blast.counting import administering, counted
from keyroll.reach.inventory.evaluating import NAMED, evaluated_of
from keyroll.reach.inventory.resource_notes import resource_notes
from keyroll.reach.inventory.steps import graph_of
from keyroll.reach.system import SystemListing
from keyroll.store.relations import catalogue
from keyroll.store.session import Session

_UNREAD: Final = "no listing states its permissions"


def reach_of(session: Session) -> None:
    """Make ``reach_of`` from the graph."""
    dumps: dict[str, list[Json]] = {}
    listed: dict[str, dict[str, SystemListing]] = {}
    organisation: dict[str, list[Json]] = {POLICIES: [], ACCOUNTS: []}
    for name, endpoint, whole, page in session.tuples(
        "SELECT source, endpoint, whole, page FROM account_pages ORDER BY ALL"
    ):
        source, pages = str(name), () if page is None else (orjson.loads(str(page)),)
        if endpoint in organisation:
            organisation[str(endpoint)].extend(pages)
        elif source.startswith("aws@"):
            dumps.setdefault(source, []).extend(pages)
        else:
            before = listed.setdefault(source, {}).get(str(endpoint), SystemListing(whole=bool(whole)))
            listed[source][str(endpoint)] = SystemListing((*before.pages, *pages), bool(whole))
    moment = session.one("SELECT epoch(max(observed_at)) FROM reads")
    accounts = {source: read_account(pages) for source, pages in dumps.items()}
    others, _ = evaluated_of(session, listed)
    limits = read_organisation(organisation[POLICIES], organisation[ACCOUNTS])
    graph = graph_of(session, accounts, float(str(moment)) if moment is not None else None, others, limits)
    evaluated = {name: [identifier(name, one.arn) for one in account.holders] for name, account in accounts.items()}
    evaluated |= {name: [who for who in one.judged if who not in one.unread] for name, one in others.items()}
    lost = {who: not_evaluated(what) for one in others.values() for who, what in one.unread.items()}
    for source, note in resource_notes(session, accounts).items():
        lost |= dict.fromkeys(evaluated.get(source, ()), note)
    said = {one.node: one for one in administering(graph, evaluated)}
    rows = {one.node: one for one in counted(graph)}
    unread = dict.fromkeys(_unread(session, said.keys()), _UNREAD) | _of_owners(session, lost)
    session.load_rows("reach_of", catalogue()["reach_of"].types, [
        (
            node, one and one.protected, one and one.protected_possible, one and one.credentials,
            one and one.credentials_possible, unread.get(node),
            about and about.answer, about and about.because,
        )
        for node in sorted(said.keys() | rows.keys() | lost.keys())
        for one, about in [(rows.get(node), said.get(node))]
    ])  # fmt: skip


def not_evaluated(what: Sequence[str]) -> str:
    """Return a text with the entitlements of a principal that were not evaluated."""
    return f"not evaluated, because no list has its permissions: {abridged(what, NAMED)}"


def _of_owners(session: Session, lost: Mapping[str, str]) -> dict[str, str]:
    """Return entitlements that were not evaluated, by principal, credential and third party."""
    owned = session.tuples("SELECT id, principal FROM credentials WHERE principal IS NOT NULL ORDER BY ALL")
    found = {**lost, **{str(one): lost[str(whose)] for one, whose in owned if str(whose) in lost}}
    held = session.tuples("SELECT DISTINCT vendor, id FROM vendor_holdings WHERE alive <> 'no' ORDER BY ALL")
    return found | {f"third_party:{vendor}": found[str(one)] for vendor, one in held if str(one) in found}


def _unread(session: Session, evaluated: Collection[str]) -> set[str]:
    """Return the credentials and third parties whose entitlements no list has, or not all of them."""
    granted = {str(one) for (one,) in session.tuples("SELECT DISTINCT principal FROM grants")} | set(evaluated)
    owned = session.tuples("SELECT id, coalesce(principal, id) FROM credentials")
    unread = {str(one) for one, principal in owned if not {str(one), str(principal)} & granted}
    held = session.tuples("SELECT DISTINCT vendor, id FROM vendor_holdings WHERE alive <> 'no'")
    return unread | {f"third_party:{vendor}" for vendor, one in held if str(one) in unread}
