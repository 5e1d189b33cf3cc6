"""Checks a bundle without a home: every signature, every position in the log, every key, and completeness.

A bundle's proof depends on the key that is pinned from outside. Without a pinned key it is refused.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import orjson

from keyroll.abridged import abridged
from keyroll.clock import iso
from keyroll.errors import EvidenceRefused
from keyroll.proof.evidence import merkle, stamp
from keyroll.proof.evidence.checked import Checked
from keyroll.proof.evidence.dsse import BUNDLE, HEAD_TYPE, Envelope, PublicKey, text_in, time_of, written
from keyroll.proof.evidence.links import Tip, chain_of
from keyroll.proof.evidence.pins import LATER, Pin
from keyroll.proof.evidence.record import IncidentRecord
from keyroll.proof.evidence.statement import PAYLOAD_TYPE

#: The parts of a bundle, and of each statement in it; other parts are refused.
_PARTS = {"chain", "earlier", "format", "head", "incident", "keys", "previous", "stamps", "statements"}
_ENTRY = {"envelope", "leaf", "number", "proof"}
_LARGEST = 2**62
#: The most numbers in one message.
_NAMED = 20
_PIN = "get the signer's public key from another source than the bundle (keyroll report key), and give it: --key PUBLIC"


@dataclass(frozen=True, slots=True)
class _Head:
    size: int
    root: bytes
    chains: tuple[int, bytes]
    signed_at: str
    key: PublicKey
    previous: tuple[int, str] | None
    text: bytes


@dataclass(slots=True)
class _Keys:
    """The keys of a bundle; every signature is checked with them."""

    known: Mapping[str, PublicKey]
    pins: Sequence[Pin] | None
    used: set[str] = field(default_factory=set)

    def opened(self, form: object, kind: str, where: str) -> tuple[object, PublicKey, bytes]:
        """Return the content of an envelope, the id of its key, and its bytes. Raises EvidenceRefused."""
        envelope = Envelope.read(form, where)
        key = self.known.get(envelope.keyid)
        if key is None:
            raise EvidenceRefused(where, f"is signed by the key {envelope.keyid[:16]!r}, which is not in the bundle")
        content = envelope.open(kind, key, where)
        if key.keyid not in self.used:
            self.used.add(key.keyid)
            self.pin(key, where)
        return content, key, envelope.text()

    def pin(self, key: PublicKey, where: str) -> Pin | None:
        """Return the pin of a key, or None if no key is pinned. Raises EvidenceRefused."""
        if self.pins is None:
            return None
        pins = [pin for pin in self.pins if pin.fits(key)]
        if not pins:
            hint = "get the signer's public key from another source than the bundle; if it was renewed, pin each key"
            raise EvidenceRefused(where, f"is signed by the key {key.keyid[:16]}, which is not pinned", hint=hint)
        return next((pin for pin in pins if pin.revoked_at), pins[0])

    def refuse_outside(self, key: PublicKey, moment: datetime, where: str, said: str = "") -> None:
        """Check that a key may sign at a moment. Raises EvidenceRefused."""
        pin = self.pin(key, where)
        refused = key.refused_at(moment) or (pin.refused_at(moment) if pin else "")
        if refused:
            raise EvidenceRefused(where, f"{refused}{said}", hint=pin.hint() if pin else LATER)


#: How far a head may be dated after the verifier's clock.
SKEW: Final = timedelta(minutes=5)


def verify(content: bytes, *, pins: Sequence[Pin], now: datetime, authorities: Sequence[bytes] = ()) -> Checked:
    """Check a bundle with the trusted keys. Raises EvidenceRefused with the position of the fault.

    ``authorities`` are certificates of time stamp authorities. If any is given, the head must have a time stamp of one
    of them.
    """
    if not pins:
        raise EvidenceRefused(
            "key", "no key was given: a bundle cannot prove its own origin, because anybody can make one", hint=_PIN
        )
    checked = inspect(content, pins=pins, now=now, authorities=authorities)
    if time_of(checked.signed_at, "head") - now > SKEW:
        # Such a clock also accepts keys that have expired since, and a head that was dated ahead looks new for long.
        raise EvidenceRefused(
            "head",
            f"it was signed on {checked.signed_at}, which is in the future: the time here is {iso(now)}, "
            f"and {SKEW // timedelta(minutes=1)} minutes of difference are accepted",
            hint="set the clock of this machine right; if it is right, ask the signer why the head is dated ahead",
        )
    return checked


def inspect(
    content: bytes, *, pins: Sequence[Pin] | None = None, now: datetime, authorities: Sequence[bytes] = ()
) -> Checked:
    """Check whether a bundle is consistent; without ``pins`` the check does not show who made it."""
    form = parts_of(content)
    keys = _keys(form["keys"], pins)
    head = _head(keys, form["head"], "head")
    stamped = stamp.checked(form["stamps"], head.text, authorities)
    # The time of a signature is the signer's own statement: an expired key could have been used since.
    keys.refuse_outside(head.key, stamped[1] if stamped else now, "head")
    incident = text_in(form, "incident", "bundle")
    tip = _tip(form["chain"], incident, head)
    record = _statements(keys, form["statements"], incident, tip, head)
    earlier = _earlier(form["earlier"], head)
    extends = _previous(keys, form["previous"], head, earlier)
    idle = sorted(set(keys.known) - keys.used)
    if idle:
        raise EvidenceRefused("keys", f"the key {idle[0][:16]} signed nothing in the bundle")
    return Checked(
        record=record,
        keys=tuple(sorted(keys.used)),
        head_key=head.key.keyid,
        size=head.size,
        root=head.root.hex(),
        signed_at=head.signed_at,
        extends=extends,
        earlier=earlier,
        pinned=pins is not None,
        stamped=stamped,
        stamps=len(form["stamps"]) if isinstance(form["stamps"], list) else 0,
    )


def parts_of(content: bytes) -> dict[str, object]:
    """Return the parts of a bundle in exactly the form that keyroll writes. Raises EvidenceRefused."""
    try:
        form = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise EvidenceRefused(f"byte {error.pos}", f"the bundle is not JSON: {error.msg}") from None
    if not isinstance(form, dict) or set(form) != _PARTS:
        raise EvidenceRefused("bundle", f"has other parts than {', '.join(sorted(_PARTS))}")
    if form["format"] != BUNDLE:
        raise EvidenceRefused(
            "format", f"is not {BUNDLE}", hint="use the keyroll that wrote the bundle, or a newer one"
        )
    try:
        again = written(form)
    except orjson.JSONEncodeError:
        raise EvidenceRefused("bundle", "is nested too deeply") from None
    if again != content:
        pairs = enumerate(zip(again, content, strict=False))
        place = next((n for n, (pair, other) in pairs if pair != other), min(len(again), len(content)))
        line = content.count(b"\n", 0, place) + 1
        raise EvidenceRefused(f"byte {place} (line {line})", "the bundle is not written in the form of keyroll")
    return form


def _keys(forms: object, pins: Sequence[Pin] | None) -> _Keys:
    if not isinstance(forms, list):
        raise EvidenceRefused("keys", "is not a list")
    keys = [PublicKey.read(form, f"keys[{place}]") for place, form in enumerate(forms)]
    ids = [key.keyid for key in keys]
    if ids != sorted(set(ids)):
        raise EvidenceRefused("keys", "are not in order, or not each once")
    return _Keys({key.keyid: key for key in keys}, pins)


def _head(keys: _Keys, form: object, where: str) -> _Head:
    content, key, text = keys.opened(form, HEAD_TYPE, where)
    size, root = tree_of(content, where)
    signed_at = text_in(content, "signed_at", where)
    keys.refuse_outside(key, time_of(signed_at, where), where, f"; this was signed on {signed_at}")
    if text_in(content, "key", where) != key.keyid:
        raise EvidenceRefused(where, "names another key than its signature")
    before, chains = (content.get(name) if isinstance(content, dict) else None for name in ("previous", "chains"))
    named = tree_of(before, f"{where} previous") if before is not None else None
    count = chains.get("count") if isinstance(chains, dict) else None
    if type(count) is not int or not 0 < count <= size:
        raise EvidenceRefused(where, "does not say how many chains there are")
    ends = count, _hash(text_in(chains, "root", where), where)
    return _Head(size, root, ends, signed_at, key, (named[0], named[1].hex()) if named else None, text)


def tree_of(form: object, where: str) -> tuple[int, bytes]:
    """Return size and root in a head. Raises EvidenceRefused."""
    size = form.get("size") if isinstance(form, dict) else None
    if type(size) is not int or not 0 < size < _LARGEST:
        raise EvidenceRefused(where, "names no size")
    return size, _hash(text_in(form, "root", where), where)


def _hash(text: object, where: str) -> bytes:
    try:
        raw = bytes.fromhex(text) if isinstance(text, str) else b""
    except ValueError:
        raw = b""
    if len(raw) != merkle.WIDTH or raw.hex() != text:
        raise EvidenceRefused(where, "has an invalid hash")
    return raw


def _path(value: object, where: str) -> list[bytes]:
    if not isinstance(value, list):
        raise EvidenceRefused(where, "is not a list")
    return [_hash(member, where) for member in value]


def _tip(form: object, incident: str, head: _Head) -> Tip:
    """Return the end of the incident's chain, if the head covers it. Raises EvidenceRefused."""
    if not isinstance(form, dict) or set(form) != {"last", "length", "place", "proof"}:
        raise EvidenceRefused("chain", "is not complete")
    length, place = form["length"], form["place"]
    if type(length) is not int or type(place) is not int or not 0 < length <= head.size:
        raise EvidenceRefused("chain", "names no length or place")
    tip = Tip(chain_of(incident), length, text_in(form, "last", "chain"))
    count, root = head.chains
    if merkle.root_by_inclusion(tip.leaf(), place, count, _path(form["proof"], "chain proof")) != root:
        raise EvidenceRefused("chain", "is not the end of the incident's statements that the head was signed over")
    return tip


def _statements(keys: _Keys, entries: object, incident: str, tip: Tip, head: _Head) -> IncidentRecord:
    """Return the contents of the statements, each checked and in its chain. Raises EvidenceRefused."""
    placed, record = _placed(entries, tip.length), IncidentRecord(incident)
    before = -1
    for place, (leaf, entry) in enumerate(placed, 1):
        where = f"statement {place} (leaf {leaf})"
        content, key, text = keys.opened(entry["envelope"], PAYLOAD_TYPE, where)
        path, hashed = _path(entry["proof"], f"{where} proof"), merkle.leaf_hash(text)
        if merkle.root_by_inclusion(hashed, leaf, head.size, path) != head.root:
            raise EvidenceRefused(f"{where} proof", "does not lead to the root of the signed head")
        if leaf <= before:
            raise EvidenceRefused(where, "comes in the log before the statement that it follows")
        before = leaf
        made_at = record.add(content, hashed, where)
        keys.refuse_outside(key, time_of(made_at, where), where, f"; this was signed on {made_at}")
    if record.tip != tip:
        raise EvidenceRefused("statements", "do not end with the one that the head was signed over")
    return record


def _placed(entries: object, length: int) -> list[tuple[int, dict[str, object]]]:
    """Return the statements with their leaf numbers, if their numbers are those of the whole chain, in order."""
    if not isinstance(entries, list):
        raise EvidenceRefused("statements", "is not a list")
    placed, numbers = [], []
    for place, entry in enumerate(entries, 1):
        whole = isinstance(entry, dict) and set(entry) == _ENTRY
        if not whole or type(entry["leaf"]) is not int or type(entry["number"]) is not int:
            raise EvidenceRefused(f"statement {place}", f"has other parts than {', '.join(sorted(_ENTRY))}")
        placed.append((entry["leaf"], entry))
        numbers.append(entry["number"])
    there = Counter(numbers)
    faults = {
        "occur more than once": sorted(number for number, times in there.items() if times > 1),
        "are missing": [number for number in range(1, length + 1) if number not in there],
        "do not belong in this bundle": sorted(number for number in there if not 0 < number <= length),
        "are not in order": [number for number, right in zip(numbers, sorted(numbers), strict=True) if number != right],
    }
    for fault, some in faults.items():
        if some:
            raise EvidenceRefused("statements", f"{len(some)} {fault}: number {abridged(some, _NAMED)}")
    return placed


def _earlier(form: object, head: _Head) -> dict[int, bytes]:
    """Return the roots of earlier states of the log, since which the log only grew. Raises EvidenceRefused."""
    if not isinstance(form, list):
        raise EvidenceRefused("earlier", "is not a list")
    hashes: dict[int, bytes] = {}
    for member in form:
        size = member.get("size") if isinstance(member, dict) and set(member) == {"proof", "root", "size"} else None
        if type(size) is not int or not 0 < size <= head.size or (hashes and size <= max(hashes)):
            raise EvidenceRefused("earlier", "is not a list of sizes, each once and in order")
        hashes[size], path = _hash(member["root"], "earlier"), _path(member["proof"], "earlier proof")
        if not merkle.consistent(size, hashes[size], head.size, head.root, path):
            raise EvidenceRefused("earlier proof", f"does not show that the log of {size} was only added to")
    return hashes


def _previous(keys: _Keys, form: object, head: _Head, earlier: Mapping[int, bytes]) -> int | None:
    """Return the size of the state of the log before, if the head extends it. Raises EvidenceRefused."""
    if form is None and head.previous is None:
        return None
    if form is None or head.previous is None:
        raise EvidenceRefused("previous", "is not the head that the newest one names")
    before = _head(keys, form, "previous head")
    if (before.size, before.root.hex()) != head.previous:
        raise EvidenceRefused("previous head", "is not the head that the newest one names")
    if earlier.get(before.size) != before.root:
        raise EvidenceRefused("previous proof", "does not show that the log was only added to")
    return before.size
