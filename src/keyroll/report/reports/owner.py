"""The owner's report: the owner's credentials, and the next actions."""

from datetime import datetime

from keyroll.errors import NothingToDo, UsageError
from keyroll.report.document import Block, Document, Line, Number, Numbers, Section, Table, Tone
from keyroll.report.reporting import Report, ReportFacts
from keyroll.report.words import count, some
from keyroll.response.work import Work
from keyroll.store.session import Row


def build(facts: ReportFacts, subject: str) -> Document:
    """Build the report of one owner. Raises UsageError without a name, NothingToDo if the owner has none."""
    if not subject:
        raise UsageError("whose credentials?", hint="name an owner; see: keyroll list owners")
    quoted = subject.replace("'", "''")
    rows = facts.rows("credentials", f"lower(owner) = lower('{quoted}')")
    if not rows:
        raise NothingToDo(f"{subject} owns no known credential", hint="see: keyroll list owners")
    alive = [row for row in rows if row["state"] not in ("destroyed", "suspended")]
    mine = [
        (one.status.incident.name, work)
        for one in facts.campaigns()
        for work in one.left
        if work.owner.lower() == subject.lower()
    ]
    late = [row for row in alive if row["overdue"] == "yes"]
    unused = [row for row in alive if row["unused"] == "yes"]
    blocks: list[Block] = [
        Section("In short", (*_words(subject, alive, mine, late), _numbers(alive, mine, late, unused))),
        Section("Next actions", tuple(_todo(mine, late, unused))),
        Section("All credentials", (_table(rows),)),
    ]
    return Document(blocks, f"Credentials of {subject}", f"As of {facts.now:%Y-%m-%d %H:%M} UTC.")


def _words(who: str, alive: list[Row], mine: list[tuple[str, Work]], late: list[Row]) -> list[Block]:
    blocks: list[Block] = [Line(f"{who} answers for {count(len(alive), 'credential')} that can be used.")]
    if mine:
        blocks.append(Line(f"{count(len(mine), 'of them was', 'of them were')} exposed and not proven dead.", Tone.BAD))
    if late:
        blocks.append(Line(f"The rotation of {len(late):,} is overdue."))
    return blocks


def _numbers(alive: list[Row], mine: list[tuple[str, Work]], late: list[Row], unused: list[Row]) -> Numbers:
    return Numbers(
        (
            Number(f"{len(alive):,}", "can be used"),
            Number(f"{len(mine):,}", "exposed and not proven dead", tone=Tone.BAD if mine else Tone.PLAIN),
            Number(f"{len(late):,}", "rotation overdue"),
            Number(f"{len(unused):,}", "unused", "by a log that would show use"),
        )
    )


def _todo(mine: list[tuple[str, Work]], late: list[Row], unused: list[Row]) -> list[Block]:
    rows = [(work.standing.item.name, work.next_act, f"incident {name}") for name, work in mine]
    taken = {work.standing.item.identifier for _, work in mine}
    rows += [(_name(row), "rotate it", str(row["overdue_because"])) for row in late if str(row["id"]) not in taken]
    rows += [
        (_name(row), "check whether it is needed, then revoke it", str(row["unused_because"]))
        for row in unused
        if str(row["id"]) not in taken
    ]
    if not rows:
        return [Line("No known action.", Tone.GOOD)]
    return [Table(("credential", "do", "why"), tuple(rows))]


def _table(rows: list[Row]) -> Table:
    return Table(
        ("name", "kind", "where", "state", "last used", "last changed", "held by"),
        tuple(
            (
                _name(row),
                str(row["kind_title"]),
                str(row["source"]),
                str(row["state"]),
                _day(row["last_used"]),
                _day(row["last_changed"]),
                some([str(one) for one in holders]) if isinstance(holders := row["vendor_holders"], list) else "-",
            )
            for row in rows
        ),
    )


def _name(row: Row) -> str:
    return str(row["name"] or row["id"])


def _day(value: object) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, datetime) else "unknown"


REPORT = Report("Owner's report", "owners of credentials", build, subject="OWNER")
