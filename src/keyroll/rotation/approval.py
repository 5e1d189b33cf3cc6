"""Checks that two persons agree to a plan: one plans, another approves, each with a registered ed25519 key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    load_pem_private_key,
    load_pem_public_key,
    load_ssh_private_key,
    load_ssh_public_key,
)

from keyroll.clock import iso
from keyroll.errors import ConfigError, EvidenceRefused, NotApproved
from keyroll.model.person import lookalikes, refused_name, same
from keyroll.proof.evidence.dsse import pae
from keyroll.proof.evidence.keeper import KeptKey, keepers
from keyroll.proof.evidence.passkey import PREFIX
from keyroll.proof.evidence.persons import KeyOrigin, approval_content, valid
from keyroll.reveal import reveal
from keyroll.rotation.plan import plan_of
from keyroll.rotation.registering import Registered
from keyroll.secret import SecretRef
from keyroll.store.ledger.rotations import KeptApproval, KeptPlan

PLAN_TYPE = "application/vnd.keyroll.rotation-plan+json"
#: The longest validity of an approval; that of a schedule ends with the schedule.
MOST_HOLDS: Final = timedelta(days=30)
#: The longest time for which a schedule may be approved.
LONGEST_SCHEDULE: Final = timedelta(days=366)
#: The difference of clocks that is accepted between the approver's machine and this one.
_SKEW: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Approved:
    """An approval that is valid: the keys of planner and approver, and the approval itself."""

    planner_key: KeyOrigin
    approver_key: KeyOrigin
    given: KeptApproval

    @property
    def approver(self) -> str:
        """The name of the approver."""
        return self.approver_key.person


def public_key(text: bytes) -> str:
    """Return the bytes of a public key in hex; the key is PEM or one line of OpenSSH. Raises ConfigError."""
    try:
        key = load_ssh_public_key(text) if text.startswith(b"ssh-") else load_pem_public_key(text)
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise ConfigError("this is not a public ed25519 key", hint="make one with: ssh-keygen -t ed25519")
    return key.public_bytes_raw().hex()


def known_public(address: str) -> str:
    """Return the public bytes of a key at an address, in hex; a passkey of the console is an address of its own."""
    return address if address.startswith(PREFIX) else person_key(address).public.hex()


def person_key(address: str) -> KeptKey:
    """Return a person's key at an address: a key without a passphrase, or a key that never leaves its keeper.

    ``agent:…`` is a key in an SSH agent. ``pkcs11:…`` is a key in hardware. ``transit:…`` is a key in OpenBao. Raises
    ConfigError, SecretUnavailable.
    """
    keeper = keepers().get(address.partition(":")[0])
    if keeper is not None:
        return keeper.open(address)
    with reveal(SecretRef.parse(address).resolve()) as raw:
        private = _private(raw)
    return KeptKey(private.public_key().public_bytes_raw(), private.sign)


def sign_plan(key: KeptKey, body: str) -> str:
    """Return the signature of a planner over a plan. Raises ConfigError."""
    return key.sign(pae(PLAN_TYPE, body.encode())).hex()


def sign_approval(key: KeptKey, plan: str, approved_at: datetime, expires_at: datetime) -> KeptApproval:
    """Return an approval of the plan with a hash. Raises ConfigError."""
    signature = key.sign(approval_content(plan, approved_at, expires_at))
    return KeptApproval(plan, key.public.hex(), signature.hex(), approved_at, expires_at)


def approved(plan: KeptPlan, approvals: Sequence[KeptApproval], keys: Registered, now: datetime) -> Approved:
    """Return the approval of a plan that is valid now. Raises NotApproved with the reason if there is none."""
    planner = planned(plan, keys)
    reasons = []
    for approval in approvals:
        because = refused_because(plan, approval, keys, now)
        approver = keys.origin(approval.public)
        if not because and approver is not None:
            return Approved(planner, approver, approval)
        reasons.append(because)
    because = reasons[-1] if reasons else "nobody has approved it"
    raise NotApproved(f"{plan.name}: {because}", hint=f"a second person runs: keyroll rotate approve {plan.name}")


def planned(plan: KeptPlan, keys: Registered) -> KeyOrigin:
    """Return the planner's key. Raises NotApproved if it is not registered, or did not sign the plan."""
    planner = keys.origin(plan.public)
    if planner is None:
        raise NotApproved(f"{plan.name}: the key that signed the plan is not registered", hint=_REGISTER)
    if not valid(plan.public, plan.signature, pae(PLAN_TYPE, plan.body.encode())):
        raise NotApproved(f"{plan.name}: the planner's signature does not match the plan", hint="make a new plan")
    return planner


def refused_because(plan: KeptPlan, approval: KeptApproval, keys: Registered, now: datetime) -> str:
    """Return why an approval does not count, or an empty text if it counts."""
    approver, planner = keys.keys.get(approval.public), keys.keys.get(plan.public)
    if approver is None:
        return "the key that approved it is not registered"
    content = approval_content(plan.id, approval.approved_at, approval.expires_at)
    if approval.plan != plan.id or not valid(approval.public, approval.signature, content):
        return f"the signature of {approver.person} does not match this plan"
    if planner is None or approval.public == plan.public or same(approver.person, planner.person):
        return f"{approver.person} planned it and cannot approve it"
    if keys.rests_on(approval.public, planner.person):
        return f"the key of {approver.person} counts on the word of {planner.person} alone, who planned it"
    if because := _unclear(approver.person, keys.people()):
        return because
    if because := unbounded(plan, approval.approved_at, approval.expires_at):
        return f"the approval of {approver.person} {because}"
    if approval.approved_at > now + _SKEW:
        return f"the approval of {approver.person} is dated {iso(approval.approved_at)}, which is later than now"
    if now > approval.expires_at:
        return f"the approval of {approver.person} expired on {iso(approval.expires_at)}"
    return ""


def unbounded(plan: KeptPlan, approved_at: datetime, expires_at: datetime) -> str:
    """Return why the validity of an approval is out of bounds, or an empty text."""
    holds = expires_at - approved_at
    if holds > MOST_HOLDS and not _within_schedule(plan, expires_at):
        return f"is valid for {holds.days} days; {MOST_HOLDS.days} days is the most"
    return "ends before it begins" if holds < timedelta() else ""


def _within_schedule(plan: KeptPlan, expires_at: datetime) -> bool:
    """Return whether a plan is a schedule whose signed end is not later than a time; the end is a year away at most."""
    try:
        terms = plan_of(plan).terms
    except EvidenceRefused:
        return False
    return terms is not None and expires_at <= terms.until <= plan.made_at + LONGEST_SCHEDULE


def _unclear(person: str, known: Sequence[str]) -> str:
    """Return why it is not clear which person a registered name means, or an empty text."""
    if because := refused_name(person):
        return because
    alike = lookalikes(person, known)
    return f"{person!r} looks like {alike[0]!r}, who is registered: it is not clear who approved" if alike else ""


_REGISTER = "keyroll rotate key NAME --public FILE"


def _private(raw: bytes) -> Ed25519PrivateKey:
    load = load_ssh_private_key if b"BEGIN OPENSSH" in raw else load_pem_private_key
    try:
        key = load(raw + b"\n", password=None)
        if isinstance(key, Ed25519PrivateKey):
            return key
    except (ValueError, TypeError, UnsupportedAlgorithm):
        pass  # The causes may quote the value.
    raise ConfigError("this is not an ed25519 key without a passphrase", hint="make one with: ssh-keygen -t ed25519")
