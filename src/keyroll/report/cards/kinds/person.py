"""The card of a person or another owner: accounts, and the credentials that the owner is accountable for."""

from keyroll.report.cards.contract import Card, CardKind, CardRequest, Fact, clauses, command, day, or_unknown, same
from keyroll.report.words import count
from keyroll.store.relations import build
from keyroll.store.session import Row

_ACCOUNTS = """
SELECT * FROM principals
WHERE kind = 'human' AND coalesce(nullif(lower(email), ''), principal) = $id ORDER BY source, principal
"""
#: Each credential once, by its best evidence; live credentials come first.
_OWNED = """
SELECT c.id, c.name, c.source, c.state, c.last_used, o.via, o.has_left, o.has_left_because
FROM (SELECT DISTINCT ON (id) * FROM owners WHERE owner = $id ORDER BY id, confidence DESC, via) o
JOIN credentials c USING (id)
ORDER BY c.state IN ('destroyed', 'deactivated'), c.last_used DESC NULLS LAST, c.name, c.id
"""
_SIGNS_IN = """
SELECT id, name, source, state, last_used, 'account' AS via FROM credentials
WHERE list_contains($accounts::VARCHAR[], principal) ORDER BY last_used DESC NULLS LAST, name, id
"""
_ENDED = ("destroyed", "deactivated")


def _card(request: CardRequest, identifier: str) -> Card:
    session = request.session
    build(session, "credentials", "owners", "principals")
    accounts = session.rows(_ACCOUNTS, {"id": identifier})
    owned = session.rows(_OWNED, {"id": identifier})
    own = session.rows(_SIGNS_IN, {"accounts": [row["principal"] for row in accounts]})
    left = _left(accounts, owned)
    alive = [row for row in owned if row["state"] not in _ENDED]
    has_left = left.startswith("yes")
    facts = (
        Fact("accounts", or_unknown([_account(row) for row in accounts], "in no directory that was read")),
        Fact("has left", (left,)),
        Fact("owns", _owned(owned, len(alive))),
        Fact("signs in", tuple(map(_credential, own)) or ("with no credential that is listed as a machine's",)),
        Fact("to do", (_to_do(alive, has_left=has_left),)),
    )
    name = next((str(row["name"]) for row in accounts if row["name"]), identifier)
    then = command("list", "credentials", "--where", same("owner", identifier))
    if alive and has_left:
        then = command("show", str(alive[0]["id"]))
    return Card("person", identifier, name, "a person" if accounts else "an owner", facts, then)


def _left(accounts: list[Row], owned: list[Row]) -> str:
    said = {str(row["has_left"]): str(row["has_left_because"] or "by the directory") for row in owned}
    for answer in ("yes", "unknown", "no"):
        if answer in said:
            return f"{answer}: {said[answer]}"
    states = {row["active"] for row in accounts}
    if states == {False}:
        return "yes: no account is active"
    return "unknown: no read credential has this owner, and only the accounts are known"


def _account(row: Row) -> str:
    known = {True: "active", False: "not active"}
    active = known[row["active"]] if isinstance(row["active"], bool) else "unknown whether active"
    return clauses(f"{row['source']}: {row['subkind']} {row['name'] or row['principal']}", active)


def _owned(owned: list[Row], alive: int) -> tuple[str, ...]:
    if not owned:
        return ("no credential in the evidence that was read",)
    head = f"{count(len(owned), 'credential')}, {alive:,} of them not known to have ended"
    return (head, *map(_credential, owned))


def _credential(row: Row) -> str:
    used = f"last used {day(row['last_used'])}" if row["last_used"] else "time of the last use unknown"
    return clauses(f"{row['name'] or row['id']} in {row['source']}", row["state"] or "state unknown", used, row["via"])


def _to_do(alive: list[Row], *, has_left: bool) -> str:
    if has_left and alive:
        return "Name a new owner of each credential, then rotate it: the former owner may have the value."
    return "Review the credentials with the oldest values." if alive else "No live credential is known."


CARD = CardKind("person", _card)
