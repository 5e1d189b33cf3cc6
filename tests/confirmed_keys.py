"""Keys of people that count in a test's home: two first persons confirm them, as the rule demands."""

from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyroll.proof.evidence.keeper import KeptKey
from keyroll.rotation import registering
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.rotations import KeptConfirmation, PersonsKey, Rotations

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
FIRST = {name: Ed25519PrivateKey.from_private_bytes(name[:1].encode() * 32) for name in ("xenia", "yusuf")}


def confirm(ledger: Ledger, public: str, person: str) -> None:
    """Register a key that xenia and yusuf confirm; they are the first persons of this home."""
    rows, key = Rotations(ledger), PersonsKey(public, person, "test", LONG_AGO.replace(year=2001))
    rows.add_key(key)
    key = rows.keys()[public]
    for name, private in FIRST.items():
        signer = KeptKey(private.public_key().public_bytes_raw(), private.sign)
        rows.add_key(PersonsKey(signer.public.hex(), name, "test", LONG_AGO))
        rows.add_confirmation(
            KeptConfirmation(public, signer.public.hex(), registering.signature(signer, key), LONG_AGO)
        )
