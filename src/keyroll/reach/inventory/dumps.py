"""The pages of the last listings that reach evaluates, read from the stored raw records."""

from collections.abc import Sequence
from typing import Final

import orjson

from keyroll.errors import KeyrollError
from keyroll.intake.opening import Address, open_pages
from keyroll.model.json import Json
from keyroll.providers.aws.organization import ACCOUNTS, POLICIES
from keyroll.providers.aws.resource_policies import RESOURCE_POLICIES
from keyroll.reach.aws.organisation import AwsOrganisation, read_organisation
from keyroll.reach.system import SystemListing, systems
from keyroll.store.home import Home
from keyroll.store.relations import build, load
from keyroll.store.session import Session

_DUMP: Final = "account_authorization_details"
_NAMES: Final = {_DUMP: "the account dump", RESOURCE_POLICIES: "a page of the policies of resources"}
#: An account with more pairs of a principal and a role is not evaluated at each sync: that would take minutes.
MOST_PAIRS: Final = 250_000


def latest_dumps(session: Session) -> list[Address]:
    """Return the addresses of the pages of each AWS account's last dump, and of the last list of resource policies."""
    rows = session.tuples(
        "SELECT DISTINCT source, endpoint, raw, record FROM observed "
        "WHERE endpoint IN ('account_authorization_details', 'resource_policies') "
        "AND source LIKE 'aws@%' AND entity <> 'read' "
        "QUALIFY observed_at = max(observed_at) OVER (PARTITION BY source, endpoint) ORDER BY ALL"
    )
    return [(str(source), str(endpoint), str(raw), int(str(record))) for source, endpoint, raw, record in rows]


def dumps(home: Home, session: Session) -> tuple[dict[str, list[Json]], list[str]]:
    """Return the decoded pages of each AWS account's last dump, and the faults."""
    faults: list[str] = []
    found: dict[str, list[Json]] = {}
    for address in latest_dumps(session):
        try:
            opened = open_pages(home, [address])[address]
            found.setdefault(address[0], []).append(orjson.loads(opened.content))
        except (KeyrollError, orjson.JSONDecodeError) as error:
            faults.append(f"{_NAMES[address[1]]} of {address[0]} is left out: {error}")
    return found, faults


def organisation(home: Home, session: Session) -> tuple[AwsOrganisation, list[str]]:
    """Return the organisations of the accounts from the last listings, and the faults."""
    pages, faults = _organisation_pages(home, session)
    return read_organisation(pages[POLICIES], pages[ACCOUNTS]), faults


def _organisation_pages(home: Home, session: Session) -> tuple[dict[str, list[Json]], list[str]]:
    build(session, "observed", "reads")
    faults: list[str] = []
    found: dict[str, list[Json]] = {POLICIES: [], ACCOUNTS: []}
    for (source, endpoint), addresses in _addresses(session, "aws", tuple(found)).items():
        try:
            found[endpoint] += _opened(home, addresses, whole=True).pages
        except (KeyrollError, orjson.JSONDecodeError) as error:
            faults.append(f"the {endpoint} of {source} are left out: {error}")
    return found, faults


def account_pages(session: Session, home: Home) -> None:
    """Build ``account_pages`` from accounts that can be evaluated: all pages were read, and they are not too large."""
    found, faults = dumps(home, session)
    lost = {source for source in found if any(f" {source} " in fault for fault in faults)}
    small = {one: pages for one, pages in found.items() if one not in lost and _pairs(pages) <= MOST_PAIRS}
    rows = [(source, _DUMP, True, orjson.dumps(page).decode()) for source, pages in small.items() for page in pages]
    for endpoint, pages in _organisation_pages(home, session)[0].items():
        rows += [("aws@*", endpoint, True, orjson.dumps(page).decode()) for page in pages]
    for source, listings in listed(home, session)[0].items():
        rows += [
            (source, endpoint, one.whole, orjson.dumps(page).decode())
            for endpoint, one in listings.items()
            for page in one.pages or (None,)
        ]
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    load(session, "account_pages", dict(zip(("source", "endpoint", "whole", "page"), map(list, columns), strict=True)))


def listed(home: Home, session: Session) -> tuple[dict[str, dict[str, SystemListing]], list[str]]:
    """Return the last listings of each source that a system can evaluate, by endpoint, and the faults.

    A source with a missing page is left out.
    """
    build(session, "observed", "reads")
    faults: list[str] = []
    found: dict[str, dict[str, SystemListing]] = {}
    for provider, system in systems().items():
        whole = _whole(session, provider, system.endpoints)
        if not whole:
            continue
        addresses = _addresses(session, provider, system.endpoints)
        for source in {one for one, endpoint in whole if system.any_of or endpoint == system.endpoints[0]}:
            try:
                found[source] = {
                    endpoint: _opened(home, addresses.get((source, endpoint), []), whole=complete)
                    for (one, endpoint), complete in whole.items()
                    if one == source
                }
            except (KeyrollError, orjson.JSONDecodeError) as error:
                faults.append(f"the privileges in the listings of {source} are left out: {error}")
    return found, faults


def _whole(session: Session, provider: str, endpoints: Sequence[str]) -> dict[tuple[str, str], bool]:
    """Return the endpoints that were read, and whether the last read of each was complete."""
    rows = session.tuples(
        "SELECT source, endpoint, arg_max(complete, observed_at) FROM reads "
        "WHERE split_part(source, '@', 1) = $provider AND list_contains($endpoints, endpoint) "
        "GROUP BY ALL ORDER BY ALL",
        {"provider": provider, "endpoints": list(endpoints)},
    )
    return {(str(source), str(endpoint)): bool(complete) for source, endpoint, complete in rows}


def _addresses(session: Session, provider: str, endpoints: Sequence[str]) -> dict[tuple[str, str], list[Address]]:
    rows = session.tuples(
        "SELECT DISTINCT o.source, o.endpoint, o.raw, o.record FROM observed o JOIN (SELECT source, endpoint, "
        "max(observed_at) AS last FROM reads GROUP BY ALL) r ON r.source = o.source AND r.endpoint = o.endpoint AND "
        "o.observed_at = last WHERE split_part(o.source, '@', 1) = $provider AND o.entity <> 'read' "
        "AND list_contains($endpoints, o.endpoint) ORDER BY ALL",
        {"provider": provider, "endpoints": list(endpoints)},
    )
    found: dict[tuple[str, str], list[Address]] = {}
    for source, endpoint, raw, record in rows:
        address = (str(source), str(endpoint), str(raw), int(str(record)))
        found.setdefault(address[:2], []).append(address)
    return found


def _opened(home: Home, addresses: list[Address], *, whole: bool) -> SystemListing:
    pages = open_pages(home, addresses)
    return SystemListing(tuple(orjson.loads(pages[one].content) for one in addresses), whole)


def _pairs(pages: list[Json]) -> int:
    users, roles = _count(pages, "UserDetailList"), _count(pages, "RoleDetailList")
    return (users + roles) * (users + roles)


def _count(pages: list[Json], field: str) -> int:
    found = [page.get(field) for page in pages if isinstance(page, dict)]
    return sum(len(one) for one in found if isinstance(one, list))
