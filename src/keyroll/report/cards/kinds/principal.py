"""The card of a machine's account, role or application that is not a credential itself."""

from keyroll.report.cards.contract import Card, CardKind, CardRequest, Fact, clauses, command, day, or_unknown
from keyroll.store.relations import build
from keyroll.store.session import Row

_CREDENTIALS = (
    "SELECT id, name, state, last_used FROM credentials WHERE principal = $id ORDER BY last_used DESC NULLS LAST, id"
)
_GRANTS = "SELECT DISTINCT privilege, resource FROM grants WHERE principal = $id ORDER BY ALL"


def _card(request: CardRequest, identifier: str) -> Card:
    session = request.session
    build(session, "credentials", "grants", "principals")
    (row,) = session.rows("SELECT * FROM principals WHERE principal = $id", {"id": identifier})
    credentials = session.rows(_CREDENTIALS, {"id": identifier})
    powers = [
        f"{privilege}{f' on {resource}' if resource else ''}"
        for privilege, resource in session.tuples(_GRANTS, {"id": identifier})
    ]
    facts = (
        Fact("state", (_state(row),)),
        Fact("owner", (str(row["owner"] or "unknown: its source names none"),)),
        Fact("credentials", tuple(map(_credential, credentials)) or ("none in the inventory",)),
        Fact("powers", or_unknown(powers, "no listing states its privileges")),
    )
    then = command("list", "principals", "--open", identifier)
    if credentials:
        then = command("show", str(credentials[0]["id"]))
    about = clauses(f"{row['kind']}: {row['subkind']}", row["kind_because"], f"in {row['source']}")
    return Card("principal", identifier, str(row["name"] or identifier), about, facts, then)


def _state(row: Row) -> str:
    known = {True: "active", False: "not active"}
    active = known[row["active"]] if isinstance(row["active"], bool) else "unknown: its source does not say"
    return f"{active}, listed last on {day(row['last_observed'])}"


def _credential(row: Row) -> str:
    used = f"last used {day(row['last_used'])}" if row["last_used"] else "time of the last use unknown"
    return clauses(row["id"], row["state"] or "state unknown", used)


CARD = CardKind("principal", _card)
