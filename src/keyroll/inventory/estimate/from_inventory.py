"""The four lists of the inventory: the lists of each credential, and the scopes that were read to the end."""

from datetime import datetime
from typing import TYPE_CHECKING

from keyroll.inventory.part import InventoryPart
from keyroll.store.session import Session

if TYPE_CHECKING:
    from keyroll.inventory.estimate.lists import ListRecord

#: People's answers, by observation.
SAID = InventoryPart(
    "said_answers",
    "observed",
    "SELECT subject, kind AS question, facts->>'answer' AS said, facts->>'person' AS person, facts->>'note' AS note, "
    "facts->>'said_on' AS said_on, observed_at, source, endpoint, raw, record, event_id FROM {arriving} "
    "WHERE entity = 'answer'",
)
PARTS = (SAID,)


def records(session: Session, now: datetime) -> "list[ListRecord]":
    """Return the records of ``list_records`` as of ``now``; those on no list and in no audited place are left out."""
    # Imported on use: every command opens the inventory, and few estimate.
    from keyroll.inventory.estimate.lists import ListRecord

    rows = session.tuples(
        "SELECT id, provider, source, kind, greatest(date_diff('day', begins, $now::TIMESTAMPTZ), 0), surveyed, "
        "has_logs, issuer, logs, copies, register, real = 'yes', coalesce(place, ''), ended FROM list_records "
        "WHERE issuer OR logs OR copies OR register OR place IS NOT NULL ORDER BY id",
        {"now": now},
    )
    return [
        ListRecord(
            str(name), str(provider), str(source), str(kind), None if age is None else float(str(age)),
            bool(surveyed), bool(has_logs), bool(issuer), bool(logs), bool(copies), bool(register),
            None if real is None else bool(real), str(place), bool(ended),
        )
        for (
            name, provider, source, kind, age, surveyed, has_logs, issuer, logs, copies, register, real, place, ended
        ) in rows
    ]  # fmt: skip
