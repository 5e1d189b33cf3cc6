"""Cloudflare read live and tried, on a strict fake that the typed models of the vendor's library judge."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from fakes.cloudflare import ACCOUNT, SCOPES, Cloudflare, api_token, envelope, service_token, signed
from fakes.proving import Proving, assert_no_proof, assert_proven, assert_unknown
from fakes.same import assert_same
from fakes.silence import NOW, assert_silent
from fakes.strict import Reply
from keyroll.api import Keyroll
from keyroll.errors import CredentialRefused, UsageError, VendorError
from keyroll.model.incident import VerdictKind
from keyroll.model.probe import Outcome
from keyroll.model.source import Source
from keyroll.proof.probe.context import ProviderRecord
from keyroll.providers import catalogue
from keyroll.providers.cloudflare.probe import account_place
from keyroll.reveal import reveal
from keyroll.secret import Secret
from live_servers import partial_sync

CLOUDFLARE = Source("cloudflare")
SETTINGS = {"account": ACCOUNT, "user_tokens": "yes"}


@pytest.fixture
def fake() -> Iterator[Cloudflare]:
    with Cloudflare().running() as one:
        one.service_tokens = [service_token(number) for number in range(1, 4)]
        one.account_tokens = [api_token(str(number) * 32) for number in range(1, 6)]
        yield one


def connect(fake: Cloudflare, home: Path, monkeypatch: pytest.MonkeyPatch, value: str, **settings: str) -> Any:
    monkeypatch.setenv("CF", value)
    keyroll = Keyroll.open(home, now=NOW)
    return keyroll, keyroll.sources.connect(CLOUDFLARE, "env:CF", address=fake.address, settings=SETTINGS | settings)


@pytest.mark.long
@pytest.mark.support("cloudflare", "live survey", "specification + fake")
def test_live_and_export_are_one_reader_for_cloudflare(
    fake: Cloudflare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.page_size = 2
    keyroll, seen = connect(fake, tmp_path / "home", monkeypatch, fake.token(kind="user"))
    assert (seen.me.kind, seen.me.identifier.value) == ("user_token", "user1".ljust(32, "0"))
    assert not keyroll.sources.sync().partial

    def pages(items: list[Any]) -> list[Any]:
        return [envelope(items[at : at + 2]) for at in range(0, len(items), 2)]

    assert_same(
        keyroll,
        "cloudflare@main",
        {
            "access_service_tokens": pages(fake.service_tokens),
            "access_applications": pages(fake.applications),
            "access_groups": pages(fake.groups),
            "account_tokens": pages(fake.account_tokens),
            "user_tokens": pages(fake.user_tokens),
        },
        tmp_path,
    )


@pytest.mark.long
def test_a_token_of_the_account_is_known_as_one(
    fake: Cloudflare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyroll, seen = connect(fake, tmp_path, monkeypatch, fake.token(), user_tokens="")
    assert seen.me.kind == "account_token"
    assert not [one for one in seen.sights if one.because]
    assert not keyroll.sources.sync().partial


@pytest.mark.nightly
@pytest.mark.parametrize("lacking", SCOPES.values())
def test_one_scope_less_is_named_and_leaves_the_rest(
    lacking: str,
    fake: Cloudflare,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    value = fake.token(*(one for one in SCOPES.values() if one != lacking), kind="user")
    _, seen = connect(fake, tmp_path, monkeypatch, value)
    assert [one.pull.scope for one in seen.sights if one.because.startswith("not seen: scope")] == [lacking]
    partial_sync(tmp_path, monkeypatch)
    assert f"not seen: scope {lacking}" in capsys.readouterr().err
    assert len(Keyroll.open(tmp_path).inventory.listed("credentials").rows) >= 4


def test_a_token_that_has_ended_does_not_connect(
    fake: Cloudflare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, off = fake.token(), fake.token()
    fake.revoke(gone)
    fake.credentials[off].facts["record"]["status"] = "disabled"
    for value in (gone, off):
        with pytest.raises(CredentialRefused):
            connect(fake, tmp_path, monkeypatch, value)
    fake.mood = lambda _request: Reply(200, envelope(None, success=False))
    with pytest.raises(VendorError):
        connect(fake, tmp_path, monkeypatch, fake.token())


def test_the_credential_of_cloudflare_shows_itself_nowhere(
    fake: Cloudflare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    verify = [f"/client/v4/{one}/tokens/verify" for one in (f"accounts/{ACCOUNT}", "user")]
    assert_silent(fake, "cloudflare", fake.token(kind="user"), SETTINGS, tmp_path, monkeypatch, caplog, me=verify)


def proving(fake: Cloudflare, kind: str = "account_token") -> Proving:
    probe = catalogue.probes("cloudflare")[kind]
    if kind == "access_service_token":
        old, new = fake.service_token(), fake.service_token()
        at = f"{fake.address}/app"
        return Proving(fake, probe, probe.place(at), old, new, old.partition(":")[0], new.partition(":")[0])
    owner = kind.partition("_")[0]
    old, new = fake.token(kind=owner), fake.token(kind=owner)
    ids = [fake.credentials[one].facts["record"]["id"] for one in (old, new)]
    return Proving(fake, probe, probe.place(fake.address + f"/{ACCOUNT}" * (owner == "account")), old, new, *ids)


@pytest.mark.support("cloudflare", "probe", "specification + fake")
@pytest.mark.parametrize("kind", ["account_token", "user_token"])
def test_a_revoked_api_token_is_proven_dead_after_its_lag(fake: Cloudflare, kind: str) -> None:
    assert_proven(proving(fake, kind))


def test_a_service_token_is_dead_once_what_it_was_given_has_ended(fake: Cloudflare) -> None:
    played = proving(fake, "access_service_token")
    assert played.once().verdict is VerdictKind.LIVE
    fake.revoke(played.old.partition(":")[2])
    played.record = ProviderRecord.GONE
    played.clock.at += timedelta(minutes=1)
    begun = played.clock.at
    found = played.to_the_end()
    assert {one.verdict for one in found[:-1]} <= {VerdictKind.REVOKING, VerdictKind.UNKNOWN}
    assert "derived" in found[-2].because
    assert found[-1].verdict is VerdictKind.DEAD
    assert played.probe.derived_life
    assert played.clock.at - begun > played.probe.derived_life


def test_a_disabled_and_an_expired_token_answer_200_and_are_dead(fake: Cloudflare) -> None:
    played = proving(fake)
    for status in ("disabled", "expired"):
        fake.credentials[played.old].facts["record"]["status"] = status
        assert played.answer(played.old).outcome is Outcome.REFUSED_DISABLED


def _words(status: int, code: int) -> Reply:
    return Reply(status, envelope(None, success=False, errors=[{"code": code, "message": "x"}]))


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (_words(403, 9109), Outcome.REFUSED_POLICY),
        (_words(401, 9109), Outcome.REFUSED_POLICY),
        (_words(403, 10000), Outcome.AMBIGUOUS),
        (_words(401, 10000), Outcome.AMBIGUOUS),
        (_words(400, 6003), Outcome.AMBIGUOUS),
        (_words(200, 1000), Outcome.AMBIGUOUS),
        (_words(429, 971), Outcome.THROTTLED),
        (_words(503, 1000), Outcome.UNREACHABLE),
        (Reply(200, envelope({"id": "x", "status": "paused"})), Outcome.AMBIGUOUS),
        (Reply(401, b"<html>", {"Content-Type": "text/html"}), Outcome.AMBIGUOUS),
    ],
)
def test_what_is_no_refusal_of_the_token_proves_nothing(fake: Cloudflare, reply: Reply, outcome: Outcome) -> None:
    assert_no_proof(proving(fake), reply, outcome)


def test_a_place_that_lets_anybody_in_proves_nothing(fake: Cloudflare) -> None:
    played = proving(fake)
    fake.mood = lambda _request: Reply(200, envelope({"id": played.old_as, "status": "active"}))
    assert_unknown(played, "never issued")


def test_a_live_token_at_the_wrong_place_is_called_invalid_and_is_not_dead(fake: Cloudflare) -> None:
    played = proving(fake)
    played.plane = catalogue.probes("cloudflare")["user_token"].place(fake.address)
    assert played.answer(played.old).outcome is Outcome.REFUSED_CREDENTIAL
    assert_unknown(played)


def test_a_service_token_that_no_policy_names_is_not_dead(fake: Cloudflare) -> None:
    played = proving(fake, "access_service_token")
    assert played.answer(played.old).identity == played.old_as
    fake.admits = False
    assert played.answer(played.old).outcome is Outcome.REFUSED_POLICY
    fake.sign_in = False
    assert played.answer(played.old).outcome is Outcome.REFUSED_POLICY
    # Users report that Access calls it false all the same: then the account's list speaks against a death.
    login = f"https://team.cloudflareaccess.com/cdn-cgi/access/login/app?meta={signed(service_token_status=False)}"
    fake.mood = lambda request: Reply(302, b"", {"Location": login}) if request.path == "/app" else None
    played.record = ProviderRecord.ACTIVE
    assert played.to_the_end()[-1].verdict is not VerdictKind.DEAD


@pytest.mark.parametrize(
    "headers",
    [
        {"Location": "https://team.cloudflareaccess.com/login"},
        {"Location": f"https://elsewhere.example/?meta={signed(service_token_status=False)}"},
        {"Location": "https://team.cloudflareaccess.com/?meta=a.%21.b"},
        {"Set-Cookie": f"CF_Authorization={signed(email='ann@corp.test')}"},
    ],
)
def test_a_redirect_that_says_nothing_of_the_token_proves_nothing(fake: Cloudflare, headers: dict[str, str]) -> None:
    played = proving(fake, "access_service_token")
    fake.mood = lambda _request: Reply(302, b"", headers)
    assert played.answer(played.old).outcome is Outcome.AMBIGUOUS


def test_places_and_values_that_were_never_issued(fake: Cloudflare) -> None:
    with pytest.raises(UsageError):
        account_place("https://api.cloudflare.com")
    probes = catalogue.probes("cloudflare")
    with reveal(probes["account_token"].never_issued(Secret(b"cfat_" + b"a1" * 24))) as made:
        assert made.startswith(b"cfat_")
        assert len(made) == 53
    with reveal(probes["access_service_token"].never_issued(Secret(b"id.access:" + b"0f" * 32))) as made:
        assert made.startswith(b"id.access:")
        assert made != b"id.access:" + b"0f" * 32
