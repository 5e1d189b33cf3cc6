"""One credential: its main facts, its use by day, and its card beside it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from keyroll.api.browsing import DayOfUse, PartRequest
from keyroll.errors import NothingToDo
from keyroll.report import filters
from keyroll.server.page import INVENTORY, Page, PageRequest, Parameter


@dataclass(frozen=True, slots=True)
class CredentialPage:
    """One credential with its days of use; days between without a row had no use."""

    id: str
    name: str
    kind: str
    source: str
    state: str
    state_because: str
    owner: str | None
    last_used: datetime | None
    uses: int | None
    refusals: int | None
    created: datetime | None
    last_changed: datetime | None
    expires: datetime | None
    log: str
    use: tuple[DayOfUse, ...]
    command: str


def _data(asked: PageRequest) -> CredentialPage:
    one = asked.needed("id")
    part = asked.part("credentials", PartRequest(filters.term("id", one), limit=1))
    if not part.rows:
        raise NothingToDo("there is no such credential", hint="look for it in the inventory")
    (row,) = part.rows

    def time(name: str) -> datetime | None:
        value = row[name]
        return value if isinstance(value, datetime) else None

    def number(name: str) -> int | None:
        value = row[name]
        return value if isinstance(value, int) else None

    return CredentialPage(
        str(row["id"]),
        str(row["name"] or row["id"]),
        str(row["kind_title"] or row["kind"]),
        str(row["source"]),
        str(row["state"] or "unknown"),
        str(row["state_because"] or ""),
        str(row["owner"]) if row["owner"] else None,
        time("last_used"),
        number("uses"),
        number("refusals"),
        time("created"),
        time("last_changed"),
        time("expires"),
        str(row["log"] or ""),
        _every_day(asked.cards().use(str(row["id"]))),
        asked.command(f"keyroll show {filters.shell(str(row['id']))}"),
    )


def _every_day(used: tuple[DayOfUse, ...]) -> tuple[DayOfUse, ...]:
    """Return a row for each day from the first to the last use."""
    if not used:
        return ()
    known = {one.day: one for one in used}
    first, days = used[0].day, (used[-1].day - used[0].day).days
    each = (first + timedelta(days=number) for number in range(min(days, 3_650) + 1))
    return tuple(known.get(day, DayOfUse(day, 0, 0)) for day in each)


PAGE = Page(
    "/credential",
    "Credential",
    CredentialPage,
    _data,
    "credential.html",
    under="/inventory",
    areas=INVENTORY,
    parameters=(Parameter("id", "the credential's id", needed=True),),
)
