"""Small logs of evidence, made without a home."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from keyroll.model.incident import ClosingPolicy, Grade, Incident, Item, Verdict, VerdictKind
from keyroll.proof.evidence.bundle import bundle
from keyroll.proof.evidence.dsse import Envelope, canonical, pae, written
from keyroll.proof.evidence.log import EvidenceLog
from keyroll.proof.evidence.sign import Signer
from keyroll.proof.pointer import Pointer
from keyroll.proof.verdict import Judgement, Why
from keyroll.secret import Secret
from keyroll.store.ledger.ledger import Ledger

NOW = datetime(2023, 11, 23, 16, tzinfo=UTC)
DAY = timedelta(days=1)
SEED = bytes(range(32)).hex().encode()
OTHER_SEED = bytes(range(32, 64)).hex().encode()
INSTALL_KEY = Secret(b"install key of the tests")
OKTA = Incident("okta", "Okta", NOW - 50 * DAY, NOW - 40 * DAY, NOW, "lead", policy=ClosingPolicy.EXPORTS)
OTHER = Incident("other", "Okta", NOW - 50 * DAY, NOW - 40 * DAY, NOW, "lead", policy=ClosingPolicy.EXPORTS)
GONE = Judgement(VerdictKind.DEAD, Grade.C, Why.GONE, "gone", (Pointer("3b" * 32, 99), Pointer("19" * 32, 0)))
LIVE = Judgement(VerdictKind.LIVE, Grade.NONE, Why.MISSED, "never changed", (Pointer("3c" * 32, 7),))
REFUSED = Judgement(VerdictKind.DEAD, Grade.B, Why.GONE, "gone, and refused", (Pointer("3d" * 32, 5),))


def item(number: int, incident: str = "okta") -> Item:
    identifier = f"aws@*:access_key_id:AKIA{number:016}"
    return Item(incident, identifier, f"key {number}", "access_key", "aws@main", ())


def signer(seed: bytes = SEED, **validity: datetime) -> Signer:
    return Signer.open(Secret(seed), **validity)


def open_log(ledger: Ledger, by: Signer | None = None) -> EvidenceLog:
    log = EvidenceLog(ledger, signer=by or signer(), install_key=INSTALL_KEY)
    for incident in (OKTA, OTHER):
        ledger.open_incident(incident)
        log.opened(incident)
    return log


def prove(
    log: EvidenceLog, found: dict[int, Judgement], *, incident: Incident = OKTA, now: datetime = NOW, seal: bool = True
) -> None:
    """Do what ``incident prove`` does with a ledger."""
    pairs = [(item(number, incident.name), judged) for number, judged in found.items()]
    signed = log.signed(incident, pairs, now)
    rows = [Verdict(incident.name, one.identifier, judged.verdict, now, judged.grade, "") for one, judged in pairs]
    with log.ledger.together() as ledger:
        ledger.put_verdicts(rows)
        log.within(ledger).append(signed)
    if seal:
        log.seal(now)


def grown(ledger: Ledger, by: Signer | None = None) -> EvidenceLog:
    """A log of seven statements, four of them about one incident, under two heads."""
    log = open_log(ledger, by)
    prove(log, {1: GONE, 2: LIVE})
    prove(log, {1: GONE, 8: LIVE, 9: GONE}, incident=OTHER)
    prove(log, {1: GONE, 2: REFUSED, 3: LIVE}, now=NOW + DAY)
    return log


def reopened(log: EvidenceLog, by: Signer) -> EvidenceLog:
    return EvidenceLog(log.ledger, signer=by, install_key=log.install_key)


class Careless(Signer):
    """A signer that does not look at the clock."""

    __slots__ = ()

    @classmethod
    def of(cls, one: Signer) -> "Careless":
        return cls(one.public, one._sign)

    def sign(self, kind: str, payload: bytes, at: datetime) -> Envelope:
        return Envelope(kind, payload, self.public.keyid, self._sign(pae(kind, payload)))


@dataclass
class Forger:
    """Changes a bundle like somebody who has it but no key, unless one is given."""

    form: dict[str, Any]
    key: Signer | None = None

    @classmethod
    def of(cls, content: bytes, key: Signer | None = None) -> "Forger":
        return cls(json.loads(content), key)

    def bytes(self) -> bytes:
        return written(self.form)

    def payload(self, envelope: dict[str, Any]) -> dict[str, Any]:
        return dict(json.loads(b64decode(envelope["payload"])))

    def say(self, envelope: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """The envelope with another content: signed again with the key if there is one, else with the old signature."""
        content = canonical(self.payload(envelope) | changes)
        if self.key:
            return self.key.sign(envelope["payloadType"], content, NOW).form()
        return envelope | {"payload": b64encode(content).decode()}


def whole(ledger: Ledger) -> bytes:
    return bundle(grown(ledger), "okta")


def places(form: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value of a bundle that is text or a number."""
    if isinstance(form, dict | list):
        for name, value in form.items() if isinstance(form, dict) else enumerate(form):
            yield from places(value, (*path, name))
    elif form is not None:
        yield path


def changed(form: Any, path: tuple[Any, ...]) -> Any:
    """A bundle with one value changed: a letter or digit of a text, a number by one."""
    copied = json.loads(json.dumps(form))
    *way, last = path
    inner = copied
    for step in way:
        inner = inner[step]
    value = inner[last]
    if isinstance(value, int):
        inner[last] = value + 1
    else:
        middle = len(value) // 2
        letter = "0" if value[middle : middle + 1] != "0" else "1"
        inner[last] = value[:middle] + letter + value[middle + 1 :]
    return copied
