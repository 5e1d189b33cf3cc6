"""Gathers, for each exposed credential, everything that surveys and logs say about its life since it was exposed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from keyroll.model.event import AUTHENTICATION
from keyroll.model.probe import Attempt
from keyroll.providers import catalogue
from keyroll.store.session import Row, Session

#: How far a log's clock may be from ours.
SKEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, order=True)
class Pointer:
    """The address of what was seen: which raw file, which record in it."""

    raw: str
    record: int


@dataclass(frozen=True, slots=True)
class Sight:
    """A credential as one survey showed it."""

    at: datetime
    state: str
    generation: int | None
    changed: datetime | None
    old_value_until: datetime | None
    address: Pointer
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One read of the list in which a credential would stand."""

    at: datetime
    complete: bool
    because: str
    address: Pointer


@dataclass(frozen=True, slots=True)
class Act:
    """What a log says was done to a credential."""

    at: datetime
    act: str
    address: Pointer


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything known of one credential, each list in order of time.

    ``window`` is how long a revocation may take to arrive. ``listed`` says whether the vendor lists such credentials.
    ``successor`` names a credential of the same principal or name made after the exposure. ``uses`` and ``refusals``
    are from logs, after the exposure; ``note`` is a person's word.
    """

    id: str
    listed: bool
    in_place: bool
    window: timedelta
    sights: tuple[Sight, ...] = ()
    reads: tuple[Reading, ...] = ()
    acts: tuple[Act, ...] = ()
    uses: tuple[Act, ...] = ()
    refusals: tuple[Act, ...] = ()
    successor: str = ""
    unlistable_because: str = ""
    note: str = ""


def gather(session: Session, exposed_until: Mapping[str, datetime], ours: Sequence[Attempt] = ()) -> dict[str, Facts]:
    """Return the facts of each credential in the inventory; one that is not there has none. Needs the inventory's
    views.

    ``exposed_until`` says of each until when its value was exposed: use counts after that. ``ours`` are our own
    tries: what a log shows of them is no use.
    """
    ids = list(exposed_until)
    times: dict[str, Sequence[object]] = {"id": ids, "until": [exposed_until[one] for one in ids]}
    session.load_columns("asked", {"id": "VARCHAR", "until": "TIMESTAMPTZ"}, times)
    marks: dict[str, Sequence[object]] = {"mark": [one.mark for one in ours], "tried_at": [one.at for one in ours]}
    session.load_columns("own_tries", {"mark": "VARCHAR", "tried_at": "TIMESTAMPTZ"}, marks)
    sights = _by_id(session, "SELECT * FROM states WHERE id IN (SELECT id FROM asked) ORDER BY observed_at")
    acts = _by_id(session, "SELECT * FROM lifecycle WHERE id IN (SELECT id FROM asked) ORDER BY happened_at")
    use = _use(session)
    successors = _successors(session)
    reads = _reads(session)
    known = {
        str(row["id"]): row for row in session.rows("SELECT * FROM credentials WHERE id IN (SELECT id FROM asked)")
    }
    facts = {}
    for one in ids:
        row = known.get(one)
        provider = str(row["provider"]) if row else one.partition("@")[0]
        kind = catalogue.kind(provider, str(row["kind"])) if row else None
        about = catalogue.providers().get(provider)
        listing = reads.get((str(row["source"]), kind.listed_by), ()) if row and kind and kind.listed_by else ()
        facts[one] = Facts(
            id=one,
            listed=bool(kind and kind.listed_by and sights[one]),
            in_place=bool(kind and kind.in_place),
            window=about.window if about else timedelta(),
            sights=tuple(_sight(sight) for sight in sights[one] if kind and sight["endpoint"] == kind.listed_by),
            reads=listing,
            # What another system did to an account of that name is not its issuer's word.
            acts=tuple(_act(act) for act in acts[one] if row and act["source"] == row["source"]),
            uses=tuple(use[one, True]),
            refusals=tuple(use[one, False]),
            successor=successors.get(one, ""),
            unlistable_because=kind.unlistable_because if kind else "",
            note=str(row["note"] or "") if row else "",
        )
    return facts


def _use(session: Session) -> dict[tuple[str, bool], list[Act]]:
    """For each credential, when it was accepted and when it was refused after the exposure.

    Of a run of equal outcomes the ends are enough: what lies between cannot change a verdict. An act that failed for
    another reason (no such page, no such right, AccessDenied) shows no refused credential: whoever sent it may well
    have been signed in. An act is ours only where the log shows the very mark of a try of that time: a time or an
    address could be anybody's, and a name like ours can be made up.
    """
    found: dict[tuple[str, bool], list[Act]] = defaultdict(list)
    session.run(
        "CREATE OR REPLACE TEMP TABLE exposed_use AS SELECT identifiers.id, happened_at, raw, record, "
        "CASE WHEN status_id = 1 THEN true WHEN class_uid = $sign_in OR http_status = 401 THEN false END AS accepted "
        "FROM events JOIN identifiers ON identifiers.identifier = events.credential JOIN asked ON asked.id = "
        "identifiers.id "
        "WHERE happened_at > asked.until AND status_id IN (1, 2) AND NOT implausible "
        "AND NOT EXISTS (SELECT 1 FROM own_tries WHERE contains(events.user_agent, mark) "
        "AND happened_at BETWEEN tried_at - $skew AND tried_at + $skew)",
        {"sign_in": AUTHENTICATION, "skew": SKEW},
    )
    for row in session.rows(
        "SELECT *, lag(accepted) OVER w AS before, lead(accepted) OVER w AS after FROM exposed_use "
        "WHERE accepted IS NOT NULL WINDOW w AS (PARTITION BY id ORDER BY happened_at, raw, record) "
        "QUALIFY before IS DISTINCT FROM accepted OR after IS DISTINCT FROM accepted ORDER BY happened_at"
    ):
        accepted = row["accepted"] is True
        found[str(row["id"]), accepted].append(
            Act(_time(row, "happened_at"), "use" if accepted else "refused", _address(row))
        )
    return found


def _successors(session: Session) -> dict[str, str]:
    """For each credential one that was made after the exposure for the same principal, under the same name."""
    rows = session.tuples(
        "SELECT old.id, min(new.id) FROM credentials old JOIN asked USING (id) JOIN credentials new "
        "ON new.source = old.source AND new.kind = old.kind AND new.id <> old.id AND new.created > asked.until "
        "AND (old.created IS NULL OR old.created <= asked.until) "
        "AND (new.principal = old.principal OR (old.principal IS NULL AND new.principal IS NULL)) "
        "AND (new.name = old.name OR starts_with(new.name, old.name) OR old.kind IN ('access_key', 'client_secret')) "
        "GROUP BY old.id"
    )
    return {str(old): str(new) for old, new in rows}


def _reads(session: Session) -> dict[tuple[str, str], tuple[Reading, ...]]:
    grouped: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    for row in session.rows("SELECT * FROM reads ORDER BY observed_at"):
        grouped[str(row["source"]), str(row["endpoint"])].append(
            Reading(
                _time(row, "observed_at"), bool(row["complete"]), str(row["because"] or ""), Pointer(str(row["raw"]), 0)
            )
        )
    return {key: tuple(reads) for key, reads in grouped.items()}


def _by_id(session: Session, query: str) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in session.rows(query):
        grouped[str(row["id"])].append(row)
    return grouped


def _sight(row: Row) -> Sight:
    generation = row["generation"]
    return Sight(
        _time(row, "observed_at"),
        str(row["state"]),
        generation if isinstance(generation, int) else None,
        _maybe_time(row, "changed"),
        _maybe_time(row, "old_value_until"),
        _address(row),
        _maybe_time(row, "expires"),
    )


def _act(row: Row) -> Act:
    return Act(_time(row, "happened_at"), str(row["act"]), _address(row))


def _address(row: Row) -> Pointer:
    return Pointer(str(row["raw"]), int(str(row["record"])))


def _time(row: Row, column: str) -> datetime:
    value = row[column]
    if not isinstance(value, datetime):
        raise TypeError(f"{column} is no time")
    return value


def _maybe_time(row: Row, column: str) -> datetime | None:
    value = row[column]
    return value if isinstance(value, datetime) else None
