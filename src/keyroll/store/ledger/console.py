"""Rows of people's decisions in the console, and the number of rows of work in the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, func, select

from keyroll.model.text import printable
from keyroll.store.ledger import tables
from keyroll.store.ledger.console_tables import console_decisions
from keyroll.store.ledger.inserts import insert_new
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.seals import check
from keyroll.store.ledger.types import altered

#: Tables that grow with every step of an incident or a rotation.
_WORK = (
    tables.incident_scope, tables.verdicts, tables.probe_tries, tables.probe_answers, tables.excepted,
    tables.rotation_plans, tables.rotation_approvals, tables.rotation_decisions, tables.rotation_steps,
    tables.rotation_outcomes,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision about one subject: ``turn`` counts from 1, the highest number is the newest."""

    kind: str
    about: str
    turn: int
    verb: str
    given: Mapping[str, object]
    because: str
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ConsoleRows:
    """The decisions in a ledger. Each stays; a later one about the same subject is added."""

    ledger: Ledger

    def add(
        self, kind: str, about: str, verb: str, *, given: Mapping[str, object], because: str, person: str, at: datetime
    ) -> Decided:
        """Add a decision."""
        with self.ledger.writing() as connection:
            while True:
                last = select(func.max(console_decisions.c.turn)).where(
                    console_decisions.c.kind == kind, console_decisions.c.about == printable(about)
                )
                turn = int(connection.execute(last).scalar() or 0) + 1
                row: dict[str, object] = {
                    "kind": kind, "about": printable(about), "turn": turn, "verb": verb, "given": dict(given),
                    "because": printable(because), "person": printable(person), "at": at,
                }  # fmt: skip
                if insert_new(connection, console_decisions, [row]):
                    return _decided(row)

    def of(self, kind: str) -> dict[str, tuple[Decided, ...]]:
        """Return the decisions of a kind, oldest first, by subject. Raises EvidenceRefused."""
        query = select(console_decisions).where(console_decisions.c.kind == kind).order_by(console_decisions.c.turn)
        with self.ledger.reading() as connection:
            rows = [_checked(connection, row) for row in connection.execute(query).mappings()]
        by: dict[str, list[Decided]] = {}
        for row in rows:
            by.setdefault(str(row["about"]), []).append(_decided(row))
        for about, some in by.items():
            if [one.turn for one in some] != list(range(1, len(some) + 1)):
                raise altered(f"a decision about {about} is missing")
        return {about: tuple(some) for about, some in by.items()}

    def sizes(self) -> tuple[str, str]:
        """Return texts that change with every decision, and with every step of work."""
        with self.ledger.reading() as connection:
            decided = connection.execute(select(func.count()).select_from(console_decisions)).scalar()
            work = [connection.execute(select(func.count()).select_from(table)).scalar() for table in _WORK]
        return str(decided), " ".join(map(str, work))


def _checked(connection: Connection, row: RowMapping) -> dict[str, object]:
    return {name: value for name, value in check(connection, console_decisions, row).items() if name != "seal"}


def _decided(row: Mapping[str, object]) -> Decided:
    return Decided(**row)  # type: ignore[arg-type]  # names of columns are names of members
