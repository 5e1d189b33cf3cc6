"""A decision about an incident is signed by a person; a bundle shows whose key, and a forged one is refused.

Before, ``incident narrow``, ``except``, ``set`` and ``close`` had a name that nobody signed: 0 of 4 acts had the
signature of a person, and ``verify`` showed no key of a person.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from ledger_homes import LIVE, NOW, copy, made, opened
from people_of_plans import Signers

from keyroll.api import Keyroll, verify
from keyroll.cli.root import root
from keyroll.clock import iso
from keyroll.errors import EvidenceRefused, NotApproved, UsageError
from keyroll.model.incident import ClosingPolicy, Narrowing
from keyroll.proof.evidence import acts
from keyroll.proof.evidence.acts import IncidentAct
from keyroll.proof.evidence.approvals import PlanApproval
from keyroll.proof.evidence.bundle import bundle
from keyroll.proof.evidence.checked import Checked
from keyroll.proof.evidence.decided import PersonSignature
from keyroll.proof.evidence.log import EvidenceLog
from keyroll.proof.evidence.persons import KeyOrigin, approval_content
from keyroll.proof.evidence.statement import Form

EXPOSED = f"aws@*:access_key_id:{LIVE}"
WEEK = timedelta(days=7)


@dataclass
class Deciding:
    """A home with an incident, and the keys of two persons."""

    path: Path
    signers: Signers

    @property
    def keyroll(self) -> Keyroll:
        return opened(self.path)

    def register(self) -> None:
        keys = {name: self.signers.line(name) for name in ("ann", "bob")}
        self.keyroll.person_keys.add_first(keys, by="root")

    def key(self, name: str) -> str:
        return self.signers.file(name)

    def origin(self, name: str) -> KeyOrigin:
        return next(one for one in self.keyroll.person_keys.origins() if one.person == name)

    def log(self) -> EvidenceLog:
        home = self.keyroll.home
        return EvidenceLog.open(home, home.ledger)

    def checked(self) -> Checked:
        public = json.dumps(self.keyroll.evidence.key().form()).encode()
        return verify(self.keyroll.evidence.bundle("okta")[0], keys=[public], now=NOW)

    def forged(self, act: IncidentAct) -> bytes:
        """Store an act with the home's own key, as an attacker with it does, and return the bundle."""
        log = self.log()
        with log.ledger.hold("forger") as ledger:
            there = log.within(ledger)
            record = there.existing("okta")
            link = record.tip.next()
            payload = acts.statement(record.named, act, link, key=there.install_key)
            there.append([there._sign(link, payload, NOW)])
            there.seal(NOW)
        return bundle(self.log(), "okta")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("deciding"))


@pytest.fixture
def some(base: Path, tmp_path: Path) -> Deciding:
    return Deciding(copy(base, tmp_path / "home"), Signers(tmp_path))


ACTS: dict[str, Callable[[Keyroll, str], object]] = {
    "narrowed": lambda home, key: home.incidents.narrow("okta", EXPOSED, because="not ours", by=_by(key), key=key),
    "excepted": lambda home, key: home.campaigns.except_(
        "okta", EXPOSED, because="later", until=NOW + WEEK, by=_by(key), key=key
    ),
    "terms": lambda home, key: home.campaigns.set_terms("okta", policy=ClosingPolicy.EXPORTS, by=_by(key), key=key),
    "closed": lambda home, key: home.incidents.close("other", because="again", by=_by(key), key=key),
}


def _by(key: str) -> str:
    return "" if key else "root"


@pytest.mark.parametrize("act", ACTS)
def test_once_a_persons_key_counts_nobody_decides_without_one(some: Deciding, act: str) -> None:
    some.register()
    with pytest.raises(NotApproved, match="signed by a registered key"):
        ACTS[act](some.keyroll, "")
    with pytest.raises(NotApproved, match="not registered"):
        ACTS[act](some.keyroll, some.key("stranger"))


def test_a_key_decides_under_no_other_name(some: Deciding) -> None:
    some.register()
    with pytest.raises(UsageError, match="this key is bob's, not ann's"):
        some.keyroll.incidents.narrow("okta", EXPOSED, because="x", by="ann", key=some.key("bob"))


def test_a_bundle_shows_whose_key_decided_and_says_not_known_of_earlier_decisions(some: Deciding) -> None:
    some.register()
    for act in ("terms", "excepted", "narrowed"):
        ACTS[act](some.keyroll, some.key("bob"))
    found = [(one.act, one.by, one.signature.key if one.signature else None) for one in some.checked().decided]
    assert found == [
        ("terms", "lead", None),
        ("excepted", "lead", None),
        *((act, "bob", some.origin("bob")) for act in ("terms", "excepted", "narrowed")),
    ]


def test_the_screen_and_the_json_show_person_key_and_registration(some: Deciding, tmp_path: Path) -> None:
    some.register()
    ACTS["excepted"](some.keyroll, some.key("bob"))
    some.forged(acts.approved(approval(some), NOW))
    place, key = tmp_path / "okta.bundle", tmp_path / "key.pub"
    place.write_bytes(some.keyroll.evidence.bundle("okta")[0])
    key.write_text(json.dumps(some.keyroll.evidence.key().form()))
    command = ["verify", str(place), "--key", str(key), "--now", iso(NOW)]
    text = " ".join(CliRunner().invoke(root, command, standalone_mode=False).stdout.split())
    bob, ann = some.origin("bob"), some.origin("ann")
    assert f"signed with the {bob.said}" in text
    assert f"approved with the {bob.said}" in text
    assert f"planned with the {ann.said}" in text
    assert "signed by: not known: no person's key signed it" in text
    row = json.loads(CliRunner().invoke(root, [*command, "--json"], standalone_mode=False).stdout)
    (one,) = row["approvals"]
    assert one["approver"] == {
        "person": "bob",
        "fingerprint": bob.fingerprint,
        "registered_at": row["approvals"][0]["planner"]["registered_at"],
        "registered_by": "root",
        "confirmed_by": [],
    }
    last = row["decisions"][-1]
    assert (last["act"], last["key"]["fingerprint"], last["key_because"]) == ("excepted", bob.fingerprint, None)
    assert (row["decisions"][0]["key"], "not known" in row["decisions"][0]["key_because"]) == (None, True)


# Forged with the home's own key ---------------------------------------------------------------------------------


def narrowing(some: Deciding) -> IncidentAct:
    return acts.narrowed(Narrowing("okta", EXPOSED, "not ours", "bob", NOW))


def signature(some: Deciding, act: IncidentAct, by: str = "bob", turn: int = 1) -> PersonSignature:
    record = some.log().existing("okta")
    decision = replace(record.next_decision(str(act.kind), act.by, act.said), turn=turn)
    return PersonSignature(some.origin(by), some.signers.key(by).sign(decision.content).hex())


FORGED: dict[str, Callable[[Deciding, IncidentAct], Form]] = {
    "the signature of another decision": lambda some, act: signature(
        some, replace(act, said={**act.said, "reason": "another"})
    ).form(),
    "the signature of another act": lambda some, act: signature(some, replace(act, kind=acts.ActKind.TERMS)).form(),
    "a signature used again": lambda some, act: signature(some, act, turn=2).form(),
    "the key of another person": lambda some, act: signature(some, act, by="ann").form(),
    "no signature": lambda some, act: replace(signature(some, act), signature="").form(),
    "an abort of no plan": lambda some, act: replace(
        signature(some, act), abort={"wish": "abort", "plan": "hash", "identifier": "", "person": "bob"}
    ).form(),
    "another form": lambda some, act: {**signature(some, act).form(), "more": 1},
    "no form": lambda some, act: {"key": "bob"},
}


def test_a_persons_signature_over_exactly_this_decision_counts(some: Deciding) -> None:
    some.register()
    act = narrowing(some)
    some.forged(replace(act, signed=signature(some, act).form()))
    assert some.checked().decided[-1].by == "bob"


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_a_forged_signature_is_refused_though_the_home_signed_it(
    some: Deciding, forge: Callable[[Deciding, IncidentAct], Form]
) -> None:
    some.register()
    act = narrowing(some)
    content = some.forged(replace(act, signed=forge(some, act)))
    with pytest.raises(EvidenceRefused):
        verify(content, keys=[json.dumps(some.keyroll.evidence.key().form()).encode()], now=NOW)


def approval(some: Deciding, approver: str = "bob", planner: str = "ann", holds: timedelta = WEEK) -> PlanApproval:
    at = NOW - timedelta(days=1)
    signed = some.signers.key(approver).sign(approval_content("ab12", at, at + holds)).hex()
    keys = some.origin(planner), some.origin(approver)
    return PlanApproval("campaign", "ab12", "ab12", (EXPOSED,), *keys, at, at + holds, signed)


APPROVED: dict[str, Callable[[Deciding], Form]] = {
    "of its planner": lambda some: approval(some, "ann").form(),
    "of a lookalike of its planner": lambda some: replace(
        approval(some), planner=replace(some.origin("ann"), person="b\u043eb")
    ).form(),
    "of another plan": lambda some: replace(approval(some), approved="cd34").form(),
    "for longer than it was given": lambda some: replace(approval(some), expires_at=NOW + 2 * WEEK).form(),
    "that has ended": lambda some: approval(some, holds=timedelta(hours=1)).form(),
    "with the key of somebody else": lambda some: replace(approval(some), approver=some.origin("ann")).form(),
    "of another form": lambda some: {**approval(some).form(), "credentials": "all"},
    "with one more member": lambda some: {**approval(some).form(), "more": 1},
}


@pytest.mark.parametrize("forge", APPROVED.values(), ids=APPROVED)
def test_a_forged_approval_is_refused_though_the_home_signed_it(
    some: Deciding, forge: Callable[[Deciding], Form]
) -> None:
    some.register()
    act = replace(acts.approved(approval(some), NOW), said=forge(some))
    with pytest.raises(EvidenceRefused):
        verify(some.forged(act), keys=[json.dumps(some.keyroll.evidence.key().form()).encode()], now=NOW)
