"""The card of a third party: its contract, and the credentials that it holds."""

from keyroll.report.cards.contract import Card, CardKind, CardRequest, Fact, clauses, command, day, same
from keyroll.report.cards.state import reaches
from keyroll.report.words import count
from keyroll.store.relations import build
from keyroll.store.session import Row

_HOLDS = """
SELECT id, any_value(name) AS name, any_value(source) AS source, min(alive) AS alive,
    max(last_used) AS last_used, max(privileges) AS privileges, string_agg(DISTINCT via, ', ' ORDER BY via) AS via
FROM vendor_holdings WHERE vendor = $id GROUP BY id
ORDER BY min(alive) = 'no', max(last_used) DESC NULLS LAST, any_value(name), id
"""
_WRITTEN = (
    "SELECT DISTINCT names, system, owner, note FROM registrations WHERE holder = $id AND id IS NULL ORDER BY ALL"
)


def _card(request: CardRequest, identifier: str) -> Card:
    session = request.session
    build(session, "reach_in_words", "registrations", "third_parties", "vendor_holdings")
    holds = session.rows(_HOLDS, {"id": identifier})
    known = session.rows("SELECT * FROM third_parties WHERE vendor = $id", {"id": identifier})
    written = session.rows(_WRITTEN, {"id": identifier})
    contract = _contract(known)
    after = int(str(known[0]["active_after_off_boarding"])) if known else 0
    facts = (
        Fact("contract", (contract,)),
        Fact("holds", _holds(holds)),
        reaches(session, f"third_party:{identifier}"),
        Fact("register", tuple(map(_registered, written))),
        Fact("incidents", tuple(one.name for one in request.home.ledger.incidents() if one.vendor == identifier)),
        Fact("to do", (_to_do(after),)),
    )
    then = command("list", "holdings", "--where", same("vendor", identifier))
    return Card("vendor", identifier, identifier, "a third party", facts, then)


def _contract(known: list[Row]) -> str:
    answer = str(known[0]["off_boarded"]) if known else "unknown"
    because = known[0]["off_boarded_because"] if known else "no read source shows its holdings"
    words = {"yes": "off-boarded", "no": "not off-boarded"}
    return f"{words.get(answer, 'unknown')}{f': {because}' if because else ''}"


def _holds(holds: list[Row]) -> tuple[str, ...]:
    if not holds:
        return ("unknown: no location and no row of the register names a credential that it holds",)
    alive = sum(row["alive"] != "no" for row in holds)
    return (f"{count(len(holds), 'credential')}, {alive:,} of them not known to have ended", *map(_held, holds))


def _held(row: Row) -> str:
    states = {"yes": "active", "no": "ended"}
    used = f"last used {day(row['last_used'])}" if row["last_used"] else "time of the last use unknown"
    state = states.get(str(row["alive"]), "state unknown")
    return clauses(
        f"{row['name'] or row['id']} in {row['source']}", state, used, f"by {str(row['via']).replace('_', ' ')}"
    )


def _registered(row: Row) -> str:
    of = f"in {row['system']}" if row["system"] else ""
    return f"{clauses(row['names'] or 'an unnamed credential', of)}: the register has it, the inventory does not"


def _to_do(after: int) -> str:
    if after:
        return f"Revoke {count(after, 'credential')} that it can still use after the end of its contract."
    return "Ask the vendor which of these it needs, and rotate them after a breach (keyroll incident open --vendor)."


CARD = CardKind("vendor", _card)
