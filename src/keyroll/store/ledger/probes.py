"""Authentication attempts as rows: an intent when an attempt begins, an outcome when it ends."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, func, select

from keyroll.clock import iso
from keyroll.model.ids import digest
from keyroll.model.probe import Attempt, NextAttempt, Outcome, Plane, ProbeTarget, ValueRole
from keyroll.model.text import printable
from keyroll.store.ledger.inserts import insert_new
from keyroll.store.ledger.seals import check
from keyroll.store.ledger.tables import probe_answers, probe_next, probe_targets, probe_tries
from keyroll.store.ledger.types import altered

_INTENT = tuple(name for name in probe_tries.columns.keys() if name not in ("turn", "seal"))  # noqa: SIM118
_ANSWER = tuple(name for name in probe_answers.columns.keys() if name != "seal")  # noqa: SIM118


def intend(connection: Connection, attempt: Attempt) -> bool:
    """Add the intent of an attempt; return whether it is new."""
    row = asdict(attempt)
    turn = _turn(connection, probe_tries, attempt.incident, attempt.identifier)
    return insert_new(connection, probe_tries, [{name: row[name] for name in _INTENT} | {"turn": turn}]) == 1


def answered(connection: Connection, attempt: Attempt) -> bool:
    """Add the outcome of an attempt; return whether it is new. Raises ValueError for an attempt without an outcome."""
    if attempt.outcome is None or attempt.answered_at is None:
        raise ValueError("an attempt without an outcome cannot be recorded as ended")
    row = asdict(attempt)
    return insert_new(connection, probe_answers, [{name: row[name] for name in _ANSWER}]) == 1


def attempts(connection: Connection, incident: str, identifier: str = "") -> tuple[Attempt, ...]:
    """Return the attempts of an incident, or of one credential of it, oldest first.

    Raises EvidenceRefused if a row is missing, or was not written by keyroll.
    """
    query = select(probe_tries).where(*_of(probe_tries.c, incident, identifier))
    rows = connection.execute(query.order_by(probe_tries.c.at, probe_tries.c.id)).mappings().all()
    _whole(connection, probe_tries, rows)
    given = select(probe_answers).join(probe_tries, probe_tries.c.id == probe_answers.c.id)
    found = connection.execute(given.where(*_of(probe_tries.c, incident, identifier))).mappings()
    answers = {row["id"]: check(connection, probe_answers, row) for row in found}
    return tuple(_attempt(row, answers.get(row["id"])) for row in rows)


def add_target(connection: Connection, target: ProbeTarget, now: datetime) -> bool:
    """Record where a credential is probed; return whether that is new. Existing rows stay."""
    there = [
        one for one in targets(connection, target.incident, target.identifier) if one.plane.name == target.plane.name
    ]
    if there and there[-1] == target:
        return False
    row: dict[str, object] = {name: getattr(target, name) for name in ("incident", "identifier", "old_as", "new_as")}
    row |= {"plane": target.plane.name, "address": target.plane.address, "addressable": target.plane.addressable}
    one = digest(*(printable(str(value)) for value in row.values()), iso(now))
    row["turn"] = _turn(connection, probe_targets, target.incident, target.identifier)
    return insert_new(connection, probe_targets, [row | {"id": one, "recorded_at": now}]) == 1


def targets(connection: Connection, incident: str, identifier: str = "") -> tuple[ProbeTarget, ...]:
    """Return where credentials of an incident are probed, in the order of the records."""
    query = select(probe_targets).where(*_of(probe_targets.c, incident, identifier))
    rows = connection.execute(query.order_by(probe_targets.c.recorded_at, probe_targets.c.turn)).mappings().all()
    _whole(connection, probe_targets, rows)
    return tuple(
        ProbeTarget(
            row["incident"],
            row["identifier"],
            Plane(row["plane"], row["address"], row["addressable"]),
            row["old_as"],
            row["new_as"],
            row["recorded_at"],
        )
        for row in rows
    )


def add_next(connection: Connection, attempts: Iterable[NextAttempt], now: datetime) -> int:
    """Record when attempts are due; return how many of them are new."""
    rows = []
    for one in attempts:
        key = digest(printable(one.incident), printable(one.identifier), iso(one.due_at), printable(one.because))
        rows.append(asdict(one) | {"id": key, "recorded_at": now})
    return insert_new(connection, probe_next, rows)


def next_attempts(connection: Connection, incident: str) -> dict[str, NextAttempt]:
    """Return the due attempt of each credential of an incident, by the latest row."""
    query = select(probe_next).where(probe_next.c.incident == incident)
    rows = connection.execute(query.order_by(probe_next.c.recorded_at, probe_next.c.due_at)).mappings()
    return {
        row["identifier"]: NextAttempt(row["incident"], row["identifier"], row["due_at"], row["because"])
        for row in rows
    }


def _of(columns: object, incident: str, identifier: str) -> list[ColumnElement[bool]]:
    named = {"incident": incident} | ({"identifier": identifier} if identifier else {})
    return [getattr(columns, name) == value for name, value in named.items()]


def _turn(connection: Connection, table: Table, incident: str, identifier: str) -> int:
    last = select(func.max(table.c.turn)).where(*_of(table.c, incident, identifier))
    return int(connection.execute(last).scalar() or 0) + 1


def _whole(connection: Connection, table: Table, rows: Sequence[RowMapping]) -> None:
    """Check that keyroll wrote all rows, and that only the last row can be missing. Raises EvidenceRefused."""
    turns: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        turns[row["identifier"]].append(check(connection, table, row)["turn"])
    for identifier, some in turns.items():
        if sorted(some) != list(range(1, len(some) + 1)):
            raise altered(f"a row of {table.name} about {identifier} is missing")


def _attempt(row: RowMapping, answer: RowMapping | None) -> Attempt:
    given = {name: row[name] for name in _INTENT} | {"role": ValueRole(row["role"])}
    if answer is None:
        return Attempt(**given)
    outcome_values = {name: answer[name] for name in ("identity", "said", "answered_at")}
    return Attempt(**given, **outcome_values, outcome=Outcome(answer["outcome"]))
