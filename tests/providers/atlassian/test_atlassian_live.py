"""An Atlassian organisation read live, on a fake that is checked against records of the vendor's pages."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes.atlassian import ORGANISATION, Organisation
from fakes.same import assert_same
from fakes.silence import NOW, assert_silent
from keyroll.errors import CredentialRefused
from keyroll.model.source import Source
from live_servers import connected, partial_sync

pytestmark = pytest.mark.long

ATLASSIAN = Source("atlassian")
SCOPES = ("read:tokens:admin", "read:service-accounts:admin")
TOKENS = f"/admin/api-access/v1/orgs/{ORGANISATION}/api-tokens"
SETTINGS = {"organisation": ORGANISATION}
AT = "2026-01-02T03:04:05Z"


def token(number: int) -> dict[str, Any]:
    whose = {"id": f"u{number}", "orgId": ORGANISATION, "name": "Ann", "email": "ann@corp.test"}
    return {"id": f"t{number}", "label": "ci", "status": "ALLOWED", "createdAt": AT, "expiresAt": AT, "user": whose}


def account(number: int) -> dict[str, Any]:
    shown = {"atlassianId": f"a{number}", "id": f"s{number}", "email": "ci@corp.test", "displayName": "CI"}
    return shown | {"status": "active"}


def client(number: int) -> dict[str, Any]:
    return {"clientId": f"c{number}", "name": "ci", "status": "ACTIVE", "createdAt": 1763149545609}


@pytest.fixture
def fake() -> Iterator[Organisation]:
    with Organisation().running() as one:
        one.tokens = [token(number) for number in range(1, 4)]
        one.accounts = [account(1), account(2)]
        one.clients = {"s1": [client(1)]}
        yield one


def connect(fake: Organisation, home: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> Any:
    return connected(ATLASSIAN, fake.address, home, monkeypatch, value, NOW, **SETTINGS)


@pytest.mark.support("atlassian", "live survey", "fake")
def test_live_and_export_are_one_reader_for_an_organisation(
    fake: Organisation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.page_size = 2
    keyroll, _ = connect(fake, tmp_path / "home", monkeypatch, fake.issue(*SCOPES))
    assert not keyroll.sources.sync().partial
    pages = {
        "api_tokens": [{"data": fake.tokens[:2]}, {"data": fake.tokens[2:]}],
        "service_accounts": [{"items": fake.accounts}],
        "oauth_clients": [{"data": fake.clients["s1"]}, {"data": []}],
    }
    assert_same(keyroll, "atlassian@main", pages, tmp_path)


@pytest.mark.nightly
@pytest.mark.parametrize("lacking", SCOPES)
def test_one_scope_less_is_named_by_an_organisation(
    lacking: str,
    fake: Organisation,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, seen = connect(fake, tmp_path, monkeypatch, fake.issue(*(one for one in SCOPES if one != lacking)))
    assert {one.pull.scope for one in seen.sights if one.because.startswith("not seen: scope")} == {lacking}
    partial_sync(tmp_path, monkeypatch)
    assert f"not seen: scope {lacking}" in capsys.readouterr().err


def test_an_ended_key_does_not_connect_and_the_credential_shows_itself_nowhere(
    fake: Organisation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(CredentialRefused):
        connect(fake, tmp_path, monkeypatch, fake.issue(*SCOPES, ends=0))
    assert_silent(fake, "atlassian", fake.issue(*SCOPES), SETTINGS, tmp_path, monkeypatch, caplog, me=[TOKENS])
