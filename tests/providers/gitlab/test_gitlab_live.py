"""GitLab read live, on a strict fake that is held against records of the vendor's pages."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fakes.gitlab import GitLab, token
from fakes.same import assert_same
from keyroll.api import Keyroll
from keyroll.errors import CredentialRefused, NotAllowed
from keyroll.model.source import Source

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


@pytest.fixture
def fake() -> Iterator[GitLab]:
    with GitLab().running() as one:
        yield one


@pytest.mark.support("gitlab", "live survey", "fake")
def test_live_and_export_are_one_reader_for_gitlab(
    fake: GitLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.page_size = 2
    fake.projects = {7: [token(50, access_level=40)], 8: []}
    fake.groups = {9: [token(60, access_level=50)]}
    fake.deploy_tokens, fake.deploy_keys = [DEPLOY], [KEY]
    monkeypatch.setenv("GITLAB_TOKEN", fake.administrator())
    roll = Keyroll.open(tmp_path / "home", now=NOW)
    roll.connect(GITLAB, "env:GITLAB_TOKEN", address=fake.address, settings={})
    assert not roll.sync_live().partial
    pages = {
        "personal_access_tokens": [fake.tokens[:2], fake.tokens[2:]],
        "project_access_tokens": [fake.projects[7], []],
        "group_access_tokens": [fake.groups[9]],
        "deploy_tokens": [fake.deploy_tokens],
        "deploy_keys": [fake.deploy_keys],
    }
    assert_same(roll, "gitlab@main", pages, tmp_path)


def test_the_vendor_refuses_another_scope_and_an_ended_token(
    fake: GitLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    roll = Keyroll.open(tmp_path / "home", now=NOW)
    for value, error in (
        (fake.administrator("read_user"), NotAllowed),
        (fake.issue("read_api", ends=time.time() - 1), CredentialRefused),
    ):
        monkeypatch.setenv("GITLAB_TOKEN", value)
        with pytest.raises(error):
            roll.connect(GITLAB, "env:GITLAB_TOKEN", address=fake.address, settings={})
