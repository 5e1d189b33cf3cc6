"""The log of a home: signed statements in the order in which verdicts were reached, and signed heads over them.

Statements are appended in the transaction of their verdicts; the head is signed after it. Whoever is killed in
between leaves a log without its newest head, which the next run signs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

import orjson

from keyroll import __version__
from keyroll.clock import iso, parse_time
from keyroll.errors import ConfigError, EvidenceRefused, UsageError
from keyroll.model.campaign import Excepted
from keyroll.model.incident import Incident, Item
from keyroll.proof.evidence import merkle
from keyroll.proof.evidence.dsse import HEAD_TYPE, Envelope, canonical
from keyroll.proof.evidence.exception import chain, exception
from keyroll.proof.evidence.keeper import keepers
from keyroll.proof.evidence.sign import Signer
from keyroll.proof.evidence.statement import PAYLOAD_TYPE, Judged, Statement, sayings, statement
from keyroll.secret import Secret
from keyroll.store.home import Home
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.rows import Leaf, TreeHead

_RESTORE = "the ledger was changed from outside: restore it from a backup and look at who could write to it"


@dataclass(frozen=True, slots=True)
class EvidenceLog:
    """The evidence log of a ledger, with the keys that it needs."""

    ledger: Ledger
    signer: Signer
    install_key: Secret

    @classmethod
    def open(cls, home: Home, ledger: Ledger) -> Self:
        """Open the log of a home with its signing key. Raises ConfigError, SecretUnavailable."""
        begins, ends = _time(home, "signing_from"), _time(home, "signing_until")
        address = home.config["signing_key"]
        if address.partition(":")[0] in keepers():
            signer = Signer.kept(address, not_before=begins, not_after=ends)
        else:
            signer = Signer.open(home.signing_key(), not_before=begins, not_after=ends)
        return cls(ledger, signer, home.install_key())

    def within(self, ledger: Ledger) -> Self:
        """Return this log over a ledger whose writes are one transaction."""
        return replace(self, ledger=ledger)

    def signed(
        self, incident: Incident, found: Iterable[tuple[Item, Judged]], now: datetime
    ) -> list[tuple[Statement, Envelope]]:
        """Return signed statements of what is new: what was last said about a credential is not said again."""
        latest = self.ledger.latest_evidence(incident.name)
        new = []
        for said in sayings(incident, found):
            facts, follows = latest.get(said.identifier, ("", ""))
            if said.facts != facts:
                one = statement(said, now, key=self.install_key, follows=follows)
                new.append((one, self.signer.sign(PAYLOAD_TYPE, one.payload, now)))
        return new

    def excepted(self, incident: Incident, one: Excepted, now: datetime) -> tuple[Statement, Envelope]:
        """Return the signed statement of an exception."""
        _, follows = self.ledger.latest_evidence(incident.name).get(chain(one.identifier), ("", ""))
        said = exception(incident, one, key=self.install_key, follows=follows)
        return said, self.signer.sign(PAYLOAD_TYPE, said.payload, now)

    def append(self, signed: Sequence[tuple[Statement, Envelope]]) -> None:
        """Add signed statements at the end of the log. Raises EvidenceRefused where the log was tampered with."""
        if not signed:
            return
        with self.ledger.together() as ledger:
            log = self.within(ledger)
            log._check_newest()
            size = ledger.evidence_size()
            edge, leaves = log._edge(size), []
            for number, (one, envelope) in enumerate(signed, size):
                text = envelope.text()
                leaf, *subtrees = merkle.grown(number, edge, merkle.leaf_hash(text))
                about = (one.id, one.said.incident, one.said.identifier, one.said.facts)
                leaves.append(Leaf(number, *about, leaf, b"".join(subtrees), text.decode()))
            log._keep_key()
            ledger.append_evidence(leaves)

    def seal(self, now: datetime) -> TreeHead | None:
        """Sign the head of all that the log holds, unless its newest head is that; return it, None without any.

        Raises EvidenceRefused where the log was tampered with.
        """
        newest, size = self._check_newest(), self.ledger.evidence_size()
        if size == 0 or (newest and (newest.size, newest.keyid) == (size, self.signer.public.keyid)):
            return newest
        root = merkle.fold(self._edge(size))
        before = {"size": newest.size, "root": newest.root.hex()} if newest else None
        content = {"size": size, "root": root.hex(), "signed_at": iso(now), "previous": before}
        content |= {"key": self.signer.public.keyid, "tool": {"name": "keyroll", "version": __version__}}
        envelope = self.signer.sign(HEAD_TYPE, canonical(content), now)
        number = newest.number + 1 if newest else 0
        head = TreeHead(number, size, root, envelope.keyid, envelope.text().decode())
        with self.ledger.together() as ledger:
            self.within(ledger)._keep_key()
            ledger.put_tree_head(head)
        return head

    def sealed(self) -> bool:
        """Tell whether the newest head covers the whole log and is of the present key."""
        heads, size = self.ledger.tree_heads(1), self.ledger.evidence_size()
        return size == 0 or [(one.size, one.keyid) for one in heads] == [(size, self.signer.public.keyid)]

    def hashes(self, nodes: Iterable[merkle.Node]) -> dict[merkle.Node, bytes]:
        """Return the hashes of complete subtrees."""
        places = {node: (merkle.last_leaf(node), node[0]) for node in nodes}
        found = self.ledger.tree_hashes(places.values())
        return {node: found[place] for node, place in places.items()}

    def _edge(self, size: int) -> list[bytes]:
        nodes = merkle.cover((0, size))
        found = self.hashes(nodes)
        return [found[node] for node in nodes]

    def _check_newest(self) -> TreeHead | None:
        """Return the newest head, after a look that the log still leads to it and its row says what was signed."""
        for head in self.ledger.tree_heads(1):
            payload = orjson.loads(Envelope.read(orjson.loads(head.envelope), "newest head").payload)
            said = (payload["size"], payload["root"])
            if said != (head.size, merkle.fold(self._edge(head.size)).hex()) or payload["root"] != head.root.hex():
                what = f"the stored log does not lead to the head that was signed over {head.size} statements"
                raise EvidenceRefused("evidence log", what, hint=_RESTORE)
            return head
        return None

    def _keep_key(self) -> None:
        public = self.signer.public
        self.ledger.put_evidence_key(public.keyid, canonical(public.form()).decode())


def _time(home: Home, setting: str) -> datetime | None:
    text = home.config[setting]
    try:
        return parse_time(text, end_of_day=setting == "signing_until") if text else None
    except UsageError as error:
        raise ConfigError(f"{setting}: {error}", hint=error.hint) from None
