"""Smartsheet read live and tried, on a strict fake that the vendor's own library judges."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes.proving import Proving, assert_no_proof, assert_proven, assert_unknown
from fakes.same import assert_same
from fakes.silence import NOW, assert_silent
from fakes.smartsheet import Smartsheet, user
from fakes.strict import Reply
from keyroll.api import Keyroll
from keyroll.errors import CredentialRefused, VendorChanged
from keyroll.model.incident import VerdictKind
from keyroll.model.probe import Outcome
from keyroll.model.source import Source
from keyroll.proof.probe.context import ProviderRecord
from keyroll.providers import catalogue
from live_servers import partial_sync

pytestmark = pytest.mark.long

SMARTSHEET = Source("smartsheet")


@pytest.fixture
def fake() -> Iterator[Smartsheet]:
    with Smartsheet().running() as one:
        yield one


def connect(fake: Smartsheet, home: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> Any:
    monkeypatch.setenv("SMARTSHEET", value)
    keyroll = Keyroll.open(home, now=NOW)
    return keyroll, keyroll.sources.connect(SMARTSHEET, "env:SMARTSHEET", address=fake.address, settings={})


@pytest.mark.long
@pytest.mark.support("smartsheet", "survey", "specification + fake")
@pytest.mark.support("smartsheet", "live survey", "specification + fake")
def test_live_and_export_are_one_reader_for_smartsheet(
    fake: Smartsheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.page_size = 2
    keyroll, seen = connect(fake, tmp_path / "home", monkeypatch, fake.token())
    assert seen.me.name == "u1@corp.test"
    assert not keyroll.sources.sync().partial
    assert_same(keyroll, "smartsheet@main", {"users": [{"data": fake.users[:2]}, {"data": fake.users[2:]}]}, tmp_path)


def test_users_are_principals_with_their_roles(read_all: Any, survives: Any) -> None:
    (users,) = catalogue.endpoints("smartsheet").values()
    body: dict[str, Any] = {"data": [user(1, admin=True, licensedSheetCreator=False), user(2, status="DEACTIVATED")]}
    found = read_all(users, body, "smartsheet@main")
    assert [(one.subject.value, one.facts["active"]) for one in found if one.entity == "principal"] == [
        ("1", True),
        ("2", False),
    ]
    assert [one.facts["privilege"] for one in found if one.entity == "grant"] == ["system admin", "licensed"]
    assert users.recognise(body)
    lacking = {name: value for name, value in user(3).items() if name != "status"}
    with pytest.raises(VendorChanged, match="status"):
        read_all(users, {"data": [lacking]}, "smartsheet@main")
    survives(users, body, "smartsheet@main")


def test_without_the_scope_nothing_is_seen_and_that_is_said(
    fake: Smartsheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _, seen = connect(fake, tmp_path, monkeypatch, fake.token(1, "READ_SHEETS"))
    assert [one.pull.called for one in seen.sights if one.because.startswith("not seen: scope")] == ["users"]
    partial_sync(tmp_path, monkeypatch)
    assert "not seen: scope READ_USERS, of a System Admin" in capsys.readouterr().err


def test_a_revoked_token_does_not_connect(fake: Smartsheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    value = fake.token()
    fake.revoke(value)
    with pytest.raises(CredentialRefused):
        connect(fake, tmp_path, monkeypatch, value)


def test_the_credential_of_smartsheet_shows_itself_nowhere(
    fake: Smartsheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert_silent(fake, "smartsheet", fake.token(), {}, tmp_path, monkeypatch, caplog, me=["/2.0/users/me"])


def proving(fake: Smartsheet) -> Proving:
    probe = catalogue.probes("smartsheet")["access_token"]
    return Proving(fake, probe, probe.place(fake.address), fake.token(), fake.token(), probe.who("1/ci token"))


@pytest.mark.support("smartsheet", "probe", "specification + fake")
def test_a_revoked_token_of_smartsheet_is_proven_dead_after_its_lag(fake: Smartsheet) -> None:
    assert_proven(proving(fake))


def _error(status: int, code: int) -> Reply:
    return Reply(status, {"errorCode": code, "message": "x", "refId": "y"})


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (_error(401, 1003), Outcome.REFUSED_DISABLED),
        (_error(401, 1001), Outcome.AMBIGUOUS),
        (_error(401, 1005), Outcome.AMBIGUOUS),
        (_error(401, 1030), Outcome.AMBIGUOUS),
        (_error(403, 1004), Outcome.REFUSED_POLICY),
        (_error(200, 1002), Outcome.AMBIGUOUS),
        (_error(404, 1006), Outcome.AMBIGUOUS),
        (_error(429, 4003), Outcome.THROTTLED),
        (_error(500, 4000), Outcome.UNREACHABLE),
        (Reply(401, b"<html>", {"Content-Type": "text/html"}), Outcome.AMBIGUOUS),
        (Reply(403, b"<html>", {"Content-Type": "text/html"}), Outcome.AMBIGUOUS),
    ],
)
def test_the_same_words_for_every_value_prove_nothing(fake: Smartsheet, reply: Reply, outcome: Outcome) -> None:
    assert_no_proof(proving(fake), reply, outcome)


def test_a_place_that_lets_anybody_in_proves_nothing_of_smartsheet(fake: Smartsheet) -> None:
    played = proving(fake)
    fake.mood = lambda _request: Reply(200, {"id": 1})
    assert_unknown(played, "never issued")


def test_without_a_list_of_tokens_a_refusal_is_not_yet_a_death(fake: Smartsheet) -> None:
    played = proving(fake)
    assert played.once().verdict is VerdictKind.LIVE
    fake.revoke(played.old)
    played.record = ProviderRecord.UNKNOWN
    found = played.to_the_end()[-1]
    assert found.verdict is VerdictKind.UNKNOWN
    assert "no list shows that it is gone" in found.because
