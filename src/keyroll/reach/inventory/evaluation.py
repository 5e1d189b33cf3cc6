"""Evaluates the last listings of a home into one graph, with each source that was not evaluated and the reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import orjson

from keyroll.abridged import abridged
from keyroll.model.json import Json
from keyroll.providers.aws.organization import ACCOUNTS, POLICIES
from keyroll.reach.aws.account import read_account
from keyroll.reach.aws.identifiers import identifier
from keyroll.reach.aws.organisation import read_organisation
from keyroll.reach.graph.arrays import Graph
from keyroll.reach.inventory.dumps import DUMP, StoredDump, incomplete
from keyroll.reach.inventory.evaluating import NAMED, evaluated_of, unevaluated
from keyroll.reach.inventory.resource_notes import resource_notes
from keyroll.reach.inventory.steps import graph_of
from keyroll.reach.system import SystemListing
from keyroll.store.session import Session


@dataclass(frozen=True, slots=True)
class Listings:
    """The listings that reach evaluates: the AWS accounts with a dump, the pages of other systems and of organisations.

    ``missing`` are the sources whose listings could not be read, with the reasons; ``faults`` are the other reasons.
    """

    accounts: list[str] = field(default_factory=list)
    systems: dict[str, dict[str, SystemListing]] = field(default_factory=dict)
    organisation: dict[str, list[Json]] = field(default_factory=lambda: {POLICIES: [], ACCOUNTS: []})
    missing: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The graph of a home, and what it lacks.

    ``evaluated`` are the principals whose entitlements were evaluated, by source. ``missing`` are the sources that were
    not evaluated, ``partial`` the principals that were evaluated in part, each with the reason. ``notes`` are sentences
    about input that was read and not evaluated, ``faults`` about input that was not read.
    """

    graph: Graph
    evaluated: Mapping[str, Sequence[str]]
    missing: Mapping[str, str]
    partial: Mapping[str, str]
    notes: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def evaluate(session: Session, now: float | None) -> Evaluation:
    """Evaluate ``account_pages`` as of a time (seconds). Needs the relations of the inventory."""
    listings = _listings(session)
    accounts = {source: read_account(StoredDump(session, source)) for source in listings.accounts}
    others, failed = evaluated_of(session, listings.systems)
    limits = read_organisation(listings.organisation[POLICIES], listings.organisation[ACCOUNTS])
    graph, missing = graph_of(session, accounts, now, others, limits, listings.missing | failed)
    accounts = {source: one for source, one in accounts.items() if source not in missing}
    evaluated = {name: [identifier(name, one.arn) for one in account.holders] for name, account in accounts.items()}
    evaluated |= {name: [who for who in one.judged if who not in one.unread] for name, one in others.items()}
    notes = {name: note for name, one in others.items() if (note := unevaluated(name, one))}
    partial = {who: not_evaluated(what) for one in others.values() for who, what in one.unread.items()}
    for source, note in resource_notes(session, accounts).items():
        notes[source] = note
        partial |= dict.fromkeys(evaluated.get(source, ()), note)  # an account without its dump has none
    half = {source: because for source, because in incomplete(session).items() if source in accounts}
    for source, because in half.items():
        partial |= {who: "; ".join(filter(None, (because, partial.get(who)))) for who in evaluated[source]}
    faults = (*missing.values(), *half.values(), *listings.faults)
    return Evaluation(graph, evaluated, missing, partial, tuple(notes.values()), faults)


def _listings(session: Session) -> Listings:
    """Return the rows of ``account_pages`` by what they are."""
    found = Listings()
    dumps = session.tuples(
        "SELECT DISTINCT source FROM account_pages WHERE endpoint = $dump AND because IS NULL ORDER BY source",
        {"dump": DUMP},
    )
    found.accounts.extend(str(source) for (source,) in dumps)
    for name, endpoint, whole, page, because in session.tuples(
        "SELECT source, endpoint, whole, page, because FROM account_pages "
        "WHERE endpoint <> $dump OR because IS NOT NULL ORDER BY ALL",
        {"dump": DUMP},
    ):
        source, pages = str(name), () if page is None else (orjson.loads(str(page)),)
        if endpoint in found.organisation:
            found.organisation[str(endpoint)].extend(pages)
            found.faults.extend([str(because)] if because else [])
        elif because:
            found.missing[source] = str(because)
        else:
            before = found.systems.setdefault(source, {}).get(str(endpoint), SystemListing(whole=bool(whole)))
            found.systems[source][str(endpoint)] = SystemListing((*before.pages, *pages), bool(whole))
    return found


def not_evaluated(what: Sequence[str]) -> str:
    """Return a text with the entitlements of a principal that were not evaluated."""
    return f"not evaluated, because no list has its permissions: {abridged(what, NAMED)}"
