"""Checks a bundle without a home: every signature, every place in the log, every key, and that nothing is missing.

What a bundle proves rests on the key that is pinned from outside. Without one it only vouches for itself.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import orjson
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from keyroll.errors import EvidenceRefused, UsageError
from keyroll.model.incident import Grade, Policy, VerdictKind
from keyroll.proof.evidence import exception, merkle, statement
from keyroll.proof.evidence.dsse import BUNDLE, CONTENTS_TYPE, HEAD_TYPE, Envelope, PublicKey, text_in, time_of, written

#: A bundle has these parts and no others; so has each statement in it.
_PARTS = {"contents", "format", "head", "keys", "previous", "statements"}
_ENTRY = {"envelope", "leaf", "proof"}
_LARGEST = 2**62
_HEX_KEY = 64
_LATER = "if you had the bundle while the key was valid, check it as of that day: keyroll verify --now DAY"
#: How many leaf numbers one message names.
_NAMED = 20


@dataclass(frozen=True, slots=True)
class Checked:
    """What a bundle holds that was found sound.

    ``dead`` counts credentials by the grade of their last statement where that says dead, ``others`` the rest by
    verdict; ``exceptions`` are the last ones, each of which leaves its credential unproven; ``keys`` are the ids of all
    keys that signed; ``pinned`` says whether they were given from outside.
    """

    incident: str
    policy: Policy
    statements: int
    grades: Mapping[Grade, int]
    dead: Mapping[Grade, int]
    others: Mapping[VerdictKind, int]
    keys: tuple[str, ...]
    head_key: str
    size: int
    root: str
    signed_at: str
    extends: int | None
    pinned: bool
    exceptions: tuple[exception.ReadException, ...] = ()


@dataclass(frozen=True, slots=True)
class _Said:
    """What the statements of a bundle say: how many by grade, the last one and the last exception of each."""

    grades: Counter[Grade] = field(default_factory=Counter)
    last: dict[str, statement.Read] = field(default_factory=dict)
    excepted: dict[str, exception.ReadException] = field(default_factory=dict)

    @property
    def policy(self) -> Policy:
        """The policy that the last statement names."""
        each = [one.policy for one in self.excepted.values()] + [one.policy for one in self.last.values()]
        return each[-1]


@dataclass(frozen=True, slots=True)
class _Head:
    size: int
    root: bytes
    signed_at: str
    key: PublicKey
    previous: tuple[int, str] | None


@dataclass(slots=True)
class _Keys:
    """The keys of a bundle; every signature is checked through here."""

    known: Mapping[str, PublicKey]
    pins: frozenset[str]
    used: set[str] = field(default_factory=set)

    def opened(self, form: object, kind: str, where: str) -> tuple[object, PublicKey, bytes]:
        """Return what an envelope says, whose signature it carries, and its bytes. Raises EvidenceRefused."""
        envelope = Envelope.read(form, where)
        key = self.known.get(envelope.keyid)
        if key is None:
            raise EvidenceRefused(where, f"is signed by the key {envelope.keyid[:16]!r}, which is not in the bundle")
        content = envelope.open(kind, key, where)
        if self.pins and not self.pins & {key.keyid, key.public.hex()}:
            hint = "get the signer's public key by another way than the bundle; where it was renewed, pin each"
            raise EvidenceRefused(where, f"is signed by the key {key.keyid[:16]}, which is not pinned", hint=hint)
        self.used.add(key.keyid)
        return content, key, envelope.text()


def verify(content: bytes, *, pins: Sequence[str] = (), now: datetime) -> Checked:
    """Check a bundle; ``pins`` are key ids or public keys in hex. Raises EvidenceRefused, naming the place."""
    form = _form(content)
    keys = _keys(form["keys"], pins)
    head = _head(keys, form["head"], "head")
    incident, leaves = _contents(keys, form["contents"], head, now)
    said = _statements(keys, form["statements"], incident, leaves, head)
    last = said.last
    extends = _previous(keys, form["previous"], head)
    idle = sorted(set(keys.known) - keys.used)
    if idle:
        raise EvidenceRefused("keys", f"the key {idle[0][:16]} signed nothing in the bundle")
    return Checked(
        incident=incident,
        policy=said.policy,
        statements=len(leaves),
        grades=dict(said.grades),
        dead=Counter(one.grade for one in last.values() if one.verdict is VerdictKind.DEAD),
        others=Counter(one.verdict for one in last.values() if one.verdict is not VerdictKind.DEAD),
        keys=tuple(sorted(keys.used)),
        head_key=head.key.keyid,
        size=head.size,
        root=head.root.hex(),
        signed_at=head.signed_at,
        extends=extends,
        pinned=bool(pins),
        exceptions=tuple(said.excepted.values()),
    )


def pin(content: bytes) -> str:
    """Return what to pin from a public key: as ``keyroll report key`` prints it, PEM, or hex. Raises UsageError."""
    text = content.strip()
    try:
        if text.startswith(b"{"):
            return PublicKey.read(orjson.loads(text), "key").keyid
        if text.startswith(b"-----BEGIN"):
            key = load_pem_public_key(text)
            if isinstance(key, Ed25519PublicKey):
                return key.public_bytes_raw().hex()
        elif len(text) == _HEX_KEY:
            return bytes.fromhex(text.decode()).hex()
    except (ValueError, UnsupportedAlgorithm, EvidenceRefused):
        pass
    raise UsageError("that is no ed25519 public key", hint="give what keyroll report key prints, PEM, or 64 hex digits")


def _form(content: bytes) -> dict[str, object]:
    try:
        form = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise EvidenceRefused(f"byte {error.pos}", f"the bundle is no JSON: {error.msg}") from None
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
        place = next((n for n, (one, other) in pairs if one != other), min(len(again), len(content)))
        line = content.count(b"\n", 0, place) + 1
        raise EvidenceRefused(f"byte {place} (line {line})", "the bundle is not written in the form of keyroll")
    return form


def _keys(forms: object, pins: Sequence[str]) -> _Keys:
    if not isinstance(forms, list):
        raise EvidenceRefused("keys", "is no list")
    keys = [PublicKey.read(one, f"keys[{place}]") for place, one in enumerate(forms)]
    ids = [key.keyid for key in keys]
    if ids != sorted(set(ids)):
        raise EvidenceRefused("keys", "are not in order, each once")
    return _Keys({key.keyid: key for key in keys}, frozenset(pins))


def _head(keys: _Keys, form: object, where: str) -> _Head:
    content, key, _ = keys.opened(form, HEAD_TYPE, where)
    size, root = _tree(content, where)
    signed_at = text_in(content, "signed_at", where)
    _refuse_outside(key, signed_at, where)
    if text_in(content, "key", where) != key.keyid:
        raise EvidenceRefused(where, "names another key than the one that signed it")
    before = content.get("previous") if isinstance(content, dict) else None
    named = _tree(before, f"{where} previous") if before is not None else None
    return _Head(size, root, signed_at, key, (named[0], named[1].hex()) if named else None)


def _tree(form: object, where: str) -> tuple[int, bytes]:
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
        raise EvidenceRefused(where, "has a hash that is none")
    return raw


def _path(value: object, where: str) -> list[bytes]:
    if not isinstance(value, list):
        raise EvidenceRefused(where, "is no list")
    return [_hash(one, where) for one in value]


def _refuse_outside(key: PublicKey, moment: str, where: str) -> None:
    refused = key.refused_at(time_of(moment, where))
    if refused:
        raise EvidenceRefused(where, f"{refused}; this was signed on {moment}")


def _contents(keys: _Keys, form: object, head: _Head, now: datetime) -> tuple[str, list[int]]:
    """Return which leaves belong into the bundle. Raises EvidenceRefused."""
    content, key, _ = keys.opened(form, CONTENTS_TYPE, "contents")
    for one, where in ((head.key, "head"), (key, "contents")):
        # When it was signed is the signer's own word: an expired key could have been used since.
        refused = one.refused_at(now)
        if refused:
            raise EvidenceRefused(where, refused, hint=_LATER)
    if text_in(content, "key", "contents") != key.keyid:
        raise EvidenceRefused("contents", "names another key than the one that signed it")
    tree = content.get("tree") if isinstance(content, dict) else None
    if _tree(tree, "contents") != (head.size, head.root):
        raise EvidenceRefused("contents", "is of another state of the log than the head")
    leaves = content.get("leaves") if isinstance(content, dict) else None
    if not isinstance(leaves, list) or not leaves or any(type(one) is not int for one in leaves):
        raise EvidenceRefused("contents", "names no leaves")
    if leaves != sorted(set(leaves)):
        raise EvidenceRefused("contents", "names leaves out of order or twice")
    return text_in(content, "incident", "contents"), leaves


def _statements(keys: _Keys, entries: object, incident: str, leaves: list[int], head: _Head) -> _Said:
    """Return what the statements say, each checked and in its chain. Raises EvidenceRefused."""
    found, said = _placed(entries, leaves), _Said()
    for place, (leaf, entry) in enumerate(found, 1):
        where = f"statement {place} (leaf {leaf})"
        content, key, text = keys.opened(entry["envelope"], statement.PAYLOAD_TYPE, where)
        path = _path(entry["proof"], f"{where} proof")
        if merkle.root_by_inclusion(merkle.leaf_hash(text), leaf, head.size, path) != head.root:
            raise EvidenceRefused(f"{where} proof", "does not lead to the root of the signed head")
        if exception.is_exception(content):
            other = exception.read(content, where)
            _in_chain(other.incident, other.follows, said.excepted.get(other.identifier), incident, where)
            _refuse_outside(key, other.made_at, where)
            said.excepted[other.identifier] = other
        else:
            one = statement.read(content, where)
            _in_chain(one.incident, one.follows, said.last.get(one.identifier), incident, where)
            _refuse_outside(key, one.decided_at, where)
            said.grades[one.grade] += 1
            said.last[one.identifier] = one
    return said


def _in_chain(
    named: str, follows: str, before: statement.Read | exception.ReadException | None, incident: str, where: str
) -> None:
    """Make sure that a statement is about the incident and follows the last one of its kind and credential."""
    if named != incident:
        raise EvidenceRefused(where, f"is about the incident {named!r}, not {incident!r}")
    if follows != (before.id if before else ""):
        raise EvidenceRefused(where, "does not follow the statement before it about the same credential")


def _placed(entries: object, leaves: list[int]) -> list[tuple[int, dict[str, object]]]:
    """Return the statements with their leaf numbers, if they are those that were signed for, in order."""
    if not isinstance(entries, list):
        raise EvidenceRefused("statements", "is no list")
    found = []
    for place, entry in enumerate(entries, 1):
        leaf = entry.get("leaf") if isinstance(entry, dict) else None
        if not isinstance(entry, dict) or set(entry) != _ENTRY or type(leaf) is not int:
            raise EvidenceRefused(f"statement {place}", f"has other parts than {', '.join(sorted(_ENTRY))}")
        found.append((leaf, entry))
    there = Counter(leaf for leaf, _ in found)
    faults = {
        "are there more than once": sorted(leaf for leaf, times in there.items() if times > 1),
        "are missing": sorted(set(leaves) - set(there)),
        "do not belong into this bundle": sorted(set(there) - set(leaves)),
    }
    for fault, numbers in faults.items():
        if numbers:
            more = f" and {len(numbers) - _NAMED} more" if len(numbers) > _NAMED else ""
            named = ", ".join(map(str, numbers[:_NAMED]))
            raise EvidenceRefused("statements", f"{len(numbers)} {fault}: leaf {named}{more}")
    order = [leaf for leaf, _ in found]
    if order != leaves:
        moved = [one for one, right in zip(order, leaves, strict=True) if one != right]
        raise EvidenceRefused(
            "statements", f"{len(moved)} are not in order: leaf {', '.join(map(str, moved[:_NAMED]))}"
        )
    return found


def _previous(keys: _Keys, form: object, head: _Head) -> int | None:
    """Return the size of the state of the log before, if the head extends it. Raises EvidenceRefused."""
    if form is None and head.previous is None:
        return None
    if not isinstance(form, dict) or set(form) != {"head", "proof"} or head.previous is None:
        raise EvidenceRefused("previous", "is not the head that the newest one names")
    before = _head(keys, form["head"], "previous head")
    if (before.size, before.root.hex()) != head.previous:
        raise EvidenceRefused("previous head", "is not the head that the newest one names")
    path = _path(form["proof"], "previous proof")
    if not merkle.consistent(before.size, before.root, head.size, head.root, path):
        raise EvidenceRefused("previous proof", "does not show that the log was only added to")
    return before.size
