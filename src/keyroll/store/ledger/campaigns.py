"""Terms, exceptions and reminders of campaigns as rows."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Table, case, func, select

from keyroll.model.campaign import Excepted, Terms
from keyroll.model.ids import digest
from keyroll.model.incident import Grade, VerdictKind
from keyroll.model.text import printable
from keyroll.store.ledger import tables
from keyroll.store.ledger.inserts import insert_new
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.seals import whole
from keyroll.store.ledger.types import altered


@dataclass(frozen=True, slots=True)
class Reminder:
    """A message to one owner over one channel on one day. ``sent`` is None while it is unknown whether it was sent."""

    incident: str
    owner: str
    channel: str
    day: str
    turn: int
    body: str
    at: datetime
    sent: bool | None = None
    said: str = field(default="")

    @property
    def id(self) -> str:
        """The id: one message for each turn."""
        return digest(*map(printable, (self.incident, self.owner, self.channel, self.day)), str(self.turn))


@dataclass(frozen=True, slots=True)
class CampaignRows:
    """The ledger's rows of campaigns: terms, exceptions and reminders."""

    ledger: Ledger

    def set_terms(self, terms: Terms) -> bool:
        """Keep terms that a person set; return whether they differ from the current terms. Raises UsageError."""
        if self.terms(terms.incident) == terms:
            return False
        row: dict[str, object] = {
            "deadline": terms.deadline,
            "watch_seconds": int(terms.watch.total_seconds()),
            "person": terms.person,
            "recorded_at": self.ledger.clock.now(),
        }
        return self._add_turn(tables.campaign_terms, terms.incident, row)

    def terms(self, incident: str) -> Terms:
        """Return the current terms: the latest."""
        table = tables.campaign_terms
        query = select(table).where(table.c.incident == incident).order_by(table.c.turn)
        with self.ledger.reading() as connection:
            rows = [whole(table, row) for row in connection.execute(query).mappings()]
        if not rows:
            return Terms(incident)
        row = rows[-1]
        try:
            watch = timedelta(seconds=row["watch_seconds"])
        except OverflowError:
            raise altered("its watch is longer than the calendar allows") from None
        return Terms(incident, row["deadline"], watch, row["person"], row["recorded_at"])

    def add_exception(self, one: Excepted) -> bool:
        """Keep an exception; return whether it is new. Raises UsageError for an unknown incident."""
        return one not in self.exceptions(one.incident) and self._add_turn(tables.excepted, one.incident, asdict(one))

    def exceptions(self, incident: str) -> tuple[Excepted, ...]:
        """Return every exception of an incident, oldest first."""
        table = tables.excepted
        columns = [column for column in table.columns if column.name not in ("id", "turn")]
        query = select(*columns).where(table.c.incident == incident).order_by(table.c.turn)
        with self.ledger.reading() as connection:
            return tuple(Excepted(**whole(table, row)) for row in connection.execute(query).mappings())

    def _add_turn(self, table: Table, incident: str, row: dict[str, object]) -> bool:
        with self.ledger.together() as ledger, ledger.writing() as connection:
            ledger.incident(incident)
            count = select(func.count()).select_from(table).where(table.c.incident == incident)
            turn = int(connection.execute(count).scalar_one()) + 1
            key = digest(printable(incident), str(turn))
            return insert_new(connection, table, [row | {"id": key, "incident": incident, "turn": turn}]) == 1

    def deaths(self, incident: str, grades: Sequence[Grade]) -> dict[str, datetime]:
        """For each credential, return the start of its unbroken proof of death, by the recorded verdicts."""
        table = tables.verdicts
        columns = (table.c.identifier, table.c.decided_at, table.c.verdict, table.c.grade)
        # Of two verdicts at the same moment, the less safe one counts as the later.
        safest_first = case((table.c.verdict == VerdictKind.DEAD, 0), else_=1)
        query = select(*columns).where(table.c.incident == incident).order_by(table.c.decided_at, safest_first)
        since: dict[str, datetime] = {}
        with self.ledger.reading() as connection:
            for identifier, at, verdict, grade in connection.execute(query):
                if verdict == VerdictKind.DEAD and grade in grades:
                    since.setdefault(identifier, at)
                else:
                    since.pop(identifier, None)
        return since

    def intend_reminder(self, one: Reminder) -> bool:
        """Commit the intent to send a message; return whether it is new."""
        row = {name: getattr(one, name) for name in ("incident", "owner", "channel", "day", "turn", "body", "at")}
        with self.ledger.writing() as connection:
            return insert_new(connection, tables.reminders, [row | {"id": one.id}]) == 1

    def answer_reminder(self, one: Reminder) -> bool:
        """Commit whether a message was sent; return whether that is new."""
        if one.sent is None:
            raise ValueError("a message with an unknown outcome has no answer to keep")
        row = {"id": one.id, "sent": one.sent, "said": one.said, "answered_at": self.ledger.clock.now()}
        with self.ledger.writing() as connection:
            return insert_new(connection, tables.reminder_answers, [row]) == 1

    def reminders(self, incident: str) -> tuple[Reminder, ...]:
        """Return the messages of an incident, oldest first."""
        one, answer = tables.reminders, tables.reminder_answers
        columns = [column for column in one.columns if column.name != "id"]
        query = select(*columns, answer.c.sent, answer.c.said).outerjoin(answer, one.c.id == answer.c.id)
        query = query.where(one.c.incident == incident).order_by(one.c.at, one.c.turn, one.c.id)
        with self.ledger.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(Reminder(**(dict(row) | {"said": row["said"] or ""})) for row in rows)
