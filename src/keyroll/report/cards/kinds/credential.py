"""The card of a credential."""

from keyroll.report.cards import state, trouble, use
from keyroll.report.cards.contract import Card, CardKind, CardRequest, Fact, clauses
from keyroll.store.relations import build
from keyroll.store.session import Row

_READS = (
    "credentials",
    "consumers",
    "grants",
    "held_places",
    "identifiers",
    "locations",
    "own_consumers",
    "own_rhythms",
    "owners",
    "posture",
    "reach_in_words",
    "registrations",
    "rhythms",
    "seen_places",
    "states",
    "use_by_another_actor",
    "value_changes",
)


def _card(request: CardRequest, identifier: str) -> Card:
    session = request.session
    build(session, *_READS)
    (row,) = session.rows("SELECT * FROM credentials WHERE id = $id", {"id": identifier})
    posture = trouble.answers(request, identifier)
    of_check = {str(one["check_id"]): one for one in posture}
    misuse = trouble.misuse(request, row)
    users = use.users(session, row, misuse.networks)
    exposed = trouble.exposed(request, identifier)
    to_do, then = trouble.to_do(posture, misuse.story, exposed.incident, row)
    facts = (
        state.state(session, row),
        state.owner(session, row),
        use.holders(session, row, of_check.get("copies")),
        users.fact,
        use.rhythm(session, row, users),
        state.powers(session, row, of_check.get("administrator")),
        state.reaches(session, identifier),
        state.changed(session, row),
        use.rotation(session, row, users),
        trouble.wrong(posture, row),
        misuse.fact,
        exposed.fact,
        *_note(row),
        to_do,
    )
    return Card("credential", identifier, str(row["name"] or identifier), _about(row), facts, then)


def _about(row: Row) -> str:
    of = f"of {row['principal_name']}" if row["principal_name"] and row["principal_name"] != row["name"] else ""
    return clauses(row["kind_title"] or row["kind"], of, f"in {row['source']}")


def _note(row: Row) -> tuple[Fact, ...]:
    """Return people's notes, which prove nothing."""
    return (Fact("note", (f'people wrote "{row["note"]}": that proves nothing',)),) if row["note"] else ()


CARD = CardKind("credential", _card)
