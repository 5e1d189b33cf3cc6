"""Applications with access to Confluence, read live from a fake, and the content and limits of the list of plugins."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes.atlassian import Confluence
from fakes.same import assert_same
from fakes.silence import assert_silent
from keyroll.errors import CredentialRefused, VendorChanged
from keyroll.providers import catalogue
from live_servers import Connect

pytestmark = pytest.mark.long

SCOPE = "Confluence administrator (global permission)"


@pytest.fixture
def fake() -> Iterator[Confluence]:
    with Confluence().running() as one:
        yield one


@pytest.mark.long
@pytest.mark.support("confluence", "live survey", "fake")
def test_live_and_export_are_one_reader_for_confluence(fake: Confluence, tmp_path: Path, connect: Connect) -> None:
    fake.page_size = 2
    one = connect("confluence", fake.token(SCOPE), fake.address)
    assert (one.unseen, one.pull()) == ({}, {})
    assert one.me.name == "keyroll"
    told = {"space_permissions": [fake.permissions(key) for key in fake.spaces]}
    assert_same(one.keyroll, "confluence@main", fake.let_in() | told, tmp_path)
    links = one.keyroll.inventory.listed("credentials", where="kind = 'application_link'").rows
    assert [(each["name"], each["state"]) for each in links] == [("app 1", "active"), ("app 2", "active")]
    plugins = one.keyroll.inventory.listed("principals", where="subkind = 'plugin'").rows
    assert {each["name"]: each["active"] for each in plugins} == {"groovyrunner": True, "charts": True, "old": False}


@pytest.mark.nightly
def test_one_permission_less_is_named_also_where_it_is_said_by_401(fake: Confluence, connect: Connect) -> None:
    one = connect("confluence", fake.token(), fake.address)
    named = [name for name, because in one.unseen.items() if f"not seen: scope {SCOPE}" in because]
    assert named == ["spaces", "application_links", "plugins"]
    code, told = connect.sync(one)
    assert (code, f"not seen: scope {SCOPE}" in told) == (11, True)


def test_permissions_that_an_earlier_version_does_not_tell_count_as_not_seen(
    fake: Confluence, connect: Connect
) -> None:
    fake.tells, fake.spaces = False, ["S1"]
    one = connect("confluence", fake.token(SCOPE), fake.address)
    assert [*one.pull()] == ["space_permissions"]


def test_nobody_does_not_connect_to_confluence(fake: Confluence, connect: Connect) -> None:
    value = fake.token(SCOPE)
    fake.revoke(value)
    with pytest.raises(CredentialRefused):
        connect("confluence", value, fake.address)


def test_the_credential_of_confluence_shows_itself_nowhere(
    fake: Confluence, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    me = ["/rest/api/user/current"]
    assert_silent(fake, "confluence", fake.token(SCOPE), {}, tmp_path, monkeypatch, caplog, me=me)


@pytest.mark.long
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
    bodies: list[tuple[str, Any]] = [("plugins", listed), ("application_links", fake.links)]
    for name, body in bodies:
        assert [one.name for one in known.values() if one.recognise(body)] == [name]
        survives(known[name], body, source)
    for field in ("key", "userInstalled", "enabled"):
        with pytest.raises(VendorChanged, match=field):
            read_all(known["plugins"], {"plugins": [{k: v for k, v in fake.plugins[0].items() if k != field}]}, source)
