"""GitLab read live, on a strict fake that is checked against the vendor's own client library."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fakes.gitlab import GitLab, token
from fakes.proving import Proving, assert_no_proof, assert_proven, assert_unknown
from fakes.same import assert_same
from fakes.strict import Reply
from keyroll.api import Keyroll
from keyroll.errors import CredentialRefused, NotAllowed
from keyroll.model.probe import Outcome
from keyroll.model.source import Source
from keyroll.providers import catalogue

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
GITLAB = Source("gitlab")
DEPLOY = {
    "id": 1,
    "name": "pull",
    "username": "gitlab+deploy-token-1",
    "expires_at": None,
    "revoked": False,
    "expired": True,
    "scopes": ["read_repository"],
}
KEY = {
    "id": 9,
    "title": "ci",
    "key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA==",
    "created_at": "2023-07-23T14:31:47Z",
    "projects_with_write_access": [{"id": 1, "path_with_namespace": "a/b"}],
}


USER = {
    "id": 3, "username": "ann", "name": "Ann", "state": "active", "email": "ann@a.example", "is_admin": True,
    "web_url": "https://gitlab.a.example/ann", "bot": False,
}  # fmt: skip
MEMBER = {"id": 3, "username": "ann", "name": "Ann", "state": "active", "access_level": 40, "expires_at": None}
RUNNER = {"id": 6, "paused": False, "description": "build", "runner_type": "project_type", "status": "online"}


def variable(key: str) -> dict[str, object]:
    """A variable of the instance: those of projects and groups may be hidden, and of one environment."""
    return {"key": key, "value": "canary-of-gitlab", "variable_type": "env_var", "masked": True}


def of_environment(key: str) -> dict[str, object]:
    return variable(key) | {"hidden": False, "environment_scope": "prod/eu"}


@pytest.fixture
def fake() -> Iterator[GitLab]:
    with GitLab().running() as one:
        yield one


@pytest.mark.long
@pytest.mark.support("gitlab", "live survey", "specification + fake")
def test_live_and_export_are_one_reader_for_gitlab(
    fake: GitLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.page_size = 2
    fake.projects = {7: [token(50, access_level=40)], 8: []}
    fake.groups = {9: [token(60, access_level=50)]}
    fake.deploy_tokens, fake.deploy_keys = [DEPLOY], [KEY]
    fake.runners = [RUNNER, RUNNER | {"id": 7, "paused": True}]
    fake.variables = {"instance": [variable("A")], "project 7": [of_environment("B")], "group 9": [of_environment("C")]}
    fake.users = [USER, USER | {"id": 4, "username": "bot", "is_admin": False, "bot": True}]
    fake.members = {"project 7": [MEMBER, MEMBER | {"id": 4}, MEMBER | {"id": 5}], "group 9": [MEMBER]}
    monkeypatch.setenv("GITLAB_TOKEN", fake.administrator())
    keyroll = Keyroll.open(tmp_path / "home", now=NOW)
    keyroll.sources.connect(GITLAB, "env:GITLAB_TOKEN", address=fake.address, settings={})
    assert not keyroll.sources.sync().partial
    pages: dict[str, list[Any]] = {
        "personal_access_tokens": [fake.tokens[:2], fake.tokens[2:]],
        "project_access_tokens": [fake.projects[7], []],
        "group_access_tokens": [fake.groups[9]],
        "deploy_tokens": [fake.deploy_tokens],
        "deploy_keys": [fake.deploy_keys],
        "runners": [fake.runners],
        "users": [fake.users],
        "project_members": [
            {"of": "project 7", "path": "a/7", "members": fake.members["project 7"][:2]},
            {"of": "project 7", "path": "a/7", "members": fake.members["project 7"][2:]},
            {"of": "project 8", "path": "a/8", "members": []},
        ],
        "group_members": [{"of": "group 9", "path": "g9", "members": [MEMBER]}],
        "variables": [
            *({"of": whose, "variables": found} for whose, found in fake.variables.items() if whose != "group 9"),
            {"of": "project 8", "variables": []},
            {"of": "group 9", "variables": fake.variables["group 9"]},
        ],
    }
    assert_same(keyroll, "gitlab@main", pages, tmp_path)
    files = [file.read_bytes() for file in (tmp_path / "home").rglob("*") if file.is_file()]
    assert not any(b"canary-of-gitlab" in one for one in files)


def test_the_vendor_refuses_another_scope_and_an_ended_token(
    fake: GitLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyroll = Keyroll.open(tmp_path / "home", now=NOW)
    for value, error in (
        (fake.administrator("read_user"), NotAllowed),
        (fake.issue("read_api", ends=time.time() - 1), CredentialRefused),
    ):
        monkeypatch.setenv("GITLAB_TOKEN", value)
        with pytest.raises(error):
            keyroll.sources.connect(GITLAB, "env:GITLAB_TOKEN", address=fake.address, settings={})


def proving(fake: GitLab) -> Proving:
    probe = catalogue.probes("gitlab")["access_token"]
    old, new = fake.administrator(), fake.administrator()
    names = {value: str(one.facts["record"]["id"]) for value, one in fake.credentials.items()}
    return Proving(fake, probe, probe.place(fake.address), old, new, names[old], names[new])


@pytest.mark.support("gitlab", "probe", "specification + fake")
@pytest.mark.parametrize("revoked", [True, False])
def test_a_token_that_ended_is_proven_dead_after_its_lag(fake: GitLab, revoked: bool) -> None:
    played = proving(fake)
    fake.credentials[played.old].facts["record"]["revoked"] = revoked
    assert_proven(played)


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (429, {}, Outcome.THROTTLED),
        (403, {"error": "insufficient_scope"}, Outcome.REFUSED_POLICY),
        (403, {"message": "403 Forbidden - Your account has been blocked."}, Outcome.REFUSED_POLICY),
        (403, None, Outcome.AMBIGUOUS),
        (401, {"error": "invalid_token", "error_description": "Token must be renewed"}, Outcome.AMBIGUOUS),
        (401, {"message": "sign in at the proxy"}, Outcome.AMBIGUOUS),
        (404, {"error": "404 Not Found"}, Outcome.AMBIGUOUS),
        (502, None, Outcome.UNREACHABLE),
    ],
)
def test_what_is_no_refusal_of_the_token_proves_nothing(
    fake: GitLab, status: int, body: object, outcome: Outcome
) -> None:
    assert_no_proof(proving(fake), Reply(status, body), outcome)


def test_a_host_that_takes_anybody_for_another_proves_nothing(fake: GitLab) -> None:
    played = proving(fake)
    fake.mood = lambda _request: Reply(200, {"id": 1})
    assert played.answer(played.old).identity == "1"
    assert_unknown(played, "never issued")


def test_only_the_vendors_own_host_is_behind_a_balancer() -> None:
    place = catalogue.probes("gitlab")["access_token"].place
    assert not place("https://gitlab.com").addressable
    assert place("https://git.a.example").addressable
