"""What is let into Confluence, read live on a fake of ours, and what the list of plugins says and does not say."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes.atlassian import Confluence
from fakes.same import assert_same
from fakes.silence import NOW, assert_silent
from keyroll.api import Keyroll
from keyroll.cli import main
from keyroll.errors import CredentialRefused, VendorChanged
from keyroll.model.source import Source
from keyroll.providers import catalogue

CONFLUENCE = Source("confluence")
SCOPE = "Confluence administrator (global permission)"


@pytest.fixture
def fake() -> Iterator[Confluence]:
    with Confluence().running() as one:
        yield one


def connect(fake: Confluence, home: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> Any:
    monkeypatch.setenv("CONFLUENCE", value)
    roll = Keyroll.open(home, now=NOW)
    return roll, roll.connect(CONFLUENCE, "env:CONFLUENCE", address=fake.address, settings={})


@pytest.mark.support("confluence", "live survey", "fake")
def test_live_and_export_are_one_reader_for_confluence(
    fake: Confluence, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    roll, seen = connect(fake, tmp_path / "home", monkeypatch, fake.token(SCOPE))
    assert seen.me.name == "keyroll"
    assert not roll.sync_live().partial
    assert_same(roll, "confluence@main", fake.let_in(), tmp_path)
    links = roll.listed("credentials", where="kind = 'application_link'").rows
    assert [(one["name"], one["state"]) for one in links] == [("app 1", "active"), ("app 2", "active")]
    plugins = roll.listed("principals", where="subkind = 'plugin'").rows
    assert {one["name"]: one["active"] for one in plugins} == {"groovyrunner": True, "charts": True, "old": False}


def test_one_permission_less_is_named_also_where_it_is_said_by_401(
    fake: Confluence, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _, seen = connect(fake, tmp_path, monkeypatch, fake.token())
    assert [one.pull.endpoint for one in seen.sights if f"not seen: scope {SCOPE}" in one.because] == [
        "application_links",
        "plugins",
    ]
    monkeypatch.setattr("sys.argv", ["keyroll", "sync", "--home", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 11
    assert f"not seen: scope {SCOPE}" in capsys.readouterr().err


def test_nobody_does_not_connect_to_confluence(
    fake: Confluence, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    value = fake.token(SCOPE)
    fake.revoke(value)
    with pytest.raises(CredentialRefused):
        connect(fake, tmp_path, monkeypatch, value)


def test_the_credential_of_confluence_shows_itself_nowhere(
    fake: Confluence, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    me = ["/rest/api/user/current"]
    assert_silent(fake, "confluence", fake.token(SCOPE), {}, tmp_path, monkeypatch, caplog, me=me)


@pytest.mark.parametrize("product", ["jira", "confluence", "bitbucket"])
def test_whether_a_plugin_runs_scripts_is_yes_or_unknown(
    product: str, fake: Confluence, tmp_path: Path, read_all: Any, survives: Any
) -> None:
    known, source = catalogue.endpoints(product), f"{product}@main"
    listed = {"plugins": fake.plugins}
    found = read_all(known["plugins"], listed, source)
    may = {one.subject.value: one.facts["privilege"] for one in found if one.entity == "grant"}
    assert may == {
        "com.onresolve.jira.groovy.groovyrunner": "runs scripts of people",
        "com.example.charts": "runs in the server",
    }
    for name, body in (("plugins", listed), ("application_links", fake.links)):
        assert [one.name for one in known.values() if one.recognise(body)] == [name]
        survives(known[name], body, source)
    for field in ("key", "userInstalled", "enabled"):
        with pytest.raises(VendorChanged, match=field):
            read_all(known["plugins"], {"plugins": [{k: v for k, v in fake.plugins[0].items() if k != field}]}, source)
