"""Gathers the records of listings and logs about each exposed credential since its exposure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from keyroll.model.probe import Attempt
from keyroll.proof.minted import Minted, MintingLog, minted
from keyroll.proof.pointer import Pointer
from keyroll.providers import catalogue
from keyroll.store.relations import build, load
from keyroll.store.session import Row, Session


@dataclass(frozen=True, slots=True)
class CredentialSight:
    """A credential in one listing."""

    at: datetime
    state: str
    generation: int | None
    changed: datetime | None
    old_value_until: datetime | None
    address: Pointer
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One read of the list that would contain a credential."""

    at: datetime
    complete: bool
    because: str
    address: Pointer


@dataclass(frozen=True, slots=True)
class CredentialAct:
    """An act on a credential, by a log."""

    at: datetime
    act: str
    address: Pointer


@dataclass(frozen=True, slots=True)
class CredentialFacts:
    """The facts about one credential, each list in order of time.

    ``window`` is how long a revocation may take to arrive. ``listed`` is whether the vendor lists such credentials.
    ``successor`` names a credential of the same principal or name that was made after the exposure. ``uses`` and
    ``refusals`` are from logs, after the exposure. ``note`` is a person's statement. ``minted`` is the issuer's log of
    credentials that were made with it, if that was requested.
    """

    id: str
    listed: bool
    in_place: bool
    window: timedelta
    sights: tuple[CredentialSight, ...] = ()
    reads: tuple[Reading, ...] = ()
    acts: tuple[CredentialAct, ...] = ()
    uses: tuple[CredentialAct, ...] = ()
    refusals: tuple[CredentialAct, ...] = ()
    successor: str = ""
    unlistable_because: str = ""
    note: str = ""
    minted: Minted | None = None


def gather(
    session: Session,
    exposed_until: Mapping[str, datetime],
    ours: Sequence[Attempt] = (),
    asked: Sequence[MintingLog] = (),
) -> dict[str, CredentialFacts]:
    """Return the facts of each credential in the inventory; a credential outside the inventory has none.

    ``exposed_until`` is the end of each value's exposure: use counts after it. ``ours`` are keyroll's own attempts:
    their log records are not uses. ``asked`` names the logs that show which credentials were made with a credential.
    Needs the inventory and ``events`` in the session.
    """
    ids = list(exposed_until)
    load(session, "exposed_until", {"id": ids, "until": list(exposed_until.values())})
    load(
        session,
        "own_attempts",
        {"mark": [attempt.mark for attempt in ours], "tried_at": [attempt.at for attempt in ours]},
    )
    build(session, "use_outcomes", "successors")
    sights = _by_id(session.rows("SELECT * FROM states SEMI JOIN exposed_until USING (id) ORDER BY observed_at"))
    acts = _by_id(session.rows("SELECT * FROM lifecycle SEMI JOIN exposed_until USING (id) ORDER BY happened_at"))
    use = _use(session)
    successors = {str(old): str(new) for old, new in session.tuples("SELECT id, successor FROM successors")}
    reads, children = _reads(session), minted(session, asked)
    known = {
        str(row["id"]): row for row in session.rows("SELECT * FROM credentials SEMI JOIN exposed_until USING (id)")
    }
    facts = {}
    for credential in ids:
        row = known.get(credential)
        provider = str(row["provider"]) if row else credential.partition("@")[0]
        kind = catalogue.kind(provider, str(row["kind"])) if row else None
        about = catalogue.providers().get(provider)
        listing = reads.get((str(row["source"]), kind.listed_by), ()) if row and kind and kind.listed_by else ()
        facts[credential] = CredentialFacts(
            id=credential,
            listed=bool(kind and kind.listed_by and sights[credential]),
            in_place=bool(kind and kind.in_place),
            window=about.window if about else timedelta(),
            sights=tuple(_sight(sight) for sight in sights[credential] if kind and sight["endpoint"] == kind.listed_by),
            reads=listing,
            # An act of another system on an account of that name is not the issuer's record.
            acts=tuple(_act(act) for act in acts[credential] if row and act["source"] == row["source"]),
            uses=tuple(use[credential, True]),
            refusals=tuple(use[credential, False]),
            successor=successors.get(credential, ""),
            unlistable_because=kind.unlistable_because if kind else "",
            note=str(row["note"] or "") if row else "",
            minted=children.get(credential),
        )
    return facts


def _use(session: Session) -> dict[tuple[str, bool], list[CredentialAct]]:
    """For each credential, return when it was accepted (True) and when it was refused (False) after the exposure."""
    outcomes: dict[tuple[str, bool], list[CredentialAct]] = defaultdict(list)
    for row in session.rows("FROM use_outcomes ORDER BY happened_at"):
        accepted = row["accepted"] is True
        outcomes[str(row["id"]), accepted].append(
            CredentialAct(_time(row, "happened_at"), "use" if accepted else "refused", _address(row))
        )
    return outcomes


def _reads(session: Session) -> dict[tuple[str, str], tuple[Reading, ...]]:
    grouped: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    for row in session.rows("SELECT * FROM reads ORDER BY observed_at"):
        grouped[str(row["source"]), str(row["endpoint"])].append(
            Reading(
                _time(row, "observed_at"), bool(row["complete"]), str(row["because"] or ""), Pointer(str(row["raw"]), 0)
            )
        )
    return {key: tuple(reads) for key, reads in grouped.items()}


def _by_id(rows: Iterable[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[str(row["id"])].append(row)
    return grouped


def _sight(row: Row) -> CredentialSight:
    generation = row["generation"]
    return CredentialSight(
        _time(row, "observed_at"),
        str(row["state"]),
        generation if isinstance(generation, int) else None,
        _maybe_time(row, "changed"),
        _maybe_time(row, "old_value_until"),
        _address(row),
        _maybe_time(row, "expires"),
    )


def _act(row: Row) -> CredentialAct:
    return CredentialAct(_time(row, "happened_at"), str(row["act"]), _address(row))


def _address(row: Row) -> Pointer:
    return Pointer(str(row["raw"]), int(str(row["record"])))


def _time(row: Row, column: str) -> datetime:
    value = row[column]
    if not isinstance(value, datetime):
        raise TypeError(f"{column} is not a time")
    return value


def _maybe_time(row: Row, column: str) -> datetime | None:
    value = row[column]
    return value if isinstance(value, datetime) else None
