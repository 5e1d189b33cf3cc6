"""The facade: evidence of proofs, and its check."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from keyroll.api._home import Service
from keyroll.api._kept import known_grounds
from keyroll.api._signing import evidence_log
from keyroll.clock import SystemClock
from keyroll.errors import KeyrollError, NothingToDo
from keyroll.model.register import in_words
from keyroll.proof.evidence.bundle import bundle as bundled
from keyroll.proof.evidence.checked import Checked
from keyroll.proof.evidence.dsse import PublicKey
from keyroll.proof.evidence.kept_heads import contradicting, kept_heads
from keyroll.proof.evidence.log import EvidenceLog
from keyroll.proof.evidence.pins import Pin
from keyroll.proof.evidence.reading import EvidenceReader
from keyroll.proof.evidence.since import read_head
from keyroll.proof.evidence.state_folder import STATE, witnesses
from keyroll.proof.evidence.verify import inspect
from keyroll.proof.evidence.verify import verify as check
from keyroll.proof.evidence.witness import Witnesses
from keyroll.response.signed import signed
from keyroll.store.ledger.lease import this_process


@dataclass(frozen=True, slots=True)
class EvidenceBundles(Service):
    """Bundles the signed statements about an incident, and returns the key for their check."""

    def bundle(self, name: str, *, since: str = "") -> tuple[bytes, Checked]:
        """Return an incident's evidence as a bundle, with the result of its check. Raises NothingToDo, EvidenceRefused.

        ``since`` is an earlier head (``SIZE:ROOT``) since which the bundle must show that the log only grew.
        """
        record, kept = signed(self.home.ledger, name)
        if not record.verdicts and not record.exceptions:
            hint = f"run: keyroll incident prove {name}"
            raise NothingToDo(f"there is no evidence about {name!r} yet", hint=hint)
        log, now = EvidenceLog.open(self.home, self.home.ledger), self.home.clock.now()
        earlier = read_head(since.encode()) if since else None
        rows = in_words(known_grounds(self.home, record.incident, kept).unmatched)
        if log.sealed() and tuple(rows) == record.incomplete:
            log.seal(now)  # nothing is written: the witnesses are queried
        else:
            with self.home.ledger.hold(this_process("report evidence")) as ledger:
                log = evidence_log(self.home, ledger)
                log.incomplete(name, rows, now)
                log.seal(now)
        content = bundled(log, name, since=[earlier[0]] if earlier else ())
        checked = inspect(content, pins=[Pin(one) for one in log.keys()], now=now)  # noqa: SIM118 - a method
        if earlier:
            checked.after(*earlier)
        return content, checked

    def unwitnessed(self) -> str:
        """Return a warning if there are signed heads and nothing outside the home keeps one, else an empty text.

        Raises EvidenceRefused if a head is kept that the log does not extend: the home was rolled back.
        """
        config, ledger = self.home.config, self.home.ledger
        if not ledger.evidence_size():
            return ""
        try:
            addresses = witnesses(config["witness"], self.home.path, self.home.install_key())
        except (KeyrollError, OSError):  # a reader who is not the owner cannot read the install key
            addresses = [one for one in config["witness"].split() if one != STATE]
        seen_by = Witnesses(self.home.path, addresses, config["timestamp"].split())
        if seen_by.kept(EvidenceReader(ledger)) or not ledger.tree_heads(1):
            return ""
        return (
            "warning: nothing outside this home keeps its signed heads: a rollback of all\n"
            "of it would not be noticed. Add a place to witness (docs/evidence.md)"
        )

    def key(self) -> PublicKey:
        """Return the public key for the check of this home's evidence; other parties pin it."""
        return EvidenceLog.open(self.home, self.home.ledger).signer.public


def against(content: bytes, checked: Checked) -> list[str]:
    """Return what the heads in the user's state folder say against a bundle that was checked: it is older, or rolled
    back.
    """
    return contradicting(content, checked, kept_heads())


def verify(
    content: bytes,
    *,
    keys: Sequence[bytes] = (),
    now: datetime | None = None,
    since: bytes = b"",
    authorities: Sequence[bytes] = (),
) -> Checked:
    """Check a bundle without a home; ``keys`` are the public keys to trust. Raises EvidenceRefused, UsageError.

    ``since`` is an earlier head, or a bundle with one; ``authorities`` are certificates of time stamp authorities.
    """
    pins, earlier = [Pin.read(one) for one in keys], read_head(since) if since else None
    checked = check(content, pins=pins, now=now or SystemClock().now(), authorities=authorities)
    if earlier:
        checked.after(*earlier)
    return checked
