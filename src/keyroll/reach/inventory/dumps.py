"""The pages of the last listings that reach evaluates, read from the stored raw records."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from keyroll.errors import KeyrollError
from keyroll.intake.opening import Address, open_pages, page_bodies
from keyroll.model.json import Json
from keyroll.providers.aws.organization import ACCOUNTS, POLICIES
from keyroll.providers.aws.resource_policies import RESOURCE_POLICIES
from keyroll.reach.system import SystemListing, systems
from keyroll.store.home import Home
from keyroll.store.relations import build, catalogue, give
from keyroll.store.session import Session

DUMP: Final = "account_authorization_details"
#: The characters of pages in Python at a time.
_HELD: Final = 4 << 20
_NAMES: Final = {DUMP: "the account dump", RESOURCE_POLICIES: "a page of the policies of resources"}


def latest_dumps(session: Session) -> list[Address]:
    """Return the addresses of the pages of each AWS account's last dump, and of the last list of resource policies."""
    rows = session.tuples(
        "SELECT DISTINCT source, endpoint, raw, record FROM observed "
        "WHERE endpoint IN ('account_authorization_details', 'resource_policies') "
        "AND source LIKE 'aws@%' AND entity <> 'read' "
        "QUALIFY observed_at = max(observed_at) OVER (PARTITION BY source, endpoint) ORDER BY ALL"
    )
    return [(str(source), str(endpoint), str(raw), int(str(record))) for source, endpoint, raw, record in rows]


def dumps(home: Home, session: Session, missing: dict[str, str]) -> Iterator[tuple[str, Json]]:
    """Yield the pages of each AWS account's last dump with the source, long pages in parts.

    The accounts without a dump, or with a page that cannot be opened, are added to ``missing`` with the reason.
    Pages of such an account may be yielded before.
    """
    missing |= {source: because for source, (because, any_page) in _incomplete(session).items() if not any_page}
    for address in latest_dumps(session):
        source, endpoint, *_ = address
        try:
            yield from ((source, one) for one in page_bodies(home, address))
        except KeyrollError as error:
            missing[source] = f"{_NAMES[endpoint]} of {source} is left out: {error}"


def incomplete(session: Session) -> dict[str, str]:
    """Return the AWS accounts whose last dump was not read completely, with the reasons."""
    return {source: because for source, (because, _) in _incomplete(session).items()}


def _incomplete(session: Session) -> dict[str, tuple[str, bool]]:
    """Return the accounts whose last dump was not read completely: the reason, and whether there is any page."""
    build(session, "observed", "reads")
    rows = session.tuples(
        "SELECT r.source, arg_max(r.because, r.observed_at), bool_or(o.source IS NOT NULL) FROM reads r LEFT JOIN "
        "(SELECT DISTINCT source FROM observed WHERE endpoint = $dump AND entity <> 'read') o ON o.source = r.source "
        "WHERE r.endpoint = $dump AND r.source LIKE 'aws@%' "
        "GROUP BY r.source HAVING NOT arg_max(r.complete, r.observed_at) ORDER BY ALL",
        {"dump": DUMP},
    )
    said = "was not read completely"
    return {str(one): (f"the account dump of {one} {said}: {because}", bool(there)) for one, because, there in rows}


def _organisation_pages(home: Home, session: Session) -> tuple[dict[str, list[Json]], dict[str, str]]:
    build(session, "observed", "reads")
    missing: dict[str, str] = {}
    found: dict[str, list[Json]] = {POLICIES: [], ACCOUNTS: []}
    for (source, endpoint), addresses in _addresses(session, "aws", tuple(found)).items():
        try:
            found[endpoint] += _opened(home, addresses, whole=True).pages
        except (KeyrollError, orjson.JSONDecodeError) as error:
            missing[endpoint] = f"the {endpoint} of {source} are left out: {error}"
    return found, missing


def account_pages(session: Session, home: Home) -> None:
    """Build ``account_pages`` from all that can be opened; a source with a missing page has one row with the reason."""
    types = catalogue()["account_pages"].types
    missing: dict[str, str] = {}
    session.load_rows("account_pages", types, ())
    rows: list[tuple[str, str, bool, str | None, str | None]] = []
    held = 0
    for source, page in dumps(home, session, missing):
        rows.append((source, DUMP, True, _text(page), None))
        held += len(rows[-1][3] or "")
        if held >= _HELD:
            session.load_rows("account_pages", types, rows, more=True)
            rows, held = [], 0
    session.load_rows("account_pages", types, rows, more=True)
    session.run("DELETE FROM account_pages WHERE list_contains($lost::VARCHAR[], source)", {"lost": [*missing]})
    rows = [(source, DUMP, False, None, because) for source, because in missing.items()]
    organisation, lost = _organisation_pages(home, session)
    for endpoint, pages in organisation.items():
        rows += [("aws@*", endpoint, True, _text(page), None) for page in pages]
    rows += [("aws@*", endpoint, False, None, because) for endpoint, because in lost.items()]
    systems_read, missing = listed(home, session)
    for source, listings in systems_read.items():
        for endpoint, one in listings.items():
            rows += [(source, endpoint, one.whole, _text(page), None) for page in one.pages or (None,)]
    rows += [(source, "", False, None, because) for source, because in missing.items()]
    session.load_rows("account_pages", types, rows, more=True)
    give(session, "account_pages")


@dataclass(frozen=True, slots=True)
class StoredDump:
    """The pages of an account's dump that ``account_pages`` has; each iteration reads one at a time."""

    session: Session
    source: str

    def __iter__(self) -> Iterator[Json]:
        for (row,) in self.session.tuples(
            "SELECT rowid FROM account_pages WHERE source = $source AND endpoint = $dump ORDER BY rowid",
            {"source": self.source, "dump": DUMP},
        ):
            page = self.session.one("SELECT page FROM account_pages WHERE rowid = $row", {"row": row})
            yield orjson.loads(str(page))


def _text(page: Json) -> str | None:
    return None if page is None else orjson.dumps(page).decode()


def listed(home: Home, session: Session) -> tuple[dict[str, dict[str, SystemListing]], dict[str, str]]:
    """Return the last listings of each source that a system can evaluate, by endpoint, and the sources left out.

    A source with a missing page is left out, with the reason.
    """
    build(session, "observed", "reads")
    missing: dict[str, str] = {}
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
                missing[source] = f"the privileges in the listings of {source} are left out: {error}"
                found.pop(source, None)
    return found, missing


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
