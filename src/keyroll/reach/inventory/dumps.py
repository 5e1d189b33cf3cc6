"""The pages of the last account dump of each AWS account, opened again from what came in."""

from typing import Final

import orjson

from keyroll.errors import KeyrollError
from keyroll.intake.opening import Address, open_pages
from keyroll.model.json import Json
from keyroll.store.home import Home
from keyroll.store.relations import load
from keyroll.store.session import Session

#: An account with more pairs of a principal and a role is not evaluated at each sync: that would take minutes.
MOST_PAIRS: Final = 250_000


def latest_dumps(session: Session) -> list[Address]:
    """Return the addresses of the pages of each AWS account's last dump: source, endpoint, raw file, page."""
    rows = session.tuples(
        "SELECT DISTINCT source, endpoint, raw, record FROM observed WHERE endpoint = 'account_authorization_details' "
        "AND source LIKE 'aws@%' QUALIFY observed_at = max(observed_at) OVER (PARTITION BY source) ORDER BY ALL"
    )
    return [(str(source), str(endpoint), str(raw), int(str(record))) for source, endpoint, raw, record in rows]


def dumps(home: Home, session: Session) -> tuple[dict[str, list[Json]], list[str]]:
    """Return the decoded pages of each AWS account's last dump, and what could not be read."""
    faults: list[str] = []
    found: dict[str, list[Json]] = {}
    for address in latest_dumps(session):
        try:
            opened = open_pages(home, [address])[address]
            found.setdefault(address[0], []).append(orjson.loads(opened.content))
        except (KeyrollError, orjson.JSONDecodeError) as error:
            faults.append(f"the account dump of {address[0]} is left out: {error}")
    return found, faults


def account_pages(session: Session, home: Home) -> None:
    """Make ``account_pages`` of the accounts that can be evaluated: each page was read, and they are not too large."""
    found, faults = dumps(home, session)
    lost = {source for source in found if any(f" {source} " in fault for fault in faults)}
    small = {one: pages for one, pages in found.items() if one not in lost and _pairs(pages) <= MOST_PAIRS}
    rows = [(source, orjson.dumps(page).decode()) for source, pages in small.items() for page in pages]
    load(session, "account_pages", {"source": [one for one, _ in rows], "page": [page for _, page in rows]})


def _pairs(pages: list[Json]) -> int:
    users, roles = _count(pages, "UserDetailList"), _count(pages, "RoleDetailList")
    return (users + roles) * (users + roles)


def _count(pages: list[Json], field: str) -> int:
    found = [page.get(field) for page in pages if isinstance(page, dict)]
    return sum(len(one) for one in found if isinstance(one, list))
