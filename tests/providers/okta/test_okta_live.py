"""Okta read live, and its API tokens tried, on a strict fake that the models of the vendor's library judge."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fakes.least import unseen
from fakes.okta import (
    CANARY,
    PERMISSION,
    RESOURCES,
    SCOPES,
    Okta,
    app_grant,
    app_user,
    client_key,
    client_secret,
    password_policy,
    role,
)  # fmt: skip
from fakes.proving import Proving, assert_no_proof, assert_proven, assert_unknown
from fakes.same import assert_same
from fakes.strict import Reply
from keyroll.api import Keyroll
from keyroll.model.probe import Outcome
from keyroll.model.source import Source
from keyroll.providers import catalogue
from live_servers import partial_sync

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
OKTA = Source("okta")


@pytest.fixture
def fake() -> Iterator[Okta]:
    with Okta().running() as one:
        yield one


@pytest.mark.long
@pytest.mark.support("okta", "live survey", "specification + fake")
def test_live_and_export_are_one_reader_for_okta(fake: Okta, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake.page_size = 2
    monkeypatch.setenv("OKTA_TOKEN", fake.token())
    keyroll = Keyroll.open(tmp_path / "home", now=NOW)
    seen = keyroll.sources.connect(OKTA, "env:OKTA_TOKEN", address=fake.address, settings={})
    assert seen.me.name == "bot@a.example"
    assert not keyroll.sources.sync().partial
    pages: dict[str, list[Any]] = {
        "users": [fake.users],
        "api_tokens": [fake.tokens[:2], fake.tokens[2:]],
        "apps": [fake.apps],
        "app_client_secrets": [[client_secret("0oa111")]],
        "app_keys": [[client_key("0oa111")]],
        "app_grants": [[app_grant("0oa111")]],
        "user_roles": [[role("GROUP", "/api/v1/groups/00g1") | {"user": "00u2"}]],
        "group_members": [
            [
                {
                    "group": "00g1",
                    "groupName": "staff",
                    "id": "00u1",
                    "status": "ACTIVE",
                    "profile": {"login": "ada@a.example"},
                }
            ]
        ],
        "group_roles": [[role("GROUP", "/api/v1/groups/00g1")]],
        "app_users": [[{"app": "0oa111"} | {name: app_user()[name] for name in ("id", "scope", "status", "created")}]],
        "app_groups": [[{"app": "0oa111", "id": "00g1", "priority": 0}]],
        "role_permissions": [[{"role": "Desk 1"} | PERMISSION], []],
        "resource_sets": [{"resourceSet": "iam1", "label": "Support", "resources": RESOURCES}],
        "password_policies": [[password_policy()]],
        "client_roles": [[role("CLIENT", "/oauth2/v1/clients/0oa111/roles")]],
        "service_accounts": [fake.accounts],
    }
    assert_same(keyroll, "okta@main", pages, tmp_path)
    files = [file.read_bytes() for file in (tmp_path / "home").rglob("*") if file.is_file()]
    assert not any(CANARY.encode() in one for one in files)


def test_each_scope_that_lacks_is_named(fake: Okta, tmp_path: Path) -> None:
    assert set(SCOPES) | {"okta.logs.read"} == {one.scope for one in catalogue.provider("okta").scopes}
    assert unseen(OKTA, fake.address, fake.token(), {}, tmp_path) == {}
    for lacking in SCOPES:
        value = fake.token(scopes=tuple(one for one in SCOPES if one != lacking))
        reasons = unseen(OKTA, fake.address, value, {}, tmp_path).values()
        assert any(f"not seen: scope {lacking} (" in one for one in reasons), lacking


@pytest.mark.nightly
def test_one_scope_less_leaves_the_rest_of_the_roll(
    fake: Okta, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OKTA_TOKEN", fake.token(scopes=tuple(one for one in SCOPES if one != "okta.apiTokens.read")))
    Keyroll.open(tmp_path, now=NOW).sources.connect(OKTA, "env:OKTA_TOKEN", address=fake.address, settings={})
    partial_sync(tmp_path, monkeypatch)
    assert "not seen: scope okta.apiTokens.read" in capsys.readouterr().err
    kinds = {row["kind"] for row in Keyroll.open(tmp_path).inventory.listed("credentials").rows}
    assert kinds == {"client_secret", "client_key"}


def proving(fake: Okta) -> Proving:
    probe = catalogue.probes("okta")["api_token"]
    return Proving(fake, probe, probe.place(fake.address), fake.token(), fake.token(), "00u2")


@pytest.mark.support("okta", "probe", "specification + fake")
def test_a_revoked_api_token_is_proven_dead_after_its_lag(fake: Okta) -> None:
    assert_proven(proving(fake))


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (429, "E0000047", Outcome.THROTTLED),
        (403, "E0000006", Outcome.REFUSED_POLICY),
        (403, "", Outcome.AMBIGUOUS),
        (401, "E0000005", Outcome.AMBIGUOUS),
        (404, "E0000007", Outcome.AMBIGUOUS),
        (500, "E0000009", Outcome.UNREACHABLE),
    ],
)
def test_what_is_no_refusal_of_the_token_proves_nothing(fake: Okta, status: int, code: str, outcome: Outcome) -> None:
    assert_no_proof(proving(fake), Reply(status, {"errorCode": code}), outcome)


def test_a_host_that_lets_anybody_in_proves_nothing(fake: Okta) -> None:
    played = proving(fake)
    fake.mood = lambda _request: Reply(200, {"id": "00u2"})
    assert_unknown(played, "never issued")
