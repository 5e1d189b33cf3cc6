"""A JSON API that nobody knows, read live by a description: paging, parents, a refusal, and a lost description."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fakes.strict import Fake, RefusedError, Reply, Request, route
from keyroll.api import Keyroll
from keyroll.errors import UsageError
from keyroll.model.source import Source

pytestmark = pytest.mark.long

NOW = datetime(2026, 11, 28, tzinfo=UTC)
SOURCE = Source("other", "acme")
SECRET = "VerySecretValue0123456789"
DESCRIPTION = """
title = "Acme"
described_by = "made for this test"

[settings]
region = "where the account is"

[[lists]]
name = "teams"
path = "/{region}/teams"
items = "items"
each = "slug"
scope = "teams"

[[lists]]
name = "keys"
of = "teams"
path = "/{region}/teams/{each}/keys"
items = "data.keys"
scope = "keys"
next = { by = "field", field = "cursor", param = "cursor" }
fields = { id = "key_id", name = "label", owner = "owner.mail", created = "made", powers = "perms[]" }

[[lists]]
name = "hooks"
path = "/{region}/hooks?size=2"
items = "hooks"
kind = "webhook_secret"
scope = "hooks"
next = { by = "number", full = 2 }
fields = { id = "id", state = "status" }
"""


class Acme(Fake):
    """Teams with keys, and hooks."""

    page_size = 2

    @route("GET", "/eu/teams", "read")
    def teams(self, request: Request) -> Reply:
        return Reply(200, {"items": [{"slug": "a b"}, {"slug": "c"}]})

    @route("GET", "/eu/teams/{team}/keys", "read")
    def keys(self, request: Request) -> Reply:
        team = request.names["team"]
        keys = [
            {"key_id": f"{team}{n}", "label": f"key {n}", "secret": SECRET, "owner": {"mail": "x@corp.example"},
             "made": "2021-02-03T04:05:06Z", "perms": ["read", "admin"]}
            for n in range(5)
        ]  # fmt: skip
        found, following = self.page(keys, request)
        return Reply(200, {"data": {"keys": found}, "cursor": following})

    @route("GET", "/eu/hooks", "read")
    def hooks(self, request: Request) -> Reply:
        hooks = [{"id": f"h{n}", "status": "enabled", "signing": SECRET} for n in range(3)]
        begin = 2 * (int(request.query.get("page", "1")) - 1)
        return Reply(200, {"hooks": hooks[begin : begin + 2]})


@pytest.fixture
def fake() -> Iterator[Acme]:
    with Acme().running() as one:
        assert isinstance(one, Acme)
        yield one


@pytest.fixture
def settings(tmp_path: Path, fake: Acme, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setenv("ACME", fake.issue("read"))
    (tmp_path / "acme.toml").write_text(DESCRIPTION, encoding="utf-8")
    return {"description": str(tmp_path / "acme.toml"), "region": "eu"}


def test_a_described_api_is_a_live_source(fake: Acme, settings: dict[str, str], tmp_path: Path) -> None:
    keyroll = Keyroll.open(tmp_path / "home", now=NOW)
    seen = keyroll.sources.connect(SOURCE, "env:ACME", address=fake.address, settings=settings)
    assert [(one.pull.called, one.because) for one in seen.sights] == [("teams", ""), ("keys", ""), ("hooks", "")]
    assert not keyroll.sources.sync().partial
    rows = {str(row["id"]).rpartition(":")[2]: row for row in keyroll.inventory.listed("credentials").rows}
    assert len(rows) == 13
    assert (rows["a b3"]["owner"], rows["a b3"]["privileges"], rows["h2"]["kind"]) == (
        "x@corp.example", 2, "webhook_secret",
    )  # fmt: skip
    assert not [one for one in (tmp_path / "home").rglob("*") if one.is_file() and SECRET.encode() in one.read_bytes()]


def test_a_list_that_is_refused_is_named_and_the_others_are_read(
    fake: Acme, settings: dict[str, str], tmp_path: Path
) -> None:
    def refuse(request: Request) -> None:
        if request.path.endswith("/hooks"):
            raise RefusedError(403)

    fake.mood = refuse
    keyroll = Keyroll.open(tmp_path / "home", now=NOW)
    keyroll.sources.connect(SOURCE, "env:ACME", address=fake.address, settings=settings)
    summary = keyroll.sources.sync()
    assert summary.unseen[SOURCE] == {"webhook_secret": "not seen: scope hooks"}
    assert len(keyroll.inventory.listed("credentials").rows) == 10


def test_a_description_that_is_gone_ends_its_own_source_alone(
    fake: Acme, settings: dict[str, str], tmp_path: Path
) -> None:
    keyroll = Keyroll.open(tmp_path / "home", now=NOW)
    keyroll.sources.connect(SOURCE, "env:ACME", address=fake.address, settings=settings)
    Path(settings["description"]).unlink()
    summary = keyroll.sources.sync()
    assert summary.partial
    assert "cannot be read" in " ".join(summary.unseen[SOURCE].values())


def test_what_a_description_needs_is_asked_for(fake: Acme, settings: dict[str, str], tmp_path: Path) -> None:
    keyroll = Keyroll.open(tmp_path / "home", now=NOW)
    without = {"description": settings["description"]}
    with pytest.raises(UsageError, match="needs region"):
        keyroll.sources.connect(SOURCE, "env:ACME", address=fake.address, settings=without)
    with pytest.raises(UsageError, match="needs description"):
        keyroll.sources.connect(SOURCE, "env:ACME", address=fake.address, settings={})
    with pytest.raises(UsageError, match="read by a description"):
        keyroll.sources.connect(Source("datadog"), "env:ACME", address=fake.address, settings={})
