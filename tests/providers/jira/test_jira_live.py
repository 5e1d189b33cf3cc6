"""Jira read live and a token of it tried, on a fake that a client made of its description judges."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes.atlassian import Jira
from fakes.data_center import assert_tokens_are_judged
from fakes.same import assert_same
from fakes.silence import NOW, assert_silent
from keyroll.errors import CredentialRefused
from keyroll.model.source import Source
from live_servers import connected, partial_sync

pytestmark = pytest.mark.long

JIRA = Source("jira")
SCOPES = ("Browse users (global permission)", "Jira administrators (global permission)")


def user(name: str) -> dict[str, Any]:
    shown = {"key": name, "name": name, "displayName": name.title(), "emailAddress": f"{name}@corp.test"}
    return shown | {"self": f"https://jira.corp.test/rest/api/2/user?username={name}", "active": True}


@pytest.fixture
def fake() -> Iterator[Jira]:
    with Jira().running() as one:
        one.users = [user(f"u{number}") for number in range(1, 4)]
        one.roles = {"PAY": {10002: ["u1", "jira-administrators"], 10100: []}, "OPS": {}}
        one.groups = {"jira-administrators": one.users[:1], "all people": one.users, "nobody": []}
        yield one


def connect(fake: Jira, home: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> Any:
    return connected(JIRA, fake.address, home, monkeypatch, value, NOW)


@pytest.mark.support("jira", "live survey", "typed client + fake")
def test_live_and_export_are_one_reader_for_jira(fake: Jira, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake.page_size = 2
    keyroll, seen = connect(fake, tmp_path / "home", monkeypatch, fake.token(*SCOPES))
    assert seen.me.name == "keyroll"
    assert not keyroll.sources.sync().partial
    members = [
        fake.members(name, begun, 2)
        for name, begun in (("jira-administrators", 0), ("all people", 0), ("all people", 2), ("nobody", 0))
    ]
    pages: dict[str, list[Any]] = {"users": [fake.users], "group_members": members} | fake.let_in()
    pages["permission_schemes"] = [{"project": key} | fake.scheme() for key in ("PAY", "OPS")]
    pages["project_roles"] = [{"project": "PAY"} | fake.role("PAY", number) for number in (10002, 10100)]
    assert_same(keyroll, "jira@main", pages, tmp_path)


def names(keyroll: Any) -> set[str]:
    return {row["id"].rpartition(":")[2] for row in keyroll.inventory.listed("credentials").rows}


def test_all_users_are_read_where_the_search_shows_a_hundred(
    fake: Jira, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.users = [user(f"u{number}") for number in range(110)]
    fake.limits = True
    keyroll, _ = connect(fake, tmp_path, monkeypatch, fake.token(*SCOPES))
    assert not keyroll.sources.sync().partial
    assert {f"u{number}" for number in range(110)} <= names(keyroll)


def test_a_hundred_users_of_a_server_without_the_list_leave_the_read_partial(
    fake: Jira, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.users = [user(f"u{number}") for number in range(100)]
    keyroll, _ = connect(fake, tmp_path, monkeypatch, fake.token(*SCOPES))
    assert keyroll.sources.sync().partial
    assert {f"u{number}" for number in range(100)} <= names(keyroll)


@pytest.mark.nightly
@pytest.mark.parametrize("lacking", SCOPES)
def test_one_permission_less_is_named(
    lacking: str, fake: Jira, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _, seen = connect(fake, tmp_path, monkeypatch, fake.token(*(one for one in SCOPES if one != lacking)))
    assert {one.pull.scope for one in seen.sights if one.because.startswith("not seen: scope")} == {lacking}
    partial_sync(tmp_path, monkeypatch)
    assert f"not seen: scope {lacking}" in capsys.readouterr().err


def test_groups_that_the_picker_does_not_show_leave_the_read_partial(
    fake: Jira, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyroll, _ = connect(fake, tmp_path, monkeypatch, fake.token(*SCOPES))
    fake.shown = 2
    assert keyroll.sources.sync().partial
    assert {row["id"].rpartition(":")[2] for row in keyroll.inventory.listed("credentials").rows} >= {"u1", "u2", "u3"}


def test_nobody_does_not_connect_to_jira(fake: Jira, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    value = fake.token(*SCOPES)
    fake.revoke(value)
    with pytest.raises(CredentialRefused):
        connect(fake, tmp_path, monkeypatch, value)


def test_the_credential_of_jira_shows_itself_nowhere(
    fake: Jira, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert_silent(fake, "jira", fake.token(*SCOPES), {}, tmp_path, monkeypatch, caplog, me=["/rest/api/2/myself"])


@pytest.mark.support("jira", "probe", "typed client + fake")
def test_a_token_of_jira_is_judged(fake: Jira) -> None:
    assert_tokens_are_judged(fake, "jira")
