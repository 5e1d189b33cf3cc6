"""The card of a story of the last hunt."""

from keyroll.model.finding import Expected
from keyroll.report.cards.contract import Card, CardKind, CardRequest, Fact, command, hunted, minute, names, short
from keyroll.report.cards.networks import where
from keyroll.report.subjects import Subjects
from keyroll.report.words import count
from keyroll.store.relations import build, give
from keyroll.store.session import Row

_FINDINGS = """
SELECT title, count(*) AS number, max(severity_id) AS level, min(detected_at) AS first
FROM last_findings WHERE list_contains($ids::VARCHAR[], id) GROUP BY title ORDER BY level DESC, first, title
"""
_NAMES = """
SELECT id, name FROM credentials WHERE list_contains($ids::VARCHAR[], id)
UNION SELECT principal, name FROM principals WHERE list_contains($ids::VARCHAR[], principal)
"""


def _card(request: CardRequest, identifier: str) -> Card:
    session = request.session
    build(session, "credentials", "principals")
    hunted(request)
    (row,) = session.rows("SELECT * FROM last_stories WHERE id = $id", {"id": identifier})
    known = {str(one): str(name) for one, name in session.tuples(_NAMES, {"ids": names(row["subjects"])}) if name}
    subjects = [f"{known[one]} ({one})" if one in known else one for one in names(row["subjects"])]
    incident = next((one.name for one in request.home.ledger.incidents() if one.story == identifier), "")
    footholds = (Subjects({}).said(one, ()) for one in names(row["footholds"]))
    facts = (
        Fact("state", (_state(row),)),
        Fact("when", (f"from {minute(row['first_at'])} to {minute(row['last_at'])} (UTC)",)),
        *_rarity(row),
        Fact("who", tuple(subjects)),
        Fact("networks", tuple(map(where, names(row["networks"]))) or ("no event of the story names one",)),
        Fact("findings", _findings(request, row)),
        Fact("footholds", tuple(dict.fromkeys(footholds)) or ("none in the logs that were read",)),
        Fact("incident", (incident or "none was opened from this story",)),
    )
    then = command("list", "events", "--story", short(identifier))
    if incident:
        then = command("incident", "status", incident)
    elif not row["contained"]:
        then = command("incident", "open", f"story-{short(identifier)}", "--story", short(identifier))
    return Card(
        "story",
        identifier,
        f"{row['severity']} story since {row['first_at']:%Y-%m-%d}",
        "a story of the last hunt",
        facts,
        then,
    )


def _state(row: Row) -> str:
    high = f", high since {minute(row['high_at'])}" if row["high_at"] else ""
    return f"{'contained' if row['contained'] else 'not contained'}, severity {row['severity']}{high}"


def _rarity(row: Row) -> tuple[Fact, ...]:
    """Return how often a story this rare is expected; nothing if no rank is known."""
    a_week = row["expected_a_week"]
    if not isinstance(a_week, float):
        return ()
    return (Fact("rarity", (Expected(a_week, extrapolated=row["extrapolated"] is True).words,)),)


def _findings(request: CardRequest, row: Row) -> tuple[str, ...]:
    ids = names(row["findings"])
    if "last_findings" not in request.session.built:
        if not request.home.lake.view(request.session, "hunt/findings", "last_findings"):
            return (count(len(ids), "finding"),)
        give(request.session, "last_findings")
    kinds = request.session.tuples(_FINDINGS, {"ids": ids})
    texts = [
        f"{title}{f' ({number} times)' if number != 1 else ''}, first {minute(first)}"
        for title, number, _, first in kinds
    ]
    return (count(len(ids), "finding"), *texts)


CARD = CardKind("story", _card)
