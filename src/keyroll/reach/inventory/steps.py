"""Builds one graph from a session with the inventory and the pages of AWS accounts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from keyroll.model.truth import Truth
from keyroll.providers.catalogue import providers
from keyroll.reach.aws.account import AwsAccount
from keyroll.reach.aws.asking import Asking
from keyroll.reach.aws.crossing import crossings, replaced
from keyroll.reach.aws.organisation import AwsOrganisation
from keyroll.reach.aws.steps import Steps, TooManySteps, account_steps
from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.model import Edge, Node, Strength
from keyroll.reach.inventory.joins import joined
from keyroll.reach.inventory.products import PRODUCTS
from keyroll.reach.system import Evaluated
from keyroll.store.relations import build
from keyroll.store.session import Session

NOTHING: Final[Mapping[str, Evaluated]] = MappingProxyType({})
NONE: Final[Mapping[str, str]] = MappingProxyType({})
#: The nodes of a source that have entitlements there.
_ENTITLED: Final = frozenset({"principal", "role", "group"})
_NUMBER: Final = re.compile(r"\d{12}")
UNLIMITED: Final = AwsOrganisation()


def graph_of(
    session: Session,
    accounts: Mapping[str, AwsAccount],
    now: float | None,
    others: Mapping[str, Evaluated] = NOTHING,
    organisation: AwsOrganisation = UNLIMITED,
    missing: Mapping[str, str] = NONE,
) -> tuple[Graph, dict[str, str]]:
    """Return the graph of a home at a time (seconds), and the sources that were not evaluated, with the reasons.

    ``accounts`` are the AWS accounts whose policies were read, ``others`` the evaluated sources of other systems, each
    by source; ``organisation`` limits accounts. If a principal's privileges were evaluated, the names of the privileges
    are ignored. ``missing`` are the sources whose listings could not be read: their principals may do anything there.
    """
    build(session, "reach_edges", "reach_nodes")
    rows = session.tuples("SELECT id, kind, name FROM reach_nodes ORDER BY id")
    nodes = {str(one): Node(str(one), str(kind), str(name)) for one, kind, name in rows}
    edges = [
        Edge(
            str(start), str(end), str(kind), str(reason), str(evidence), Strength(int(str(strength))),
            Truth.yes() if because is None else Truth.unknown(str(because)),
        )
        for start, end, kind, reason, evidence, strength, because in session.tuples(
            "SELECT origin, target, kind, reason, evidence, strength, because FROM reach_edges "
            "WHERE origin IS NOT NULL AND target IS NOT NULL ORDER BY ALL"
        )
    ]  # fmt: skip
    decided = {principal for one in others.values() for principal in one.decided}
    narrowed = {credential for one in others.values() for credential in one.narrowed}
    edges = [
        one for one in edges
        if not (one.kind == "administers" and one.start in decided)
        and not (one.kind == "authenticates" and one.start in narrowed)
    ]  # fmt: skip
    for other in others.values():
        for node in other.nodes:
            nodes.setdefault(node.id, node)
        # A credential that is no longer alive is no node: no step begins there.
        edges += (one for one in other.edges if one.start in nodes and one.end in nodes)
    lost = dict(missing)
    for one in (*_of_accounts(session, accounts, now, organisation, lost), *_not_evaluated(session, nodes, lost)):
        for node in one.nodes:
            nodes.setdefault(node.id, node)
        edges += one.edges
    between = joined(session, nodes)
    for node in between.nodes:
        nodes.setdefault(node.id, node)
    return Graph.of(nodes.values(), [*edges, *between.edges]), lost


def _not_evaluated(session: Session, nodes: Mapping[str, Node], lost: Mapping[str, str]) -> Iterator[Steps]:
    """Yield the steps within sources that were not evaluated: each principal may administer its own."""
    for source, because in lost.items():
        bare = session.tuples(
            "SELECT id FROM reach_alive WHERE source = $source AND principal IS NULL ORDER BY id", {"source": source}
        )
        starts = [one.id for one in nodes.values() if one.kind in _ENTITLED and one.id.startswith(f"{source}:")]
        end = Node(f"{source}:administration", "administration", f"administration of {source}")
        yield Steps((end,), tuple(
            Edge(
                one, end.id, "administers", f"the entitlements of {nodes[one].name} in {source} were not evaluated",
                truth=Truth.unknown(because),
            )
            for one in (*starts, *(str(name) for (name,) in bare)) if one in nodes
        ))  # fmt: skip


def _of_accounts(
    session: Session,
    accounts: Mapping[str, AwsAccount],
    now: float | None,
    organisation: AwsOrganisation,
    lost: dict[str, str],
) -> Iterator[Steps]:
    """Yield the steps within each account of AWS, and between them; accounts with too many steps are added to lost."""
    keys, organisations = _keys(session), organisation.organisations
    askings = {
        source: Asking(account, now, organisation.limits(account.number), keys.get(source), organisations)
        for source, account in ((name, _numbered(name, one)) for name, one in accounts.items())
    }
    found: dict[str, Steps] = {}
    for source, asking in askings.items():
        try:
            found[source] = account_steps(asking, source, f"{source} account dump")
        except TooManySteps as error:
            lost[source] = f"{source} was not evaluated: {error}"
    evaluated = {source: asking for source, asking in askings.items() if source in found}
    known = tuple(replaced(evaluated))
    for steps in found.values():
        # A principal of an account that was read is not outside: its own node has these steps.
        yield Steps(
            tuple(one for one in steps.nodes if not one.id.startswith(known)),
            tuple(one for one in steps.edges if not one.start.startswith(known)),
        )
    yield Steps((), tuple(crossings(evaluated)))


def _numbered(source: str, account: AwsAccount) -> AwsAccount:
    """Return an account with the number in its source's name, if no page has the number."""
    name = source.partition("@")[2]
    return replace(account, number=name) if not account.number and _NUMBER.fullmatch(name) else account


def _keys(session: Session) -> dict[str, dict[str, int]]:
    """Return the number of access keys of each user, for sources whose last listing of keys was complete."""
    listed = session.tuples(
        "SELECT source FROM reads WHERE endpoint = 'access_keys' "
        "QUALIFY row_number() OVER (PARTITION BY source ORDER BY observed_at DESC) = 1 AND complete"
    )
    keys: dict[str, dict[str, int]] = {str(source): {} for (source,) in listed}
    for source, user, count in session.tuples(
        "SELECT source, regexp_extract(principal, ':user:(.*)$', 1), count(*) FROM credentials "
        "WHERE kind = 'access_key' AND coalesce(state, '') <> 'destroyed' AND principal IS NOT NULL GROUP BY ALL"
    ):
        if str(source) in keys:
            keys[str(source)][str(user)] = int(str(count))
    return keys


def products(session: Session) -> None:
    """Build ``reach_products`` from the declarations of providers and products."""
    products = {one.provider: one for one in PRODUCTS}
    rows = []
    for name, provider in providers().items():
        one, powers = products.get(name), provider.powers
        sites = "|".join(map(re.escape, one.sites)) if one else ""
        rows.append((
            name, one.holds if one else "", sites, one.runs if one else "",
            powers.administers if powers else "", powers.lesser if powers else "",
        ))  # fmt: skip
    names = ("provider", "holds", "sites", "runs", "administers", "lesser")
    session.load_rows("reach_products", dict.fromkeys(names, "VARCHAR"), rows)
