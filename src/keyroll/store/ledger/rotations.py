"""Plans of rotations as rows: keys, approvals, decisions, and each step with its outcome."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, func, select

from keyroll.model.rotation import Decision, Result, Step, StepRecord, Wish
from keyroll.model.text import printable
from keyroll.store.ledger import tables
from keyroll.store.ledger.inserts import insert_new
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.seals import check
from keyroll.store.ledger.types import altered


@dataclass(frozen=True, slots=True)
class PersonsKey:
    """A public key (ed25519, in hex) and its owner."""

    public: str
    person: str
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class KeptConfirmation:
    """A person's signature that a key is another person's; ``by_public`` is the key that signed."""

    public: str
    by_public: str
    signature: str
    at: datetime


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """A signed plan: ``id`` is the hash of ``body``; the signature is in hex."""

    id: str
    name: str
    body: str
    public: str
    signature: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class KeptApproval:
    """An approval of a plan: a signature over its hash and both times."""

    plan: str
    public: str
    signature: str
    approved_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Rotations:
    """The ledger's rows of rotations."""

    ledger: Ledger

    def add_key(self, key: PersonsKey) -> bool:
        """Keep a public key; return whether it is new. An existing key keeps its owner."""
        return self._add(tables.rotation_keys, key)

    def keys(self) -> dict[str, PersonsKey]:
        """Return every key by its public bytes."""
        return {row["public"]: PersonsKey(**row) for row in self._rows(tables.rotation_keys)}

    def add_confirmation(self, confirmation: KeptConfirmation) -> bool:
        """Keep a confirmation of a key; return whether it is new."""
        return self._add(tables.rotation_confirmations, confirmation)

    def confirmations(self) -> tuple[KeptConfirmation, ...]:
        """Return every confirmation of a key."""
        return tuple(KeptConfirmation(**row) for row in self._rows(tables.rotation_confirmations))

    def add_plan(self, plan: KeptPlan) -> bool:
        """Keep a plan; return whether it is new."""
        return self._add(tables.rotation_plans, plan)

    def plans(self) -> tuple[KeptPlan, ...]:
        """Return every plan, oldest first."""
        found = (KeptPlan(**row) for row in self._rows(tables.rotation_plans))
        return tuple(sorted(found, key=lambda plan: (plan.made_at, plan.name)))

    def add_approval(self, approval: KeptApproval) -> bool:
        """Keep an approval; return whether it is new."""
        return self._add(tables.rotation_approvals, approval)

    def approvals(self, plan: str) -> tuple[KeptApproval, ...]:
        """Return the approvals of a plan, oldest first."""
        found = (KeptApproval(**row) for row in self._rows(tables.rotation_approvals, plan=plan))
        return tuple(sorted(found, key=lambda approval: approval.approved_at))

    def decide(self, decision: Decision) -> bool:
        """Keep a person's decision about a plan, and its signature; return whether its turn is the next one."""
        table, row = tables.rotation_decisions, _row(decision) | {"wish": str(decision.wish)}
        signed = {name: row.pop(name) for name in ("public", "signature")}
        with self.ledger.writing() as connection:
            last = connection.execute(select(func.max(table.c.turn)).where(table.c.plan == decision.plan)).scalar()
            if decision.turn != int(last or 0) + 1:
                return False
            insert_new(connection, table, [row])
            if decision.signature:
                of = {"plan": decision.plan, "turn": decision.turn}
                insert_new(connection, tables.rotation_signatures, [of | signed])
        return True

    def decided(self, plan: str) -> int:
        """Return the number of the latest decision about a plan; 0 if there is none."""
        table = tables.rotation_decisions
        with self.ledger.reading() as connection:
            query = select(func.max(table.c.turn)).where(table.c.plan == printable(plan))
            return int(connection.execute(query).scalar() or 0)

    def decisions(self, plan: str) -> tuple[Decision, ...]:
        """Return the decisions about a plan, oldest first. Raises EvidenceRefused if one is missing."""
        rows = sorted(self._rows(tables.rotation_decisions, plan=plan), key=lambda row: row["turn"])
        _gapless(tables.rotation_decisions, [row["turn"] for row in rows])
        signed = {row["turn"]: row for row in self._rows(tables.rotation_signatures, plan=plan)}
        return tuple(Decision(**(row | signed.get(row["turn"], {}) | {"wish": Wish(row["wish"])})) for row in rows)

    def intend(self, record: StepRecord) -> bool:
        """Commit the intent of a step; return whether it is new. Raises LeaseLost."""
        row = {name: getattr(record, name) for name in ("plan", "identifier", "number", "fence", "at")}
        return self._insert(tables.rotation_steps, row | {"step": str(record.step), "facts": dict(record.facts)})

    def finish(self, record: StepRecord, facts: Mapping[str, str]) -> bool:
        """Commit the outcome of a step; return whether it is new. Raises LeaseLost."""
        row = {name: getattr(record, name) for name in ("plan", "identifier", "number", "said", "ended_at")}
        return self._insert(tables.rotation_outcomes, row | {"result": str(record.result), "facts": dict(facts)})

    def steps(self, plan: str, identifier: str = "") -> dict[str, tuple[StepRecord, ...]]:
        """Return the steps of a plan by identifier, oldest first; of one credential only, if given.

        Raises EvidenceRefused if one is missing.
        """
        of = {"plan": plan} | ({"identifier": identifier} if identifier else {})
        outcomes = {(row["identifier"], row["number"]): row for row in self._rows(tables.rotation_outcomes, **of)}
        by: dict[str, list[StepRecord]] = {}
        for row in sorted(self._rows(tables.rotation_steps, **of), key=lambda row: row["number"]):
            outcome = outcomes.get((row["identifier"], row["number"]))
            by.setdefault(row["identifier"], []).append(_record(row, outcome))
        for records in by.values():
            _gapless(tables.rotation_steps, [record.number for record in records])
        return {identifier: tuple(records) for identifier, records in by.items()}

    def _add(self, table: Table, one: object) -> bool:
        return self._insert(table, _row(one))

    def _insert(self, table: Table, row: dict[str, object]) -> bool:
        with self.ledger.writing() as connection:
            return insert_new(connection, table, [row]) == 1

    def _rows(self, table: Table, **where: str) -> list[dict[str, Any]]:
        query = select(table).where(*(table.c[name] == printable(value) for name, value in where.items()))
        with self.ledger.reading() as connection:
            return [_checked(connection, table, row) for row in connection.execute(query).mappings().all()]


def _checked(connection: Connection, table: Table, row: RowMapping) -> dict[str, Any]:
    return {name: value for name, value in check(connection, table, row).items() if name != "seal"}


def _row(one: object) -> dict[str, object]:
    names = type(one).__dataclass_fields__  # type: ignore[attr-defined]
    return {name: getattr(one, name) for name in names}


def _record(row: Mapping[str, Any], outcome: Mapping[str, Any] | None) -> StepRecord:
    about = {name: row[name] for name in ("plan", "identifier", "number", "fence", "at")} | {"step": Step(row["step"])}
    if outcome is None:
        return StepRecord(**about, facts=dict(row["facts"]))
    ended = {"said": outcome["said"], "ended_at": outcome["ended_at"], "result": Result(outcome["result"])}
    return StepRecord(**about, **ended, facts=dict(row["facts"]) | dict(outcome["facts"]))


def _gapless(table: Table, numbers: list[object]) -> None:
    if numbers != list(range(1, len(numbers) + 1)):
        raise altered(f"a row of {table.name} is missing")
