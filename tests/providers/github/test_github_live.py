"""GitHub read live and tried, on a strict fake that the vendor's own description judges."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fakes.github import (
    CANARY,
    CLIENT_ID,
    ORG,
    PERMISSIONS,
    RUNNER,
    GitHub,
    collaborator,
    deploy_key,
    environment,
    fine_grained,
    hook,
    installed,
    member,
    secret,
)  # fmt: skip
from fakes.least import unseen
from fakes.proving import Proving, assert_proven, assert_unknown
from fakes.same import assert_same
from fakes.strict import Reply, Request
from keyroll.api import Keyroll
from keyroll.errors import ConfigError, CredentialRefused
from keyroll.model.incident import VerdictKind
from keyroll.model.probe import Outcome, Plane
from keyroll.model.source import Source
from keyroll.proof.probe.context import ProviderRecord
from keyroll.providers import catalogue
from keyroll.providers._wire import place
from keyroll.reveal import reveal
from keyroll.secret import Secret
from live_servers import partial_sync

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
GITHUB = Source("github")
SETTINGS = {"organisation": ORG, "client_id": CLIENT_ID, "single_sign_on": "yes"}
LINE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== ci"
SSH_KEY = {
    "login": "octocat",
    "credential_id": 4,
    "credential_type": "SSH key",
    "credential_authorized_at": NOW.isoformat(),
} | {"credential_accessed_at": None}
AUTHORISED = SSH_KEY | {"authorized_credential_id": 55, "authorized_credential_title": "laptop"}


@pytest.fixture
def fake() -> Iterator[GitHub]:
    with GitHub().running() as one:
        one.tokens = [fine_grained(number) for number in (1, 2, 3)]
        one.authorised = [AUTHORISED]
        one.secrets = {name: [secret("NPM", f"{name}/secrets/NPM")] for name in ("actions", "dependabot")}
        one.hooks = [hook(1, f"orgs/{ORG}")]
        at = f"repos/{ORG}/app"
        one.repositories = {
            "app": {
                "keys": [deploy_key(7, "app", LINE)],
                "collaborators": [collaborator("octocat", "admin"), collaborator("hubot", "pull")],
                "hooks": [hook(2, at)],
                "actions": [secret("AWS")],
                "dependabot": [secret("AWS")],
            },
            "docs": {},
        }
        one.environments = {"app": {"prod/eu": [secret("DB")]}}
        yield one


@pytest.fixture
def keyroll(fake: GitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Keyroll:
    monkeypatch.setenv("GITHUB_APP", fake.app_key())
    return Keyroll.open(tmp_path / "home", now=NOW)


def connect(keyroll: Keyroll, fake: GitHub, **settings: str) -> Any:
    return keyroll.sources.connect(GITHUB, "env:GITHUB_APP", address=fake.address, settings=SETTINGS | settings)


@pytest.mark.long
@pytest.mark.support("github", "live survey", "specification + fake")
def test_live_and_export_are_one_reader_for_github(fake: GitHub, keyroll: Keyroll, tmp_path: Path) -> None:
    fake.page_size = 2
    seen = connect(keyroll, fake)
    assert (seen.me.name, seen.me.kind) == ("keyroll", "app_key")
    assert not keyroll.sources.sync().partial
    repository, one = fake.repositories["app"], {"total_count": 1}
    whose = {"repository": f"{ORG}/app"}
    nothing = {"repository": f"{ORG}/docs", "total_count": 0, "secrets": []}
    pages: dict[str, list[Any]] = {
        "personal_access_tokens": [fake.tokens[:2], fake.tokens[2:]],
        "credential_authorizations": [fake.authorised],
        "installations": [one | {"installations": [installed(3, "keyroll")]}],
        "actions_secrets": [one | {"secrets": fake.secrets["actions"]}],
        "dependabot_secrets": [one | {"secrets": fake.secrets["dependabot"]}],
        "webhooks": [fake.hooks, repository["hooks"], []],
        "deploy_keys": [repository["keys"], []],
        "repository_secrets": [
            one | whose | {"store": "Actions", "secrets": repository["actions"]},
            nothing | {"store": "Actions"},
            one | whose | {"store": "Dependabot", "secrets": repository["dependabot"]},
            nothing | {"store": "Dependabot"},
            one | whose | {"store": "environment prod/eu", "secrets": fake.environments["app"]["prod/eu"]},
        ],
        "members": [[member("octocat") | {"role": "admin"}], [member("hubot") | {"role": "member"}]],
        "collaborators": [
            whose | {"collaborators": repository["collaborators"]},
            {"repository": f"{ORG}/docs", "collaborators": []},
        ],
        "environments": [
            one | whose | {"environments": [environment("prod/eu")]},
            {"repository": f"{ORG}/docs", "total_count": 0, "environments": []},
        ],
        "runners": [one | {"runners": [RUNNER]}],
    }
    assert_same(keyroll, "github@main", pages, tmp_path)
    files = [file.read_bytes() for file in (tmp_path / "home").rglob("*") if file.is_file()]
    assert not any(CANARY.encode() in one or b"PRIVATE KEY" in one or b"ghs_" in one for one in files)


#: By permission of the app, the scope that keyroll names.
NAMED = {
    "organization_personal_access_tokens": "Personal access tokens: read (organisation)",
    "organization_administration": "Administration: read (organisation)",
    "organization_secrets": "Secrets: read (organisation)",
    "organization_dependabot_secrets": "Dependabot secrets: read (organisation)",
    "organization_hooks": "Webhooks: read (organisation)",
    "metadata": "Metadata: read (repository)",
    "administration": "Administration: read (repository)",
    "repository_hooks": "Webhooks: read (repository)",
    "secrets": "Secrets: read (repository)",
    "dependabot_secrets": "Dependabot secrets: read (repository)",
    "actions": "Actions: read (repository)",
    "environments": "Environments: read (repository)",
    "members": "Members: read (organisation)",
    "organization_self_hosted_runners": "Self-hosted runners: read (organisation)",
}


@pytest.mark.long
def test_each_permission_that_lacks_is_named(fake: GitHub, tmp_path: Path) -> None:
    assert set(NAMED) == set(PERMISSIONS)
    assert set(NAMED.values()) == {one.scope for one in catalogue.provider("github").scopes}
    key = fake.app_key()
    assert unseen(GITHUB, fake.address, key, SETTINGS, tmp_path) == {}
    for lacking, scope in NAMED.items():
        fake.permissions = tuple(one for one in PERMISSIONS if one != lacking)
        refused = unseen(GITHUB, fake.address, key, SETTINGS, tmp_path).values()
        assert any(f"not seen: scope {scope} (" in one for one in refused), lacking


@pytest.mark.long
def test_one_permission_less_leaves_the_rest_of_the_roll(
    fake: GitHub, keyroll: Keyroll, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    connect(keyroll, fake)
    fake.permissions = tuple(one for one in PERMISSIONS if one != "administration")
    partial_sync(tmp_path / "home", monkeypatch)
    assert "not seen: scope Administration: read (repository) (list deploy keys)" in capsys.readouterr().err
    assert {row["kind"] for row in Keyroll.open(tmp_path / "home").inventory.listed("credentials").rows} == {
        "app_key",
        "authorized_credential",
        "fine_grained_token",
        "webhook_secret",
    }


def test_a_token_sees_all_but_fine_grained_tokens(
    fake: GitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_APP", fake.token())
    keyroll = Keyroll.open(tmp_path, now=NOW)
    seen = connect(keyroll, fake)
    assert [one.pull.called for one in seen.sights if one.because] == ["personal_access_tokens"]
    assert (seen.me.name, seen.me.identifier.kind) == ("octocat", "hashed_token")


def test_a_key_without_its_app_and_one_of_another_app_are_refused(fake: GitHub, keyroll: Keyroll) -> None:
    with pytest.raises(ConfigError, match="does not name its app"):
        connect(keyroll, fake, client_id="")
    fake.keys.clear()
    with pytest.raises(CredentialRefused):
        connect(keyroll, fake)


def proving(fake: GitHub, old: str, new: str, kind: str = "personal_access_token", **more: Any) -> Proving:
    probe = catalogue.probes("github")[kind]
    return Proving(fake, probe, probe.place(fake.address), old, new, more.pop("old_as", "octocat"), **more)


@pytest.mark.support("github", "probe", "specification + fake")
def test_a_revoked_token_is_proven_dead_after_its_lag(fake: GitHub) -> None:
    assert_proven(proving(fake, fake.token(), fake.token()))


def test_an_app_key_is_dead_once_its_tokens_have_ended(fake: GitHub) -> None:
    old, new = fake.app_key(), fake.app_key()
    played = proving(fake, f"{CLIENT_ID}:{old}", f"{CLIENT_ID}:{new}", "app_key", old_as="keyroll")
    assert played.once().verdict is VerdictKind.LIVE
    del fake.keys[-2]
    played.clock.at += timedelta(minutes=1)
    begun = played.clock.at
    assert assert_dead(played) - begun >= timedelta(hours=1)


def assert_dead(played: Proving) -> datetime:
    played.record = ProviderRecord.GONE
    assert played.to_the_end()[-1].verdict is VerdictKind.DEAD
    return played.clock.at


@pytest.mark.parametrize(
    ("status", "words", "headers", "outcome"),
    [
        (403, "API rate limit exceeded for user ID 1.", {"x-ratelimit-remaining": "0"}, Outcome.THROTTLED),
        (403, "You have exceeded a secondary rate limit.", {}, Outcome.THROTTLED),
        (403, "Try again later.", {"Retry-After": "60"}, Outcome.THROTTLED),
        (429, "slow", {}, Outcome.THROTTLED),
        (
            403,
            "Resource protected by organization SAML enforcement.",
            {"X-GitHub-SSO": "required"},
            Outcome.REFUSED_POLICY,
        ),
        (403, "Although you appear to have the correct authorization…", {}, Outcome.REFUSED_POLICY),
        (401, "Requires authentication", {}, Outcome.AMBIGUOUS),
        (401, "", {}, Outcome.AMBIGUOUS),
        (404, "Not Found", {}, Outcome.AMBIGUOUS),
        (503, "Unicorn!", {}, Outcome.UNREACHABLE),
    ],
)
def test_what_is_no_refusal_of_the_value_proves_nothing(
    fake: GitHub, status: int, words: str, headers: dict[str, str], outcome: Outcome
) -> None:
    played = proving(fake, fake.token(), fake.token())
    assert played.once().verdict is VerdictKind.LIVE
    fake.revoke(played.old)

    def mood(_request: Request) -> Reply:
        return Reply(status, {"message": words}, headers)

    fake.mood = mood
    assert played.answer(played.old).outcome is outcome
    assert_unknown(played)


def test_a_host_that_lets_anybody_in_proves_nothing(fake: GitHub) -> None:
    played = proving(fake, fake.token(), fake.token())
    fake.mood = lambda _request: Reply(200, {"login": "octocat"})
    assert_unknown(played, "never issued")


def test_a_page_of_a_proxy_and_an_absent_host_refuse_nothing(fake: GitHub) -> None:
    played = proving(fake, "ghp_x", "ghp_y")
    fake.mood = lambda _request: Reply(200, b"<html>", {"Content-Type": "text/html"})
    assert played.answer("ghp_x").outcome is Outcome.AMBIGUOUS
    absent = Plane("absent", "http://127.0.0.1:1")
    played.plane = absent
    assert played.answer("ghp_x").outcome is Outcome.UNREACHABLE
    assert place(fake.address).addressable
    assert not played.probe.place(fake.address).addressable


def test_a_value_that_was_never_issued_is_of_the_same_kind() -> None:
    probe = catalogue.probes("github")["fine_grained_token"]
    with reveal(probe.never_issued(Secret(b"github_pat_" + b"A1" * 40))) as made:
        assert made.startswith(b"github_pat_")
        assert len(made) == 91
