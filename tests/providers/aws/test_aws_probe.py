"""Keys and sessions of AWS, tried on a strict fake of STS and on emulators that accept anything."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_emulators import Emulator, ministack, moto
from fakes.aws import ACCOUNT, PREFIX, Aws
from fakes.proving import Proving, assert_unknown
from fakes.strict import Reply
from keyroll.errors import UsageError
from keyroll.model.incident import VerdictKind
from keyroll.model.probe import PROVING, Outcome, Plane
from keyroll.providers.aws.probe import PROBES, account_of, attempt, never_issued, place
from keyroll.providers.contracts.probe import Login, ProbeAnswer
from keyroll.reveal import reveal
from keyroll.secret import Secret

__all__ = ["ministack", "moto"]
ACCESS_KEY, SESSION = PROBES
GONE = ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said="InvalidClientTokenId")


@pytest.fixture
def fake() -> Iterator[Aws]:
    with Aws().running() as one:
        yield one


def tried(address: str, value: str, who: str = "") -> ProbeAnswer:
    return attempt(place(address), Login(who, Secret(value.encode()), "keyroll-0123456789"))


def proving(fake: Any, old: str, new: str, *derived: str) -> Proving:
    old_name, new_name = (one.partition(":")[0] for one in (old, new))
    probe = SESSION if old.startswith("ASIA") else ACCESS_KEY
    return Proving(fake, probe, place(fake.address), old, new, old_name, new_name, derived=derived)


def test_a_good_key_says_which_it_is_and_its_mark_is_in_the_user_agent(fake: Aws) -> None:
    agents: list[str] = []
    fake.mood = lambda request: agents.append(request.headers["user-agent"])
    value = fake.key()
    assert tried(fake.address, value) == ProbeAnswer(Outcome.ACCEPTED, value.partition(":")[0])
    assert "keyroll-0123456789" in agents[0]


def test_a_bare_secret_is_tried_under_the_id_of_its_identifier(fake: Aws) -> None:
    name, _, secret = fake.key().partition(":")
    assert tried(fake.address, secret, name) == ProbeAnswer(Outcome.ACCEPTED, name)


def test_a_gone_key_and_one_that_never_was_are_alike_and_a_wrong_secret_proves_nothing(fake: Aws) -> None:
    value = fake.key()
    name = value.partition(":")[0]
    assert tried(fake.address, f"{name}:{'x' * 40}") == ProbeAnswer(Outcome.AMBIGUOUS, said="SignatureDoesNotMatch")
    never = never_issued(Secret(value.encode()))
    fake.revoke(value)
    assert tried(fake.address, value) == attempt(place(fake.address), Login(name, never, "k")) == GONE


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply(403, b"<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>"), "refused_policy"),
        (Reply(400, b"<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>"), "throttled"),
        (Reply(503, b"<ErrorResponse><Error><Code>ServiceUnavailable</Code></Error></ErrorResponse>"), "unreachable"),
        (Reply(403, b"<ErrorResponse><Error><Code>RequestExpired</Code></Error></ErrorResponse>"), "ambiguous"),
        (Reply(200, b"<html>Sign in to the guest network</html>"), "ambiguous"),
        (Reply(200, b"PONG"), "ambiguous"),
        (Reply(403, b"<html>blocked</html>"), "ambiguous"),
    ],
)
def test_what_is_no_word_on_the_key_is_no_refusal_of_it(fake: Aws, reply: Reply, outcome: str) -> None:
    value = fake.key()
    fake.mood = lambda _request: reply
    assert tried(fake.address, value).outcome == outcome


def test_another_account_is_not_the_keys_own(fake: Aws) -> None:
    fake.identity = {"Account": "999999999999", "UserId": "A", "Arn": "arn:aws:iam::999999999999:user/other"}
    assert tried(fake.address, fake.key()).identity == "arn:aws:iam::999999999999:user/other"


def test_a_key_whose_id_holds_no_account_is_the_one_that_signed(fake: Aws) -> None:
    name, _, secret = fake.key().partition(":")
    older = "AKIAIQXLOAR3VEXAMPLA"
    fake.keys[older] = fake.keys.pop(name)
    assert account_of(older) == ""
    assert tried(fake.address, f"{older}:{secret}").identity == older
    assert tried(fake.address, f"AKIAIQXLOAR3VEXAMPLB:{secret}").outcome is Outcome.REFUSED_CREDENTIAL


def test_nobody_there_refuses_nothing() -> None:
    assert tried("http://127.0.0.1:1", "AKIAIOSFODNN7EXAMPLE:x").outcome is Outcome.UNREACHABLE
    assert tried("http://127.0.0.1:1", "").outcome is Outcome.AMBIGUOUS


@pytest.mark.support("aws", "probe", "fake")
def test_a_key_that_dies_late_is_proven_once_its_sessions_cannot_live_any_more(fake: Aws) -> None:
    old, new = fake.key(), fake.key()
    played = proving(fake, old, new)
    assert played.once().verdict is VerdictKind.LIVE
    fake.revoke(old, 180)
    played.clock.at += timedelta(minutes=1)
    began = played.clock.at
    *_, before, found = played.to_the_end(timedelta(hours=40))
    assert before.because == "the credentials derived from it were not probed"
    assert found.verdict is VerdictKind.DEAD
    assert played.clock.at >= began + timedelta(hours=36)
    fake.keys[old.partition(":")[0]].ends = float("inf")  # and made active again
    played.clock.at += timedelta(days=1)
    assert played.once().verdict is VerdictKind.LIVE


def test_a_session_that_was_minted_before_keeps_its_key_from_being_dead(fake: Aws) -> None:
    old, new, session = fake.key(), fake.key(), fake.key("ASIA", said="ExpiredToken")
    played = proving(fake, old, new, session)
    played.once()
    fake.revoke(old)
    found = played.to_the_end(timedelta(hours=1))[-1]
    assert found.verdict is VerdictKind.LIVE
    assert "a derived credential was accepted" in found.because
    fake.revoke(session)
    assert played.to_the_end(timedelta(hours=2))[-1].verdict is VerdictKind.DEAD


def test_a_session_is_dead_when_it_has_expired(fake: Aws) -> None:
    old, new = fake.key("ASIA", said="ExpiredToken"), fake.key("ASIA")
    played = proving(fake, old, new)
    assert played.once().verdict is VerdictKind.LIVE
    fake.revoke(old)
    assert tried(fake.address, old).outcome is Outcome.REFUSED_DISABLED
    assert played.to_the_end(timedelta(hours=13))[-1].verdict is VerdictKind.DEAD


def test_an_sts_that_takes_anything_proves_nothing(fake: Aws) -> None:
    fake.takes_anything = True
    assert_unknown(proving(fake, fake.key(), fake.key()), "also accepts a value that was never issued")


@pytest.mark.long
@pytest.mark.server
@pytest.mark.support("aws", "probe", "emulator")
@pytest.mark.parametrize("which", ["moto", "ministack"])
def test_emulators_take_dead_keys_and_so_the_verdict_is_unknown(which: str, request: pytest.FixtureRequest) -> None:
    emulator: Emulator = request.getfixturevalue(which)
    emulator.user("prober")
    (old_id, old), (_, new) = emulator.key("prober"), emulator.key("prober")
    played = proving(emulator, old, new)
    played.once()
    emulator.iam.delete_access_key(UserName="prober", AccessKeyId=old_id)
    assert_unknown(played, "also accepts a value that was never issued")


@given(st.from_regex(r"(AKIA|ASIA)[A-Z2-7]{16}", fullmatch=True), st.text("abcXYZ019+/=", max_size=9))
def test_a_never_issued_value_is_another_key_of_the_same_kind(name: str, token: str) -> None:
    made = never_issued(Secret(f"{name}:{'s' * 40}:{token}t".encode()))
    with reveal(made) as raw:
        parts = raw.decode("latin-1").split(":")
    assert parts[0][:4] == name[:4]
    assert parts[0] != name
    assert (len(parts[0]), len(parts[1]), len(parts)) == (20, 40, 3 if name.startswith("ASIA") else 2)


@given(st.text(max_size=30))
def test_an_account_is_read_from_ids_that_hold_one(text: str) -> None:
    assert account_of(f"AKIA{PREFIX}BCDEFGH") == ACCOUNT
    found = account_of(text)
    assert found == "" or (len(found) == 12 and found.isdecimal())


def test_a_region_is_a_place() -> None:
    assert place("eu-west-1") == Plane("sts.eu-west-1", "eu-west-1", addressable=False)
    assert not place("https://sts.eu-west-1.amazonaws.com").addressable
    assert place("us-gov-west-1").name == "sts.us-gov-west-1"
    for address in ("europe", "eu-west-1.example.com", "http://sts.example.com"):
        with pytest.raises(UsageError):
            place(address)
    assert {Outcome.REFUSED_CREDENTIAL, Outcome.REFUSED_DISABLED} == PROVING
