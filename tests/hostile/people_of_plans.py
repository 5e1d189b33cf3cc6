"""A home with keys of people, and a signed plan that is only approved, never run: no server is needed."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from keyroll.api import Keyroll
from keyroll.proof.evidence.keeper import KeptKey
from keyroll.proof.evidence.persons import approval_content
from keyroll.rotation import approval
from keyroll.rotation.registering import Registered
from keyroll.store.ledger.rotations import KeptApproval, KeptPlan, PersonsKey, Rotations

AT = datetime(2026, 12, 1, 12, tzinfo=UTC)
WEEK = timedelta(days=7)
#: Names under which ann would pass as somebody else.
OTHERS = {
    "space at the end": "ann ",
    "upper case": "ANN",
    "full width": "\uff41\uff4e\uff4e",
    "zero-width space": "an\u200bn",
    "zero-width joiner": "ann\u200d",
    "soft hyphen": "ann\u00ad",
    "right-to-left mark": "\u200fann",
    "right-to-left override": "\u202eann",
    "Cyrillic a": "\u0430nn",
    "Greek a": "\u03b1nn",
    "Latin alpha": "\u0251nn",
    "combining mark": "an\u0302n",
    "composed mark": "an\u0144",
    "grapheme joiner": "an\u034fn",
    "variation selector": "ann\ufe0f",
    "no-break space": "ann\u00a0",
    "line end": "ann\n",
    "control": "ann\x08",
    "tag character": "ann\U000e0061",
}


@dataclass
class Signers:
    """Keys by name, and the home in which they are registered."""

    folder: Path
    keys: dict[str, Ed25519PrivateKey] = field(default_factory=dict)

    @property
    def keyroll(self) -> Keyroll:
        return Keyroll.open(self.folder / "home", now=AT)

    def key(self, label: str) -> KeptKey:
        private = self.keys.setdefault(label, Ed25519PrivateKey.generate())
        return KeptKey(private.public_key().public_bytes_raw(), private.sign)

    def public(self, label: str) -> str:
        return self.key(label).public.hex()

    def register(self, name: str, label: str, signed_by: str = "", now: datetime = AT) -> PersonsKey:
        """Register a key as ``keyroll rotate key`` does; ``signed_by``: the label of the key that confirms it."""
        self.key(label)
        keys = Keyroll.open(self.folder / "home", now=now).person_keys
        return keys.add(name, self.line(label), by="test", signed_by=self.file(signed_by) if signed_by else "")

    def line(self, label: str) -> bytes:
        """Return the public half of a key, as OpenSSH writes it."""
        self.key(label)
        return self.keys[label].public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)

    def register_first(self, *names: str) -> None:
        """Register the first keys as ``keyroll rotate init`` does; a label is the name."""
        self.keyroll.person_keys.add_first({name: self.line(name) for name in names}, by="test")

    def file(self, label: str) -> str:
        """Write a private key into a file, and return its address."""
        self.key(label)
        place = self.folder / f"{label}.pem"
        place.write_bytes(self.keys[label].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return f"file:{place}"

    def row(self, name: str, label: str) -> PersonsKey:
        """Return the row of a key as an older keyroll kept it, with any name."""
        return PersonsKey(self.public(label), name, "test", AT)

    def registered(self) -> Registered:
        """Return every registered key, as if each counted."""
        rows = Rotations(self.keyroll.home.ledger)
        return Registered(rows.keys(), rows.confirmations())

    def plan(self, label: str) -> KeptPlan:
        body = '{"planned":"by a test"}'
        return KeptPlan("hash", "first", body, self.public(label), approval.sign_plan(self.key(label), body), AT)

    def approve(self, label: str, holds: timedelta = WEEK, at: datetime = AT) -> KeptApproval:
        """Sign an approval with any times, as an approver with another program does."""
        signed = self.key(label).sign(approval_content("hash", at, at + holds))
        return KeptApproval("hash", self.public(label), signed.hex(), at, at + holds)
