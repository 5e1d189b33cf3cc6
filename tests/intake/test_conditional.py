"""A second read of lists that have not changed: the vendor says so and sends nothing, and the inventory is the same."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fakes.github import CLIENT_ID, ORG, GitHub, deploy_key, fine_grained
from fakes.gitlab import GitLab
from fakes.strict import Fake, Reply, Request, route
from keyroll.api import Keyroll
from keyroll.model.source import Source
from keyroll.providers._rest import unless_as

pytestmark = pytest.mark.long

NOW = datetime(2026, 11, 29, tzinfo=UTC)
DESCRIPTION = """
title = "Acme"
conditional = true
[[lists]]
name = "keys"
path = "/keys"
next = { by = "field", field = "cursor", param = "cursor" }
items = "keys"
fields = { id = "id" }
"""


class Acme(Fake):
    """Keys on two pages, whose answers say when the list was changed last."""

    page_size = 2
    changed = "Sat, 28 Nov 2026 10:00:00 GMT"

    def __init__(self) -> None:
        super().__init__()
        self.ids = ["a", "b", "c"]

    @route("GET", "/keys", "read")
    def keys(self, request: Request) -> Reply:
        if request.headers.get("if-modified-since") == self.changed:
            return Reply(304)
        found, following = self.page([{"id": one} for one in self.ids], request)
        return Reply(200, {"keys": found, "cursor": following}, {"Last-Modified": self.changed})


def read_twice(keyroll: Keyroll, fake: Fake) -> tuple[list[tuple[int, int]], list[tuple[int, int]], bool]:
    """Return what was sent at the first and second read, and whether they give the same inventory."""
    found = []
    inventories = []
    for hours in (0, 1):
        fake.sent.clear()
        later = Keyroll.open(keyroll.home.path, now=NOW + timedelta(hours=hours))
        assert not later.sources.sync().partial
        rows = later.inventory.listed("credentials").rows
        inventories.append([{k: v for k, v in row.items() if k in ("id", "state", "owner", "kind")} for row in rows])
        found.append(list(fake.sent))
    return found[0], found[1], inventories[0] == inventories[1] != []


def shares(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> tuple[float, float]:
    """Return how many of the answers of the second read are 304, and its bytes as a share of the first."""
    unchanged = sum(status == 304 for status, _ in second)
    return unchanged / len(second), sum(size for _, size in second) / sum(size for _, size in first)


def test_github_sends_no_list_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with GitHub().running() as fake:
        fake.tokens = [fine_grained(number) for number in range(1, 60)]
        fake.repositories = {
            f"r{number}": {"keys": [deploy_key(number, f"r{number}", f"ssh-ed25519 AAAA{number:04} ci")]}
            for number in range(1, 20)
        }
        monkeypatch.setenv("GITHUB_APP", fake.app_key())
        keyroll = Keyroll.open(tmp_path / "home", now=NOW)
        settings = {"organisation": ORG, "client_id": CLIENT_ID}
        keyroll.sources.connect(Source("github"), "env:GITHUB_APP", address=fake.address, settings=settings)
        first, second, same = read_twice(keyroll, fake)
    unchanged, size = shares(first, second)
    assert same
    assert len(first) == len(second)
    assert unchanged > 0.9
    assert size < 0.1


def test_gitlab_sends_no_list_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with GitLab(200).running() as fake:
        monkeypatch.setenv("GITLAB_TOKEN", fake.administrator())
        keyroll = Keyroll.open(tmp_path / "home", now=NOW)
        keyroll.sources.connect(Source("gitlab"), "env:GITLAB_TOKEN", address=fake.address, settings={})
        first, second, same = read_twice(keyroll, fake)
    unchanged, size = shares(first, second)
    assert same
    assert unchanged > 0.7
    assert size < 0.1


def test_a_described_api_is_asked_by_the_date_of_its_last_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "acme.toml").write_text(DESCRIPTION, encoding="utf-8")
    with Acme().running() as fake:
        monkeypatch.setenv("ACME", fake.issue("read"))
        keyroll = Keyroll.open(tmp_path / "home", now=NOW)
        settings = {"description": str(tmp_path / "acme.toml")}
        keyroll.sources.connect(Source("other", "acme"), "env:ACME", address=fake.address, settings=settings)
        _, second, same = read_twice(keyroll, fake)
        assert same
        assert [status for status, _ in second] == [200, 304, 304]
        fake.ids, fake.changed = ["a"], "Sun, 29 Nov 2026 00:30:00 GMT"
        later = Keyroll.open(tmp_path / "home", now=NOW + timedelta(hours=2))
        later.sources.sync()
        gone = later.inventory.listed("credentials", where="state = 'destroyed'").rows
        assert {str(row["id"]).rpartition(":")[2] for row in gone} == {"b", "c"}


@pytest.mark.parametrize(
    ("version", "header"),
    [("", None), ('"1"', "If-None-Match"), ('W/"1"', "If-None-Match"), (Acme.changed, "If-Modified-Since")],
)
def test_a_version_is_sent_back_as_what_it_is(version: str, header: str | None) -> None:
    assert unless_as(version) == ({header: version} if header else {})
