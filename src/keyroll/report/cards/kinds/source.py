"""The card of a source: the age of its listings and logs, and its gaps."""

from datetime import datetime

from keyroll.report.cards.contract import Card, CardKind, CardRequest, Fact, command, minute, or_unknown, same
from keyroll.report.words import count, length
from keyroll.store.relations import build
from keyroll.store.session import Row


def _card(request: CardRequest, identifier: str) -> Card:
    session = request.session
    build(session, "credentials", "source_states")
    rows = session.rows("SELECT * FROM source_states WHERE source = $id ORDER BY complete, what", {"id": identifier})
    listings = [row for row in rows if row["kind"] == "survey"]
    partial = [row for row in listings if not row["complete"]]
    logs = [_state(row, request.now) for row in rows if row["kind"] == "log"]
    lists = [_state(row, request.now) for row in listings]
    missing = [
        f"{row['what']}: {str(row['note']).removeprefix('unlistable: ')}" for row in rows if row["kind"] == "unlistable"
    ]
    states = session.tuples(
        "SELECT coalesce(state, 'state unknown'), count(*) FROM credentials WHERE source = $id "
        "GROUP BY 1 ORDER BY 2 DESC, 1",
        {"id": identifier},
    )
    bad = sum(row.source == identifier for row in request.home.ledger.quarantined())
    facts = (
        Fact("credentials", (", ".join(f"{number:,} {state}" for state, number in states) or "none that was read",)),
        Fact("listings", or_unknown(lists, "no listing of it was read")),
        Fact("logs", or_unknown(logs, "no log of it was read")),
        Fact("not listed", tuple(missing)),
        Fact("quarantine", (count(bad, "piece") + " of input could not be read",) if bad else ()),
    )
    then = command("list", "sources", "--where", same("source", identifier))
    if bad:
        then = command("list", "quarantine", "--where", same("source", identifier))
    if partial:
        then = command("sync", identifier)
    return Card("source", identifier, identifier, "a source", facts, then)


def _state(row: Row, now: datetime) -> str:
    until = row["until"]
    age = f", {length(now - until)} ago" if isinstance(until, datetime) and now >= until else ""
    note = str(row["note"]).removeprefix("log: ")
    return f"{row['what']}: {note}{f', until {minute(until)}{age}' if until else ''}"


CARD = CardKind("source", _card)
