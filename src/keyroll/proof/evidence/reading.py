"""Reads the evidence log of a ledger. The record of an incident comes from signed statements, not from columns.

The newest head is signed over the log and over the ends of all chains. It counts only with the signature of a key that
this home keeps under its seal, and only if the stored log leads to it. Later statements (a run was killed before it
signed) are checked one by one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Self

import orjson

from keyroll.errors import EvidenceRefused
from keyroll.proof.evidence import links, merkle
from keyroll.proof.evidence.dsse import CHANGED, HEAD_TYPE, Envelope, PublicKey, stored
from keyroll.proof.evidence.links import ChainLink, Tip, chain_of
from keyroll.proof.evidence.record import IncidentRecord
from keyroll.proof.evidence.statement import PAYLOAD_TYPE
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.rows import TreeHead

_LOG = "evidence log"


@dataclass(slots=True)
class State:
    """The state of the log: ``sealed`` are the ends of the chains under the newest head, ``tips`` the current ends.

    ``edge`` are the hashes of the complete subtrees that cover it, left to right.
    """

    head: TreeHead | None = None
    size: int = 0
    edge: list[bytes] = field(default_factory=list)
    sealed: dict[str, Tip] = field(default_factory=dict)
    tips: dict[str, Tip] = field(default_factory=dict)
    last: bytes = b""

    def tip(self, chain: str) -> Tip:
        """Return the end of a chain."""
        return self.tips.get(chain) or Tip(chain)

    def grow(self, link: ChainLink, leaf: bytes) -> bytes:
        """Add one statement; return the hashes of the subtrees that end in it. Raises EvidenceRefused."""
        self.tips[link.chain] = self.tip(link.chain).grown(link, leaf, f"{_LOG}: statement {self.size}")
        ending = merkle.grown(self.size, self.edge, leaf)
        self.size, self.last = self.size + 1, leaf
        return b"".join(ending[1:])


@dataclass(slots=True)
class Memory:
    """The state of a log that one process has just read."""

    state: State | None = None
    records: dict[str, IncidentRecord] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EvidenceReader:
    """The evidence log of a ledger, without a key that signs."""

    ledger: Ledger
    memory: Memory = field(default_factory=Memory, repr=False, compare=False)

    def within(self, ledger: Ledger) -> Self:
        """Return this log over a ledger whose writes are one transaction."""
        return replace(self, ledger=ledger)

    def keys(self) -> dict[str, PublicKey]:
        """Return the keys that signed for this home, by id. Raises EvidenceRefused."""
        entries = {}
        for keyid, text in self.ledger.evidence_keys().items():
            try:
                entries[keyid] = PublicKey.read(orjson.loads(text), "evidence_keys")
            except orjson.JSONDecodeError:
                raise EvidenceRefused("evidence_keys", "holds an entry that is not a key", hint=CHANGED) from None
        return entries

    def state(self) -> State:
        """Return the state of the log. Raises EvidenceRefused if it was changed from outside."""
        size, known = self.ledger.evidence_size(), self.memory.state
        if known and known.size == size and self._head() == known.head and self._leaf(size - 1) == known.last:
            return known
        keys = self.keys()
        state = self._under_head(keys)
        if state.size > size:
            raise EvidenceRefused(_LOG, f"{state.size - size} statements at its end are missing", hint=CHANGED)
        for number, text in self._rows(state.size, size):
            link, leaf = opened(text, f"{_LOG}: statement {number}", keys)
            state.grow(link, leaf)
        self.memory.state = state
        return state

    def _head(self) -> TreeHead | None:
        return next(iter(self.ledger.tree_heads(1)), None)

    def _leaf(self, number: int) -> bytes:
        return self.ledger.tree_hashes([(number, 0)])[number, 0] if number >= 0 else b""

    def _under_head(self, keys: Mapping[str, PublicKey]) -> State:
        head = self._head()
        if head is None:
            return State()
        said = head_says(head, keys)
        edge = self._edge(head.size)
        if (said.size, said.root) != (head.size, head.root) or merkle.fold(edge) != head.root:
            what = f"the stored log does not lead to the head that was signed over {said.size} statements"
            raise EvidenceRefused(_LOG, what, hint=CHANGED)
        tips = self._tips(said, edge)
        return State(head, head.size, edge, dict(tips), tips, self._leaf(head.size - 1))

    def _tips(self, said: "HeadSays", edge: list[bytes]) -> dict[str, Tip]:
        """Return the ends of the chains under a head, from the log itself if the table does not match the head."""
        rows = self.ledger.chains()
        tips = {row.chain: Tip(row.chain, row.length, row.last) for row in rows}
        if (len(tips), links.root(tips.values())) == (said.chains, said.chains_root):
            return tips
        state = State()
        for number, text in self._rows(0, said.size):
            link, leaf = opened(text, f"{_LOG}: statement {number}")
            state.grow(link, leaf)
        if state.edge != edge or links.root(state.tips.values()) != said.chains_root:
            what = f"its statements differ from those under a signed head of {said.size} statements"
            raise EvidenceRefused(_LOG, what, hint=CHANGED)
        return state.tips

    def _rows(self, start: int, end: int, chain: str = "") -> tuple[tuple[int, str], ...]:
        """Return statements; a gap in their numbers is refused if no chain is named."""
        rows = self.ledger.evidence(start, end, chain) if start < end else ()
        gap = len(rows) != max(0, end - start) or any(number != place for place, (number, _) in enumerate(rows, start))
        if not chain and gap:
            raise EvidenceRefused(_LOG, "statements of it are gone", hint=CHANGED)
        return rows

    def of_chain(self, tip: Tip, end: int) -> list[tuple[int, str]]:
        """Return number and envelope of a chain's statements below ``end``, regardless of the ledger's columns."""
        rows = list(self._rows(0, end, tip.chain))
        if len(rows) == tip.length and rows and leaf_of(rows[-1][1]).hex() == tip.last:
            return rows
        every = ((number, text) for number, text in self._rows(0, end))
        return [(number, text) for number, text in every if opened(text, f"{_LOG}: {number}")[0].chain == tip.chain]

    def record(self, name: str) -> IncidentRecord | None:
        """Return the record of an incident from its signed statements, or None if there is none.

        Raises EvidenceRefused.
        """
        state = self.state()
        tip = state.tips.get(chain_of(name))
        if tip is None:
            return None
        known = self.memory.records.get(name)
        if known is not None and known.tip == tip:
            return known
        self.memory.records[name] = record = self._folded(name, tip, state.size)
        return record

    def _folded(self, name: str, tip: Tip, end: int) -> IncidentRecord:
        record = IncidentRecord(name)
        for number, text in self.of_chain(tip, end):
            where = f"{_LOG}: statement {number}"
            envelope = stored(text, where)
            try:
                content = orjson.loads(envelope.payload)
            except orjson.JSONDecodeError:
                raise EvidenceRefused(where, "the payload is not JSON", hint=CHANGED) from None
            record.add(content, leaf_of(text), where)
        if record.tip != tip:
            raise EvidenceRefused(f"{_LOG}: {name}", "is not the content that its head was signed over", hint=CHANGED)
        return record

    def hashes(self, nodes: Iterable[merkle.Node]) -> dict[merkle.Node, bytes]:
        """Return the hashes of complete subtrees."""
        places = {node: (merkle.last_leaf(node), node[0]) for node in nodes}
        hashes = self.ledger.tree_hashes(places.values())
        return {node: hashes[place] for node, place in places.items()}

    def _edge(self, size: int) -> list[bytes]:
        nodes = merkle.cover((0, size))
        hashes = self.hashes(nodes)
        return [hashes[node] for node in nodes]


@dataclass(frozen=True, slots=True)
class HeadSays:
    """The content of a signed head."""

    size: int
    root: bytes
    chains: int
    chains_root: bytes


def head_says(head: TreeHead, keys: Mapping[str, PublicKey]) -> HeadSays:
    """Return the content of a head, from its row. Raises EvidenceRefused."""
    envelope = stored(head.envelope, "newest head")
    content = envelope.open(HEAD_TYPE, _of_home(envelope, keys, "newest head"), "newest head")
    try:
        chains = content["chains"]  # type: ignore[index]
        roots = [bytes.fromhex(root) for root in (content["root"], chains["root"])]  # type: ignore[index]
        return HeadSays(int(content["size"]), roots[0], int(chains["count"]), roots[1])  # type: ignore[index]
    except (KeyError, TypeError, ValueError):
        raise EvidenceRefused("newest head", "is not complete", hint=CHANGED) from None


def opened(text: str, where: str, keys: Mapping[str, PublicKey] | None = None) -> tuple[ChainLink, bytes]:
    """Return the link and the hash of a stored statement, its signature checked where keys are given."""
    envelope = stored(text, where)
    if keys is not None:
        content = envelope.open(PAYLOAD_TYPE, _of_home(envelope, keys, where), where)
    else:
        try:
            content = orjson.loads(envelope.payload)
        except orjson.JSONDecodeError:
            raise EvidenceRefused(where, "the payload is not JSON", hint=CHANGED) from None
    return ChainLink.read(content, where), leaf_of(text)


def leaf_of(text: str) -> bytes:
    """Return the hash of a stored envelope."""
    return merkle.leaf_hash(text.encode("utf-8", "backslashreplace"))


def _of_home(envelope: Envelope, keys: Mapping[str, PublicKey], where: str) -> PublicKey:
    key = keys.get(envelope.keyid)
    if key is None:
        raise EvidenceRefused(
            where, f"is signed by the key {envelope.keyid[:16]}, which is not a key of this home", hint=CHANGED
        )
    return key


def head_id(head: TreeHead) -> str:
    """Return the hash of a head's envelope, which time stamps name."""
    return sha256(head.envelope.encode()).hexdigest()
