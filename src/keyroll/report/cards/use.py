"""Facts of a credential's card: its copies, its use, and the effect of a rotation."""

from collections.abc import Mapping
from dataclasses import dataclass

from keyroll.addresses import cidr
from keyroll.model.campaign import ConsumerClass
from keyroll.report.cards.contract import Fact, clauses, day, minute, or_unknown, short
from keyroll.report.cards.networks import client, where
from keyroll.report.words import count, some
from keyroll.response.consumers import consumers
from keyroll.store.session import Row, Session, Value

_COPIES = (
    "SELECT holder, kind, place, since, last_observed, gone_since FROM held_places WHERE id = $id "
    "ORDER BY gone_since IS NOT NULL, last_observed DESC, holder, place, location"
)
_REGISTERED = (
    "SELECT DISTINCT ON (registration) holder, note, observed_at FROM registrations WHERE id = $id AND holder <> '' "
    "ORDER BY registration, observed_at DESC"
)
_PLACES_READ = "SELECT DISTINCT source || ' ' || endpoint FROM seen_places ORDER BY 1"
#: Two logs may have the same use: for a network the log with the client counts, for a client the fuller log.
_USERS = """
SELECT network, client, max(uses) AS uses, max(active_days), max(last_used) AS last, arg_max(log, uses)
FROM consumers c
WHERE id = $id AND uses > 0 AND (client IS NOT NULL OR NOT EXISTS (
    SELECT 1 FROM consumers n
    WHERE n.id = c.id AND n.network IS NOT DISTINCT FROM c.network AND n.client IS NOT NULL AND n.uses > 0))
GROUP BY network, client ORDER BY uses DESC, last DESC, network, client
"""
#: The text before a reason that alone does not explain how a consumer gets a new value.
_GETS = {
    ConsumerClass.HUMAN: "a person must be given the new value: ",
    ConsumerClass.UNKNOWN: "unknown how it gets the new value: ",
}
_OWN = "SELECT DISTINCT network, client FROM own_consumers WHERE id = $id AND uses > 0"
_APART = "SELECT network, story FROM use_by_another_actor WHERE id = $id ORDER BY ALL"
NO_USE = "no log that was read shows its use"


def holders(session: Session, row: Row, scanned: Row | None) -> Fact:
    """Return the holders of copies; if none is known, the lists of locations that were read."""
    copies = session.tuples(_COPIES, {"id": row["id"]})
    texts = [_copy(*copy) for copy in copies]
    texts += [
        f"{holder}: named in the register{_noted(note)}, read on {day(at)}"
        for holder, note, at in session.tuples(_REGISTERED, {"id": row["id"]})
    ]
    if not texts:
        read = [str(place) for (place,) in session.tuples(_PLACES_READ)]
        texts = [f"no copy in the locations that were read: {some(read, most=4)}"] if read else []
    if scanned is not None and scanned["answer"] != "yes":
        texts.append(f"in code, wiki and tickets: {scanned['answer']}: {scanned['because']}")
    return Fact("held by", or_unknown(texts, "no list of copies was read"))


def _copy(holder: Value, kind: Value, place: Value, since: Value, seen: Value, gone_since: Value) -> str:
    what = f"{str(kind).replace('_', ' ')} {place or ''}".strip()
    begins = f"since {day(since)}" if since else ""
    gone = f"gone since {day(gone_since)}" if gone_since else f"last seen on {day(seen)}"
    return f"{holder or 'the organisation'}: {clauses(what, begins, gone)}"


def _noted(note: Value) -> str:
    return f' with the note "{note}"' if note else ""


@dataclass(frozen=True, slots=True)
class Users:
    """The users of a credential: the fact, the consumers that would stop, and the stories that are left out."""

    fact: Fact
    expected: tuple[str, ...]
    left_out: tuple[str, ...]


def users(session: Session, row: Row, suspect: Mapping[str, str]) -> Users:
    """Return the users and their networks; ``suspect`` are the networks of stories, each with its story.

    The networks of an intruder's story are left out of everything that follows from use.
    """
    apart = {network: short(story) for network, story in session.tuples(_APART, {"id": row["id"]})}
    own = set(session.tuples(_OWN, {"id": row["id"]}))
    found = session.tuples(_USERS, {"id": row["id"]})
    texts = [
        f"{where(network)} with {client(program)}{_suspect(network, suspect)}: {count(int(str(uses)), 'use')} on "
        f"{count(int(str(days)), 'day')}, last {minute(last)} ({log})"
        for network, program, uses, days, last, log in found
    ]
    texts = texts or [_unused(row)]
    if row["refusals"]:
        texts.append(f"refused {count(int(str(row['refusals'])), 'time')}, last {minute(row['last_refused'])}")
    expected = [
        f"{cidr(network)} with {client(program)}" for network, program, *_ in found if (network, program) in own
    ]
    left_out = sorted({apart[net] for net, program, *_ in found if net in apart and (net, program) not in own})
    return Users(Fact("used by", tuple(texts)), tuple(expected), tuple(left_out))


def _unused(row: Row) -> str:
    if row["last_used"]:
        return f"unknown from where: {row['last_used_from']} shows only the last use, on {day(row['last_used'])}"
    if row["log"]:
        begins, ends = day(row["log_begins"]), day(row["log_ends"])
        return f"no use in {row['log']} from {begins} to {ends}, on {count(int(str(row['log_days'] or 0)), 'day')}"
    return f"unknown: {NO_USE}"


def _suspect(network: Value, suspect: Mapping[str, str]) -> str:
    story = suspect.get(str(network))
    return f", in story {story}" if story else ""


def rhythm(session: Session, row: Row, users: Users) -> Fact:
    """Return the rhythm of use, the next expected use, and whether it is unused."""
    if users.left_out:
        return _own_rhythm(session, row, some(users.left_out))
    rows = session.rows("SELECT * FROM rhythms WHERE id = $id", {"id": row["id"]})
    texts = [_rhythm(rows[0])] if rows and rows[0]["rhythm"] else [f"unknown: {_no_rhythm(row)}"]
    if rows and rows[0]["late"] == "yes":
        texts.append(f"late: {rows[0]['late_because'] or 'an expected use is missing'}")
    if row["unused"] != "no":
        texts.append(f"unused: {row['unused']}: {row['unused_because'] or NO_USE}")
    return Fact("rhythm", tuple(texts))


def _own_rhythm(session: Session, row: Row, stories: str) -> Fact:
    """Return the rhythm without the use by another actor, which says nothing about the next use."""
    rows = session.rows("SELECT *, NULL AS expected_by FROM own_rhythms WHERE id = $id", {"id": row["id"]})
    own = _rhythm(rows[0]) if rows else "unknown: no other use is in the logs"
    return Fact(
        "rhythm", (own, f"use by the intruder of story {stories} is left out", "unused: unknown for that reason")
    )


def _rhythm(rhythm: Row) -> str:
    span = f"from {day(rhythm['first_used'])} to {day(rhythm['last_used'])}"
    gaps = [f"{name} gap {rhythm[f'{name}_gap_days']:g} d" for name in ("median", "longest") if _number(rhythm, name)]
    expected = f"next use expected by {day(rhythm['expected_by'])}" if rhythm["expected_by"] else ""
    days = f"used on {count(int(str(rhythm['active_days'])), 'day')} {span}"
    return clauses(f"{rhythm['rhythm']}: {days}", *gaps, expected)


def _number(rhythm: Row, name: str) -> bool:
    return isinstance(rhythm[f"{name}_gap_days"], float)


def _no_rhythm(row: Row) -> str:
    return "no use is in the log" if row["log"] and not row["last_used"] else NO_USE


def rotation(session: Session, row: Row, users: Users) -> Fact:
    """Return the effect of a rotation now, and how each consumer gets the new value."""
    if row["state"] in ("destroyed", "deactivated"):
        return Fact("if rotated", ("it has ended: there is no value to rotate",))
    way = consumers(session, [str(row["id"])])[str(row["id"])]
    if users.expected:
        stops = f"stops until it has the new value: {some(users.expected, '; ', 4)}"
    elif users.left_out:
        stops = "unknown consumers: the logs show use only from networks of a story"
    else:
        stops = f"unknown consumers: {_unused(row).removeprefix('unknown: ')}"
    return Fact("if rotated", (stops, _GETS.get(way.kind, "") + way.because))
