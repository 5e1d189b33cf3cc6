"""Facts of a credential's card: its state, its owner, its powers and its value's age."""

from keyroll.report.cards.contract import Fact, clauses, day, or_unknown
from keyroll.report.words import count
from keyroll.store.session import Row, Session, Value

_LEFT = {"yes": "has left", "no": "is still there"}
#: The origin of an owner's name, in words.
_NAMED = {
    "source": "named by its source",
    "tag": "named by a tag",
    "register": "named by the register",
    "creator": "its creator",
    "principal": "the owner of its account",
}
_SEEN = (
    "SELECT source, endpoint, max(observed_at) FROM states WHERE id = $id GROUP BY source, endpoint "
    "ORDER BY 3 DESC, 1, 2 LIMIT 1"
)
_GRANTS = (
    "SELECT DISTINCT privilege, resource FROM grants WHERE principal IN ($id, $principal) ORDER BY privilege, resource"
)

_REACHES = (
    "SELECT CASE WHEN reaches_protected IS NOT NULL THEN reaches || coalesce('; unknown beyond that: ' || "
    "reaches_because, '') ELSE 'unknown: ' || reaches_because END FROM reach_in_words "
    "WHERE node = $node AND (reaches_protected IS NOT NULL OR reaches_because IS NOT NULL)"
)


def state(session: Session, row: Row) -> Fact:
    """Return the state with its evidence, the last listing, and its end."""
    known = f"{row['state']}" if row["state"] else f"unknown: {row['state_because'] or 'in no listing'}"
    because = row["state_because"] if row["state"] else ""
    seen = [
        f"listed by {source} ({endpoint}) on {day(at)}"
        for source, endpoint, at in session.tuples(_SEEN, {"id": row["id"]})
    ]
    unlisted = "" if "no list of its issuer" in str(because or "") else "in no listing of its issuer"
    listed = seen[0] if seen else unlisted
    gone = f"no longer listed since {day(row['gone_since'])}" if row["gone_since"] else ""
    texts = [clauses(known, because, gone, listed)]
    if row["expires"]:
        texts.append(f"expires on {day(row['expires'])}")
    if row["ambiguous"]:
        texts.append(f"ambiguous: {row['ambiguous_because'] or 'its identifiers are shared with another credential'}")
    return Fact("state", tuple(texts))


def owner(session: Session, row: Row) -> Fact:
    """Return everybody named as owner by evidence, the best evidence first."""
    rows = session.tuples(
        "SELECT owner, via, confidence, since, has_left, has_left_because FROM owners WHERE id = $id "
        "ORDER BY owner = $owner DESC, confidence DESC, owner, via",
        {"id": row["id"], "owner": row["owner"] or ""},
    )
    texts = [
        f"{name}, {_NAMED.get(str(via), str(via))}, since {day(since)} (confidence {confidence}); "
        + _LEFT.get(str(left), f"unknown whether it still exists: {because or 'no read source shows it'}")
        for name, via, confidence, since, left, because in rows
    ]
    return Fact("owner", or_unknown(texts, "no tag, register, creator or account names one"))


def powers(session: Session, row: Row, administers: Row | None) -> Fact:
    """Return its privileges; a privilege on no list is unknown."""
    grants = session.tuples(_GRANTS, {"id": row["id"], "principal": row["principal"] or row["id"]})
    texts = [f"administers its system: {administers['answer']}: {administers['because']}"] if administers else []
    texts += [f"{privilege}{f' on {resource}' if resource else ''}" for privilege, resource in grants]
    return Fact("powers", or_unknown(texts, "no listing states its privileges"))


def reaches(session: Session, node: str) -> Fact:
    """Return the number of nodes that a credential reaches."""
    texts = [str(text) for (text,) in session.tuples(_REACHES, {"node": node})]
    return Fact("reaches", or_unknown(texts, "its reach was not computed: run keyroll sync"))


def changed(session: Session, row: Row) -> Fact:
    """Return the last proven change of its value, the evidence, and the documented next change."""
    texts = [_last_change(session, row)]
    if row["every_days"] or row["rotation_method"]:
        every = f"every {count(int(str(row['every_days'])), 'day')}" if row["every_days"] else "with no interval"
        by = f"by {row['rotation_by']}" if row["rotation_by"] else ""
        due = f"due on {day(row['due_at'])}" if row["due_at"] else ""
        texts.append(f"documented: {clauses(row['rotation_method'], every, by, due)}")
    if row["overdue"] == "yes" or (row["overdue"] == "unknown" and row["last_changed"]):
        texts.append(f"overdue: {row['overdue']}: {row['overdue_because']}")
    return Fact("changed", tuple(texts))


def _last_change(session: Session, row: Row) -> str:
    if row["last_changed"] is None:
        return "unknown: no read source shows when its value was made or changed"
    by = session.one(
        "SELECT changed_by FROM value_changes WHERE id = $id AND happened_at = $at AND changed_by <> '' ORDER BY 1",
        {"id": row["id"], "at": row["last_changed"]},
    )
    rest = "; its value can change in place, which no read source shows" if row["made_only"] else ""
    return f"{day(row['last_changed'])}: {_how(row['changed_via'])}{f', by {by}' if by else ''}{rest}"


def _how(via: Value) -> str:
    return "created then, no later change is known" if via == "created" else str(via)
