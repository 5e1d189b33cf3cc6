"""Signatures of persons over their decisions about incidents, for several services."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from keyroll.errors import NotApproved, UsageError
from keyroll.model.person import same
from keyroll.model.rotation import Decision
from keyroll.proof.evidence.decided import PersonSignature
from keyroll.proof.evidence.keeper import KeptKey
from keyroll.proof.evidence.persons import KeyOrigin
from keyroll.proof.evidence.record import IncidentRecord
from keyroll.proof.evidence.statement import Form
from keyroll.rotation import approval, decisions, registering
from keyroll.secret import SecretRef
from keyroll.store.home import Home
from keyroll.store.ledger.rotations import Rotations

#: Who registered a passkey that no key of a person confirms.
BY_CONSOLE: Final = "a passkey of the console"


@dataclass(frozen=True, slots=True)
class PasskeySignature:
    """A signature that a passkey has just made: its public key, and when the passkey was added."""

    public: str
    signature: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class DecisionSigner:
    """The person who decides, and how that person signs: with a key, a passkey, or the abort of a plan.

    ``origin`` is None in a home in which no key of a person counts: whoever decides there could register the first one.
    """

    by: str
    origin: KeyOrigin | None = None
    key: KeptKey | None = field(default=None, repr=False)
    passkey: PasskeySignature | None = None
    abort: Decision | None = None

    def over(self, record: IncidentRecord, act: str, said: Form) -> Form | None:
        """Return the signature over a decision, for its statement. Raises NotApproved if it is not valid."""
        if self.origin is None:
            return None
        decision, abort = record.next_decision(act, self.by, said), None
        if self.abort is not None:
            signature, abort = self.abort.signature, decisions.said(self.abort)
        elif self.passkey is not None:
            signature = self.passkey.signature
        else:
            assert self.key is not None  # noqa: S101 - an origin without a passkey or an abort is of a key
            signature = self.key.sign(decision.content).hex()
        signed = PersonSignature(self.origin, signature, abort)
        if because := signed.because_not(decision, record.approvals):
            raise NotApproved(f"the decision is not signed: {because}", hint="read it again, and sign it again")
        return signed.form()


def signer(home: Home, by: str, key: SecretRef | str = "", passkey: PasskeySignature | None = None) -> DecisionSigner:
    """Return who decides: the owner of a key, or the person of a passkey. ``by`` is that person, or empty with a key.

    Raises NotApproved for a key that does not count, and without a key once any counts; UsageError if ``by`` is another
    person.
    """
    rows = Rotations(home.ledger)
    there = registering.registered(rows)
    if passkey is not None:
        origin = there.origin(passkey.public)
        if origin is None and there.keys:
            raise NotApproved("this passkey does not count yet", hint="see: keyroll rotate key --help")
        return DecisionSigner(
            by, origin or KeyOrigin(by, passkey.public, passkey.added_at, BY_CONSOLE), passkey=passkey
        )
    if not key:
        _unsigned(there.keys)
        return DecisionSigner(by)
    kept = approval.person_key(str(key))
    owner = decisions.owner(rows, kept)
    if by and not same(by, owner.person):
        raise UsageError(f"this key is {owner.person}'s, not {by}'s", hint=f"leave out --by, or give {by}'s key")
    return DecisionSigner(owner.person, there.origin(owner.public), key=kept)


def _unsigned(keys: Mapping[str, object]) -> None:
    if keys:
        raise NotApproved("a decision is signed by a registered key", hint="add --key file:PATH")


def of_abort(home: Home, abort: Decision, record: IncidentRecord | None) -> DecisionSigner:
    """Return who aborted a plan; the abort signs what follows from it, if the incident has the plan's approval."""
    origin = registering.registered(Rotations(home.ledger)).origin(abort.public)
    if origin is None or record is None or abort.plan not in record.approvals:
        return DecisionSigner(abort.person)
    return DecisionSigner(abort.person, origin, abort=abort)
