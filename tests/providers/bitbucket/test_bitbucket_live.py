"""Bitbucket read live and tokens of it tried, on a fake that a client made of its description judges."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes.atlassian import Bitbucket
from fakes.data_center import assert_tokens_are_judged
from fakes.same import assert_same
from fakes.silence import NOW, assert_silent
from keyroll.api import Keyroll
from keyroll.model.source import Source
from keyroll.providers import catalogue
from live_servers import connected, partial_sync

pytestmark = pytest.mark.long

BITBUCKET = Source("bitbucket")
SCOPES = {"ADMIN": "ADMIN, with a password", "PROJECT_ADMIN": "PROJECT_ADMIN"}
LINE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{}A== ci"
AT = "2024-01-15T10:02:11Z"


def token(number: int) -> dict[str, Any]:
    return {"id": f"25297351506{number}", "name": f"token {number}", "createdDate": AT}


def key(number: int, **more: Any) -> dict[str, Any]:
    return {"id": number, "text": LINE.format(number), "label": "ci", "createdDate": AT} | more


def access(number: int, project: str, slug: str = "", may: str = "REPO_WRITE") -> dict[str, Any]:
    where = {"repository": {"slug": slug, "project": {"key": project}}} if slug else {"project": {"key": project}}
    return {"key": key(number, expiryDays=30), "permission": may} | where


def user(name: str) -> dict[str, Any]:
    shown = {"name": name, "slug": name, "displayName": name, "emailAddress": "", "active": True, "type": "NORMAL"}
    return shown | {"links": {"self": [{"href": f"https://git.corp.test/users/{name}"}]}}


@pytest.fixture
def fake() -> Iterator[Bitbucket]:
    with Bitbucket().running() as one:
        one.users = [user(name) for name in ("ann", "bob", "svc")]
        one.tokens = {"APP": [token(1), token(2), token(3)], "APP/web": [token(4)], "OPS": []}
        one.keys = {"APP": [access(1, "APP", may="PROJECT_READ")], "APP/web": [access(2, "APP", "web")]}
        one.ssh_keys = {"ann": [key(3, lastAuthenticated="1705312931000")]}
        one.permissions = {
            ("", "users"): [{"user": user("ann"), "permission": "SYS_ADMIN"}],
            ("", "groups"): [{"group": {"name": "staff"}, "permission": "LICENSED_USER"}],
            ("APP", "groups"): [{"group": {"name": "staff"}, "permission": "PROJECT_READ"}],
            ("APP/web", "users"): [{"user": user("svc"), "permission": "REPO_WRITE"}],
        }
        one.groups = {"staff": [user("ann"), user("bob"), user("svc")], "none": []}
        one.users[1]["slug"] = "bob_corp.test"
        one.personal = {"bob_corp.test": [token(5), token(6), token(7)]}
        yield one


def connect(fake: Bitbucket, home: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> Any:
    return connected(BITBUCKET, fake.address, home, monkeypatch, value, NOW)


@pytest.mark.support("bitbucket", "live survey", "typed client + fake")
def test_live_and_export_are_one_reader_for_bitbucket(
    fake: Bitbucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.page_size = 2
    keyroll, seen = connect(fake, tmp_path / "home", monkeypatch, fake.password(*SCOPES))
    assert seen.me.name == "keyroll"
    assert not keyroll.sources.sync().partial

    def pages(items: list[Any]) -> list[Any]:
        return [fake.listed(items, begun) for begun in range(0, max(len(items), 1), 2)]

    def permitted(where: str, whose: str) -> list[Any]:
        return pages(fake.permissions.get((where, whose), []))

    assert_same(
        keyroll,
        "bitbucket@main",
        {
            "global_permissions": [*permitted("", "users"), *permitted("", "groups")],
            "project_permissions": [
                page | {"project": key}
                for whose in ("users", "groups")
                for key in ("APP", "OPS")
                for page in permitted(key, whose)
            ],
            "repository_permissions": [
                page | {"repository": "APP/web"}
                for whose in ("users", "groups")
                for page in permitted("APP/web", whose)
            ],
            "group_members": [
                page | {"group": name} for name, members in fake.groups.items() for page in pages(members)
            ],
            "users": pages(fake.users),
            "access_tokens": [*pages(fake.tokens["APP"]), *pages([])],
            "repository_access_tokens": pages(fake.tokens["APP/web"]),
            "access_keys": [*pages(fake.keys["APP"]), *pages([]), *pages(fake.keys["APP/web"])],
            "ssh_keys": [
                page | {"user": name} for name in ("ann", "bob", "svc") for page in pages(fake.ssh_keys.get(name, []))
            ],
            "personal_access_tokens": [
                page | {"user": one["name"]} for one in fake.users for page in pages(fake.personal.get(one["slug"], []))
            ],
        }
        | fake.let_in(),
        tmp_path,
    )


def test_keys_say_whose_they_are_when_they_end_and_what_they_may(read_all: Any, survives: Any) -> None:
    known = catalogue.endpoints("bitbucket")
    listed = Bitbucket.listed
    with Bitbucket().running() as fake:
        keys = listed(fake, [access(1, "APP", may="PROJECT_READ"), access(2, "APP", "web")])
        own = listed(fake, [key(3, expiryDays=10**9, lastAuthenticated="1705312931000")]) | {"user": "ann"}
    found = read_all(known["access_keys"], keys, "bitbucket@main")
    assert [one.facts["resource"] for one in found if one.entity == "grant"] == ["APP", "APP/web"]
    assert {one.facts["expires"] for one in found if one.entity == "credential"} == {"2024-02-14T10:02:11Z"}
    (one,) = read_all(known["ssh_keys"], own, "bitbucket@main")
    assert [(link.relation, link.to.text) for link in one.links] == [("principal", "bitbucket@main:account:ann")]
    assert one.facts["last_used"] == "2024-01-15T10:02:11Z"
    assert {key.subject.kind for key in (one, found[0])} == {"ssh_key"}
    tokens = {"values": [token(1)], "isLastPage": True}
    (personal,) = read_all(known["personal_access_tokens"], tokens | {"user": "bob"}, "bitbucket@main")
    assert [link.to.text for link in personal.links] == ["bitbucket@main:account:bob"]
    bodies: list[tuple[str, Any]] = [
        ("access_keys", keys),
        ("ssh_keys", own),
        ("access_tokens", tokens),
        ("personal_access_tokens", tokens | {"user": "bob"}),
    ]
    for name, body in bodies:
        assert [other.name for other in known.values() if other.recognise(body)] == [name]
        survives(known[name], body, "bitbucket@main")


@pytest.mark.nightly
@pytest.mark.parametrize("lacking", SCOPES)
def test_one_permission_less_is_named_by_bitbucket(
    lacking: str, fake: Bitbucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _, seen = connect(fake, tmp_path, monkeypatch, fake.password(*(one for one in SCOPES if one != lacking)))
    assert {one.pull.scope for one in seen.sights if one.because.startswith("not seen: scope")} == {SCOPES[lacking]}
    partial_sync(tmp_path, monkeypatch)
    assert f"not seen: scope {SCOPES[lacking]}" in capsys.readouterr().err
    assert Keyroll.open(tmp_path).inventory.listed("credentials").rows


def test_a_token_sees_projects_and_repositories_and_says_what_only_a_password_shows(
    fake: Bitbucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyroll, seen = connect(fake, tmp_path, monkeypatch, fake.token("PROJECT_ADMIN"))
    assert seen.me.name == "keyroll"
    assert {one.pull.scope for one in seen.sights if one.because} == {SCOPES["ADMIN"]}
    assert keyroll.sources.sync().partial
    kinds = {row["kind"] for row in keyroll.inventory.listed("credentials", where="owner IS NULL").rows}
    assert kinds == {"access_token", "ssh_key"}


@pytest.mark.parametrize("issue", ["password", "token"])
def test_the_credential_of_bitbucket_shows_itself_nowhere(
    issue: str, fake: Bitbucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    me = ["/rest/api/latest/application-properties"]
    value = getattr(fake, issue)("PROJECT_ADMIN")
    assert_silent(fake, "bitbucket", value, {}, tmp_path, monkeypatch, caplog, me=me)


@pytest.mark.support("bitbucket", "probe", "typed client + fake")
@pytest.mark.parametrize("kind", ["access_token", "personal_access_token"])
def test_a_token_of_bitbucket_is_judged(fake: Bitbucket, kind: str) -> None:
    assert_tokens_are_judged(fake, "bitbucket", kind)
