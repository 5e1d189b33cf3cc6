"""The log of a home: signed statements in the order of the acts, and signed heads over them.

Statements are appended in the transaction of their acts; the head is signed after it. A process that is killed in
between leaves a log without its newest head, which the next run signs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from keyroll.clock import iso, parse_time
from keyroll.errors import ConfigError, UsageError
from keyroll.model.campaign import Excepted
from keyroll.model.ids import digest
from keyroll.model.incident import Incident, Item
from keyroll.proof.evidence import acts, links, merkle
from keyroll.proof.evidence.acts import IncidentAct
from keyroll.proof.evidence.approvals import PlanApproval
from keyroll.proof.evidence.dsse import HEAD_TYPE, PublicKey, canonical
from keyroll.proof.evidence.exception import exception
from keyroll.proof.evidence.keeper import keepers
from keyroll.proof.evidence.links import HOME, ChainLink, chain_of
from keyroll.proof.evidence.reading import EvidenceReader
from keyroll.proof.evidence.record import IncidentRecord
from keyroll.proof.evidence.sign import Signer
from keyroll.proof.evidence.state_folder import witnesses
from keyroll.proof.evidence.statement import PAYLOAD_TYPE, TOOL, Form, StatedVerdict, about, sayings, statement
from keyroll.proof.evidence.witness import Witnesses
from keyroll.secret import Secret
from keyroll.store.home import Home
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.rows import Chain, Leaf, TreeHead


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed statement: its position, its hash, and its envelope."""

    link: ChainLink
    leaf: bytes
    text: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLog(EvidenceReader):
    """The evidence log of a ledger, with the keys that it needs."""

    signer: Signer
    install_key: Secret
    witnesses: Witnesses | None = None

    @classmethod
    def open(cls, home: Home, ledger: Ledger) -> Self:
        """Open the log of a home with its signing key. Raises ConfigError, SecretUnavailable."""
        begins, ends = _time(home, "signing_from"), _time(home, "signing_until")
        address = home.config["signing_key"]
        if address.partition(":")[0] in keepers():
            signer = Signer.kept(address, not_before=begins, not_after=ends)
        else:
            signer = Signer.open(home.signing_key(), not_before=begins, not_after=ends)
        key = home.install_key()
        addresses = witnesses(home.config["witness"], home.path, key)
        seen_by = Witnesses(home.path, addresses, home.config["timestamp"].split())
        return cls(ledger, signer=signer, install_key=key, witnesses=seen_by)

    def keys(self) -> dict[str, PublicKey]:
        """Return the keys that signed for this home, the present one among them. Raises EvidenceRefused."""
        return EvidenceReader.keys(self) | {self.signer.public.keyid: self.signer.public}

    # The statements -------------------------------------------------------------------------------------------

    def opened(self, incident: Incident) -> None:
        """Sign that an incident is opened; an open incident is left alone. Raises EvidenceRefused."""
        if self.state().tips.get(chain_of(incident.name)) is None:
            self._say(incident, [acts.opened(incident)], incident.opened_at)

    def scoped(self, name: str, items: Iterable[Item], now: datetime) -> None:
        """Sign the credentials that came into scope; credentials that are in it already are not signed again.

        Raises EvidenceRefused.
        """
        record = self.existing(name)
        new = [item for item in items if item.identifier not in record.items]
        self.act(name, acts.scope(new, now), now)

    def incomplete(self, name: str, rows: Sequence[str], now: datetime) -> None:
        """Sign the rows without which the exposure is incomplete, if they differ from the signed ones."""
        act = acts.incomplete(rows, now)
        if self.existing(name).incomplete != acts.incomplete_of(act, name):
            self.act(name, [act], now)

    def act(self, name: str, some: Sequence[IncidentAct], now: datetime) -> None:
        """Sign acts about an incident, or about the home without a name. Raises EvidenceRefused."""
        if some:
            self._say(self.existing(name).incident if name else None, some, now)

    def existing(self, name: str) -> IncidentRecord:
        """Return the signed record of an incident. Raises UsageError if there is none."""
        record = self.record(name)
        if record is None:
            raise UsageError(f"no statement is signed about {name!r}", hint="open it: keyroll incident open")
        return record

    def signed(self, incident: Incident, judged: Iterable[tuple[Item, StatedVerdict]], now: datetime) -> list[Signed]:
        """Return signed statements of new verdicts; the last verdict of a credential is not signed again."""
        record, new = self.existing(incident.name), []
        link = record.tip.next()
        for said in sayings(incident, judged):
            last = record.verdicts.get(said.identifier)
            if last is None or said.facts != last.facts:
                envelope = self._sign(link, statement(said, now, link, key=self.install_key), now)
                new.append(envelope)
                link = ChainLink(link.chain, link.number + 1, envelope.leaf.hex())
        return new

    def excepted(self, incident: Incident, excepted: Excepted, now: datetime, signed: Form | None = None) -> Signed:
        """Return the signed statement of an exception; ``signed`` is the person's own signature."""
        link = self.existing(incident.name).tip.next()
        return self._sign(link, exception(incident, excepted, link, key=self.install_key, signed=signed), now)

    def approved(self, name: str, approval: PlanApproval, now: datetime) -> None:
        """Sign the approval under which a plan begins; an approval that is in the incident is not signed again."""
        if self.existing(name).approvals.get(approval.id) != approval:
            self.act(name, [acts.approved(approval, now)], now)

    def _say(self, incident: Incident | None, some: Sequence[IncidentAct], now: datetime) -> None:
        chain = chain_of(incident.name) if incident else HOME
        named: Form = about(incident) if incident else {"name": ""}
        link, new = self.state().tip(chain).next(), []
        for act in some:
            envelope = self._sign(link, acts.statement(named, act, link, key=self.install_key), now)
            new.append(envelope)
            link = ChainLink(chain, link.number + 1, envelope.leaf.hex())
        self.append(new)

    def _sign(self, link: ChainLink, payload: bytes, now: datetime) -> Signed:
        text = self.signer.sign(PAYLOAD_TYPE, payload, now).text()
        return Signed(link, merkle.leaf_hash(text), text)

    # The log ------------------------------------------------------------------------------------------------

    def append(self, signed: Sequence[Signed]) -> None:
        """Add signed statements at the end of the log. Raises EvidenceRefused if the log was tampered with."""
        if not signed:
            return
        with self.ledger.together() as ledger:
            log = self.within(ledger)
            state, leaves = log.state(), []
            # If the rest is not committed, the next read finds another size, or another last statement.
            log.memory.state = state
            for number, envelope in enumerate(signed, state.size):
                subtrees = state.grow(envelope.link, envelope.leaf)
                key = digest(envelope.link.chain, str(envelope.link.number))
                leaves.append(Leaf(number, key, envelope.link.chain, envelope.leaf, subtrees, envelope.text.decode()))
            log._keep_key()
            ledger.append_evidence(leaves)

    def seal(self, now: datetime) -> TreeHead | None:
        """Sign the head over the whole log, unless the newest head covers it; return it, or None for an empty log.

        Its witnesses keep it. Raises EvidenceRefused if the log was tampered with or rolled back.
        """
        head = self._sealed(now)
        if head and self.witnesses:
            self.witnesses.see(self, head)
        return head

    def _sealed(self, now: datetime) -> TreeHead | None:
        state = self.state()
        newest = state.head
        if state.size == 0 or (newest and (newest.size, newest.keyid) == (state.size, self.signer.public.keyid)):
            return newest
        root = merkle.fold(state.edge)
        content = {
            "size": state.size,
            "root": root.hex(),
            "chains": {"count": len(state.tips), "root": links.root(state.tips.values()).hex()},
            "signed_at": iso(now),
            "previous": {"size": newest.size, "root": newest.root.hex()} if newest else None,
            "key": self.signer.public.keyid,
            "tool": TOOL,
        }
        envelope = self.signer.sign(HEAD_TYPE, canonical(content), now)
        head = TreeHead(newest.number + 1 if newest else 0, state.size, root, envelope.keyid, envelope.text().decode())
        tips = enumerate(state.tips.values())
        with self.ledger.together() as ledger:
            self.within(ledger)._keep_key()
            ledger.put_tree_head(head, [Chain(place, tip.chain, tip.length, tip.last) for place, tip in tips])
        state.head, state.sealed = head, dict(state.tips)
        return head

    def sealed(self) -> bool:
        """Return whether the newest head covers the whole log and has the present key. Raises EvidenceRefused."""
        state = self.state()
        head = state.head
        return state.size == 0 or bool(head and (head.size, head.keyid) == (state.size, self.signer.public.keyid))

    def _keep_key(self) -> None:
        public = self.signer.public
        self.ledger.put_evidence_key(public.keyid, canonical(public.form()).decode())


def _time(home: Home, setting: str) -> datetime | None:
    text = home.config[setting]
    try:
        return parse_time(text, end_of_day=setting == "signing_until") if text else None
    except UsageError as error:
        raise ConfigError(f"{setting}: {error}", hint=error.hint) from None
