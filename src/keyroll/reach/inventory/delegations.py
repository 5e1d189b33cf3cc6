"""Domain-wide delegation of Google Workspace: the sources whose people service accounts may act for, with scopes.

No API lists it: the admin log has the authorised clients, with the scopes (``API_SCOPES`` of
AUTHORIZE_API_CLIENT_ACCESS, from memory: re-check). With a directory scope that is not read-only, an actor as an
administrator may change users and roles (Admin SDK, "Authorize requests", from memory: re-check).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from keyroll.abridged import abridged
from keyroll.model.truth import Truth
from keyroll.reach.graph.model import Edge, Node, Strength
from keyroll.store.relations import build
from keyroll.store.session import Session

_UNREAD: Final = "the log does not show the scopes of the client"
_AUTHORISED: Final = "authorize_api_client_access"
_PREFIX: Final = "https://www.googleapis.com/auth/"
#: Scopes with which an actor as an administrator takes over accounts.
_TAKES_OVER: Final = frozenset(
    {"admin.directory.user", "admin.directory.user.security", "admin.directory.rolemanagement"}
)
_NAMED: Final = 4


def delegations(session: Session, nodes: Mapping[str, Node]) -> Iterator[tuple[Node, Edge]]:
    """Yield the steps of service accounts by domain-wide delegation, which only the admin log shows."""
    accounts = _accounts(session)
    if not accounts:  # without a number no account can be joined, and events need not be read
        return
    build(session, "events")
    logged = session.tuples(
        "SELECT source, regexp_replace(target, '^[^:]*:delegated_client:', ''), max(happened_at)::DATE, "
        "max_by(target_group, happened_at) FROM events "
        "WHERE log = 'google_workspace.activities' AND target LIKE '%:delegated_client:%' AND status_id = 1 "
        "GROUP BY ALL HAVING max_by(operation, happened_at) = 'admin.authorize_api_client_access' ORDER BY ALL"
    )
    for source, client, day, given in logged:
        for account in accounts.get(str(client), ()):
            if account in nodes:
                evidence = f"google_workspace.activities {source} {day}"
                yield from delegated(nodes[account], str(source), scopes(str(given or "")), evidence)


def scopes(text: str) -> tuple[str, ...]:
    """Return the scopes of a record, without their common prefix; empty if it has none."""
    found = {one.removeprefix(_PREFIX).rstrip("/") for one in re.split(r"[\s,\[\]\"]+", text) if one}
    return tuple(sorted(found - {_AUTHORISED}))


def delegated(account: Node, source: str, given: tuple[str, ...], evidence: str) -> Iterator[tuple[Node, Edge]]:
    """Yield the steps of a service account to the people of a source within its scopes."""
    people = Node(f"{source}:people", "group", f"people of {source}")
    within = f" within {abridged(given, _NAMED)}" if given else ""
    reason = f"{account.name} may act as anybody of {source}{within} (domain-wide delegation)"
    because = f"it acts so only within its scopes: {abridged(given, _NAMED)}" if given else _UNREAD
    yield (
        people,
        Edge(account.id, people.id, "becomes", reason, evidence, Strength.STATIC_SECRET, Truth.unknown(because)),
    )
    for scope in given:
        what = Node(f"{source}:scope:{scope}", "resource", f"what {scope} opens for anybody of {source}")
        yield what, Edge(account.id, what.id, "reads", reason, evidence, Strength.STATIC_SECRET)
    if _TAKES_OVER & set(given):
        everything = Node(f"{source}:administration", "administration", f"administration of {source}")
        how = f"{reason}, so as an administrator too"
        yield everything, Edge(account.id, everything.id, "administers", how, evidence, Strength.STATIC_SECRET)


def _accounts(session: Session) -> dict[str, list[str]]:
    """Return the service accounts of Google Cloud by their client number in Google Workspace."""
    build(session, "observed")
    numbers = session.tuples(
        "SELECT DISTINCT regexp_replace(name, '^[^:]*:unique_id:', ''), subject FROM (SELECT subject, "
        "unnest(strong || weak) AS name FROM observed WHERE entity = 'principal' AND source LIKE 'gcp@%') "
        "WHERE name LIKE '%:unique_id:%' ORDER BY ALL"
    )
    accounts: dict[str, list[str]] = {}
    for number, subject in numbers:
        accounts.setdefault(str(number), []).append(str(subject))
    return accounts
