"""Opens a row of a list: its observations, and for each the raw record and its hash."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from keyroll.errors import KeyrollError, UsageError
from keyroll.intake.opening import Address, Opened, open_pages, open_records
from keyroll.report.listing.contract import Listing, ListRequest, Times, build_read, named
from keyroll.report.listing.reading import reading
from keyroll.store.home import Home
from keyroll.store.session import Row, Session


@dataclass(frozen=True, slots=True)
class Traced:
    """One observation of a row.

    ``what`` is its content, ``source`` and ``part`` (endpoint or log) its origin, ``at`` its time, ``raw`` the SHA-256
    of the input file, ``record`` the number in the file of a log's record or of a listing's page, ``sha256`` the hash
    of that record's own bytes; without a hash ``lost`` is the reason.
    """

    at: datetime
    what: str
    source: str
    part: str
    is_log: bool
    raw: str
    record: int
    file: str = ""
    sha256: str = ""
    lost: str = ""


def traced(home: Home, kind: str, name: str, *, limit: int, times: Times) -> tuple[str, list[Traced]]:
    """Return the id of a row and its observations, oldest first, at most ``limit``.

    ``name`` is the row's id, another identifier of it or that identifier's value, or its name if it is unique.
    Raises UsageError, NothingToDo.
    """
    listing, request = named(kind), ListRequest(home, times)
    with reading(home, times if listing.folded else Times()) as session:
        listing.make(session, request)
        build_read(session, listing.opens)
        types = session.columns(f"({listing.query})")
        query = listing.opens or _own(kind, listing, types)
        row_id = _row_id(session, kind, listing, types, name)
        ordered = f"SELECT * FROM ({query}) WHERE raw IS NOT NULL ORDER BY ALL LIMIT {limit}"
        rows = session.rows(ordered, {"id": row_id})
    return row_id, _opened(home, [_traced(row) for row in rows])


def _own(kind: str, listing: Listing, types: dict[str, str]) -> str:
    """Return the query that opens the rows themselves. Raises UsageError if they do not name their origin."""
    time = next((column for column in (listing.time, "observed_at") if column in types), "")
    part = next((column for column in ("part", "endpoint", "log") if column in types), "")
    if not (time and part and {"raw", "record", "source", listing.key} <= set(types)):
        openable = "credentials, principals, changes or events"
        raise UsageError(f"a row of {kind} cannot be opened", hint=f"open one of {openable} that it names")
    is_log = "is_log" if "is_log" in types else str("log" in types).lower()
    return (
        f"SELECT {time} AS at, {'what' if 'what' in types else repr(kind)} AS what, source, "
        f"{part} AS part, {is_log} AS is_log, raw, record FROM ({listing.query}) WHERE {listing.key} = $id"
    )


def _row_id(session: Session, kind: str, listing: Listing, types: dict[str, str], name: str) -> str:
    """Return the one id that a name resolves to. Raises UsageError."""
    said = f"name = $name OR {listing.key} = $name" if "name" in types else f"{listing.key} = $name"
    candidates = session.tuples(
        f"SELECT DISTINCT {listing.key}, {listing.key} = $name AS exact FROM ({listing.query}) WHERE {said} "
        f"OR {listing.key} IN (SELECT id FROM identifiers WHERE identifier = $name "
        "OR regexp_replace(identifier, '^[^:]*:[^:]*:', '') = $name) ORDER BY exact DESC, 1",
        {"name": name},
    )
    if not candidates:
        raise UsageError(f"there is no row {name!r} in {kind}", hint=f"ids are shown by: keyroll list {kind} --json")
    if len(candidates) > 1 and not candidates[0][1]:
        ids = ", ".join(str(candidate) for candidate, _ in candidates[:5])
        raise UsageError(f"{len(candidates)} rows are named {name!r}", hint=f"give one id: {ids}")
    return str(candidates[0][0])


def _traced(row: Row) -> Traced:
    at = row["at"]
    if not isinstance(at, datetime):
        raise TypeError("an observation has no time")
    texts = (str(row["source"]), str(row["part"]))
    return Traced(at, str(row["what"]), *texts, bool(row["is_log"]), str(row["raw"]), int(str(row["record"] or 0)))


def _opened(home: Home, observations: Sequence[Traced]) -> list[Traced]:
    """Return the observations with file and hash; a missing file costs only its own observation."""
    known: dict[Address, Opened | str] = {}
    done = []
    for observation in observations:
        address = (observation.source, observation.part, observation.raw, observation.record)
        if address not in known:
            opens = open_records if observation.is_log else open_pages
            try:
                known[address] = opens(home, [address])[address]
            except KeyrollError as error:
                known[address] = str(error)
        record = known[address]
        file, sha256 = (record.file, record.sha256) if isinstance(record, Opened) else ("", "")
        lost = record if isinstance(record, str) else ""
        done.append(
            Traced(
                observation.at,
                observation.what,
                observation.source,
                observation.part,
                observation.is_log,
                observation.raw,
                observation.record,
                file,
                sha256,
                lost,
            )
        )
    return done
