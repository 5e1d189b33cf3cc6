"""Passkeys: what is replayed, forged, late, unverified or of elsewhere lets nobody in; approvals are signatures."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from authenticator import Authenticator, b64, challenge, registered, send, unb64
from console_home import HOST, Client, console, cookie, opened
from console_work import confirm_passkeys, planned
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from keyroll.api import Keyroll
from keyroll.clock import iso
from keyroll.errors import NotApproved
from keyroll.proof.evidence import passkey
from keyroll.proof.evidence.persons import approval_content
from keyroll.rotation import approval
from keyroll.rotation.registering import Registered
from keyroll.server.challenges import Challenges
from keyroll.server.limits import LIMITS
from keyroll.store.ledger.rotations import Rotations
from small_world import NOW, SmallWorld


@pytest.fixture(scope="module")
def home(world: SmallWorld, tmp_path_factory: pytest.TempPathFactory) -> Keyroll:
    return opened(world, tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def port(home: Keyroll) -> Iterator[int]:
    with console(home, replace(LIMITS, wrong_tokens=1_000)) as number:
        yield number


@pytest.fixture(scope="module")
def ann(home: Keyroll, port: int) -> Authenticator:
    made = registered(Client(port, cookie(home, "approver", "ann")))
    confirm_passkeys(home)
    return made


@pytest.fixture
def visitor(port: int) -> Client:
    return Client(port)


def sign_in(visitor: Client, answer: dict[str, Any], **headers: str) -> int:
    return send(visitor, "/passkey/sign-in", answer, **headers)[0]


def test_a_good_answer_signs_in_once(visitor: Client, ann: Authenticator) -> None:
    answer = ann.signed(challenge(visitor))
    assert sign_in(visitor, answer) == 200
    assert sign_in(visitor, answer) == 403  # replayed


FORGED: dict[str, Callable[[Authenticator, str], dict[str, Any]]] = {
    "another challenge": lambda one, _: one.signed(b64(b"x" * 32)),
    "no challenge": lambda one, _: one.signed(""),
    "another origin": lambda one, text: _as(one, text, origin="https://evil.example"),
    "another host": lambda one, text: _as(one, text, host="evil.example"),
    "another key": lambda one, text: _as(one, text, key=generate_private_key(SECP256R1())),
    "nobody verified": lambda one, text: _as(one, text, flags=0x01),
    "nobody there": lambda one, text: _as(one, text, flags=0x04),
    "made for a registration": lambda one, text: _as(one, text, act="webauthn.create"),
    "in a frame of another site": lambda one, text: _as(one, text, client={"crossOrigin": True}),
    "below a page of another site": lambda one, text: _as(one, text, client={"topOrigin": "https://evil.example"}),
    "a look-alike host": lambda one, text: _as(one, text, origin=one.origin.replace("localhost", "l\u043ecalhost")),
    "another port": lambda one, text: _as(one, text, origin=f"{one.origin}0"),
    "signature changed": lambda one, text: one.signed(text, signature=b"\x30\x06\x02\x01\x01\x02\x01\x01"),
    "no signature": lambda one, text: one.signed(text, signature=b""),
    "data changed": lambda one, text: one.signed(text, authenticatorData=bytes(37)),
    "no data": lambda one, text: one.signed(text, clientDataJSON=b"{}"),
    "a passkey that is unknown": lambda one, text: _as(one, text, id=b"unknown"),
    "a counter that went back": lambda one, text: _as(one, text, count=-1),
}


def _as(one: Authenticator, text: str, **changed: Any) -> dict[str, Any]:
    other = Authenticator(one.origin, one.host, one.key, one.id, one.count + 100)
    if changed.get("count") == -1:
        changed["count"] = 0
        one.count += 1
    for name, value in changed.items():
        setattr(other, name, value)
    if "count" in changed:
        other.count = max(changed["count"] - 1, 0)
    return other.signed(text)


@pytest.mark.parametrize("how", FORGED)
def test_what_is_forged_lets_nobody_in(visitor: Client, ann: Authenticator, how: str) -> None:
    if how == "a counter that went back":
        assert sign_in(visitor, ann.signed(challenge(visitor))) == 200
        assert sign_in(visitor, ann.signed(challenge(visitor))) == 200
    assert sign_in(visitor, FORGED[how](ann, challenge(visitor))) == 403


@pytest.mark.parametrize(
    "answer", [{}, {"id": "x"}, {"id": [], "response": 1}, {"id": "x", "response": {"a": "b" * 99}}]
)
def test_what_is_no_answer_lets_nobody_in(visitor: Client, answer: dict[str, Any]) -> None:
    assert sign_in(visitor, answer) == 403


def test_an_answer_from_another_site_is_refused_before_it_is_looked_at(visitor: Client, ann: Authenticator) -> None:
    good = ann.signed(challenge(visitor))
    assert sign_in(visitor, good, Origin="https://evil.example") == 403
    assert sign_in(visitor, good, Sec_Fetch_Site="cross-site") == 403
    assert sign_in(visitor, good) == 200  # it was not used up


def test_a_challenge_ends_by_time_and_is_good_for_one_purpose_one_visitor_and_once() -> None:
    now = [0.0]
    some = Challenges(lambda: now[0])
    one, other, late = some.new("sign in", "a"), some.new("add ann", "a"), some.new("sign in", "a")
    assert not some.open(other, "sign in", "a")
    assert not some.open(one, "sign in", "b")
    assert some.open(one, "sign in", "a")
    assert some.use(one)
    assert not some.open(one, "sign in", "a")
    assert not some.use(one)
    assert not some.open(some.new("sign in", ""), "sign in", "")  # every browser without a cookie would fit
    assert not Challenges(lambda: now[0]).open(late, "sign in", "a")  # of another process
    for changed in (b"", late[:-1], late + b"x", late[:16] + b"\xff" * 8 + late[24:], bytes(56)):
        assert not some.open(changed, "sign in", "a")
    now[0] = 301.0
    assert not some.open(late, "sign in", "a")
    assert some.use(some.new("sign in", "a"))
    assert len(some) == 1  # what ended is not kept


def approve(client: Client, one: Authenticator, name: str, **changed: Any) -> tuple[int, dict[str, Any]]:
    status, asked = send(client, "/rotation/challenge", {"plan": name})
    if status != 200:
        return status, asked
    options = asked.pop("options")
    signed = one.signed(options["challenge"])
    return send(client, "/rotation/approve", signed | asked | {"credential": signed["id"], "plan": name} | changed)


def test_a_plan_is_approved_by_a_fresh_signature_of_another_person(
    home: Keyroll, port: int, ann: Authenticator
) -> None:
    planned(home, "first", "Bob")
    client = Client(port, cookie(home, "approver", "ann"))
    assert b"Approve with your passkey" in client.page("/rotation?name=first")[2]
    assert approve(client, ann, "first") == (200, {"approved": True})
    status = home.rotations.status("first")
    assert (status.approved_by, status.because) == ("ann", "")
    assert b"not approved" not in client.page("/rotation?name=first")[2]
    acts = [one for one in home.people.audited() if (one.act, one.about) == ("plan approved", "first")]
    assert [(one.person, one.outcome) for one in acts] == [("ann", "done")]


def test_the_planner_and_lower_roles_cannot_approve(home: Keyroll, port: int) -> None:
    planned(home, "second", "Carla")
    planner = Client(port, cookie(home, "approver", "carla"))
    own = registered(planner)
    assert approve(planner, own, "second")[0] == 400
    assert send(Client(port, cookie(home, "responder", "rita")), "/rotation/challenge", {"plan": "second"})[0] == 403
    assert send(Client(port), "/rotation/approve", {"plan": "second"})[0] == 401
    assert home.rotations.status("second").approved_by == ""


def test_an_approval_is_for_one_plan_one_time_and_one_person(home: Keyroll, port: int, ann: Authenticator) -> None:
    third, fourth = planned(home, "third", "Bob"), planned(home, "fourth", "Bob")
    client, other = Client(port, cookie(home, "approver", "ann")), Client(port, cookie(home, "approver", "dora"))
    assert approve(other, ann, "third")[0] == 400  # dora has no passkey
    registered(other)
    assert third.id != fourth.id
    assert approve(client, ann, "third", plan="fourth")[0] == 403
    assert approve(client, ann, "third", id=fourth.id, plan="fourth")[0] == 403
    assert approve(client, ann, "third", expires_at=iso(NOW + timedelta(days=365)))[0] == 403
    assert approve(other, ann, "third")[0] == 403  # somebody else's passkey
    sign_in_only = ann.signed(challenge(client))
    assert send(client, "/rotation/approve", sign_in_only | {"credential": sign_in_only["id"], "plan": "third"})[0] in (
        400,
        403,
    )
    assert home.rotations.status("third").approved_by == ""
    assert home.rotations.status("fourth").approved_by == ""


def test_a_kept_approval_is_checked_again_and_nothing_of_it_can_be_changed(
    home: Keyroll, port: int, ann: Authenticator
) -> None:
    kept = planned(home, "fifth", "Bob")
    unconfirmed = Client(port, cookie(home, "approver", "erik"))
    status, said = approve(unconfirmed, registered(unconfirmed), "fifth")
    assert (status, "keyroll rotate key erik --key passkey:localhost:" in said["error"]) == (403, True)
    assert approve(Client(port, cookie(home, "approver", "ann")), ann, "fifth")[0] == 200
    rows = Rotations(home.home.ledger)
    (given,), keys = rows.approvals(kept.id), Registered(rows.keys())
    assert approval.approved(kept, [given], keys, NOW).approver == "ann"
    content = approval_content(kept.id, given.approved_at, given.expires_at)
    assert passkey.verifies(given.public, given.signature, content)
    assert not passkey.verifies(given.public, given.signature, content + b" ")
    assert not passkey.verifies(given.public.replace(HOST, "evil.example"), given.signature, content)
    parts = json.loads(given.signature)
    data = bytes.fromhex(parts["authenticator"])
    for changed in (
        {"authenticator": (data[:32] + b"\x01" + data[33:]).hex()},  # nobody was verified
        {"client": json.dumps({"type": "webauthn.create", "challenge": "x"}).encode().hex()},
        {"signature": "00"},
        {"client": "zz"},
        {"client": "5b5d"},
    ):
        assert not passkey.verifies(given.public, json.dumps(parts | changed), content), changed
    for text in ("", "[]", "null", "{", '{"client": 1}'):
        assert not passkey.verifies(given.public, text, content)
    assert not passkey.verifies("passkey:", given.signature, content)
    with pytest.raises(NotApproved, match="expired"):
        approval.approved(kept, [given], keys, given.expires_at + timedelta(seconds=1))
    assert (
        urlsafe_b64encode(passkey.challenge(content)).decode().rstrip("=")
        in unb64(b64(bytes.fromhex(parts["client"]))).decode()
    )
