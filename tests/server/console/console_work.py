"""What people work on in the console: a story of a hunt, and a plan of a rotation."""

from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from webauthn import base64url_to_bytes
from webauthn.helpers import decode_credential_public_key, decoded_public_key_to_cryptography

from confirmed_keys import confirm
from keyroll.api import Keyroll
from keyroll.detection.hunted import Hunted
from keyroll.detection.publish import publish
from keyroll.model.campaign import ConsumerClass
from keyroll.model.finding import Evidence, Finding, Severity, Story
from keyroll.proof.evidence import passkey
from keyroll.proof.evidence.dsse import pae
from keyroll.rotation import approval
from keyroll.rotation.directions import AccountWithSecret, Consumer
from keyroll.rotation.plan import Observed, Plan, PlanItem, Refused
from keyroll.store.ledger.lease import this_process
from keyroll.store.ledger.rotations import KeptPlan, Rotations
from small_world import AWS, NOW, at, key_id

STORY = "0123456789abcdef0123456789abcdef"


def finding(hour: int, title: str = "A new network", severity: Severity = Severity.HIGH) -> Finding:
    when = at("10-19", f"{hour:02}:00")
    event = Evidence(when, AWS, "aws.cloudtrail", str(hour), "raw", 1)
    return Finding("keyroll.x", title, key_id("ONE"), severity, when, "first use from 192.0.2", (event,))


def hunted(keyroll: Keyroll, *findings: Finding, story: str = STORY, severity: Severity = Severity.HIGH) -> None:
    found = Story(story, severity, findings, (key_id("ONE"),), ("192.0.2",), (), (key_id("ONE"),))
    with keyroll.home.ledger.hold(this_process("hunt")):
        publish(keyroll.home, Hunted(findings, (found,)))


def item(identifier: str) -> PlanItem:
    """One role of a database that a web server and a person use."""
    account = identifier.split(":")[-1]
    consumers = (
        Consumer("web", ConsumerClass.POLL, "file:/srv/web/secret"),
        Consumer("nightly report", ConsumerClass.HUMAN),
    )
    world = (Observed(account, account, "active"), Observed(f"{account}_b", f"{account}_b", "disabled"))
    return PlanItem(
        identifier, account, "role", "postgresql@main", "pair", "R1", account, {}, ("db.example:5432",),
        AccountWithSecret("rotator", "env:ROTATOR"), world[0], world, "env:OLD", consumers, ("vault kv/old/web",),
        timedelta(minutes=10), None, "the nightly report, until a person gives it the new value",
        ("the sessions of the old value",), ("the new value is accepted", "the old value is refused"), (), 900,
    )  # fmt: skip


def planned(
    home: Keyroll, name: str, planner: str, items: tuple[PlanItem, ...] = (), incident: str = "", *left: Refused
) -> KeptPlan:
    """Keep a plan that a person signed."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw().hex()
    plan = Plan(name, planner, NOW, incident, None, 60, "yes", items, left)
    kept = KeptPlan(
        plan.id, name, plan.body(), public, private.sign(pae(approval.PLAN_TYPE, plan.body().encode())).hex(), NOW
    )
    with home.home.ledger.hold(this_process("test")) as ledger:
        confirm(ledger, public, planner)
        Rotations(ledger).add_plan(kept)
    return kept


def confirm_passkeys(home: Keyroll, *signers: str) -> None:
    """Have two persons confirm every passkey of the console, so that it may approve and decide."""
    for one in home.passkeys.all():
        decoded = decoded_public_key_to_cryptography(decode_credential_public_key(base64url_to_bytes(one.public_key)))
        public = passkey.public("localhost", decoded.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
        for signer in signers:
            home.person_keys.add(one.person, public, by="test", signed_by=signer)
        if not signers:
            with home.home.ledger.hold(this_process("test")) as ledger:
                confirm(ledger, public, one.person)
